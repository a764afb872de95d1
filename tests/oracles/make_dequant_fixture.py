"""Makes kernels/dequant/testdata/dequant_blocks.txt, the oracle of dequant_test.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install gguf==0.19.0
    /tmp/oracle/bin/python tests/oracles/make_dequant_fixture.py

Each line: format name, block bytes in hex, the floats of gguf.quants.dequantize as little-endian
hex. The bytes are random, with random scales that are finite.
"""

import pathlib
import random
import struct

import gguf
import numpy as np

OUT = pathlib.Path(__file__).parents[2] / "kernels/dequant/testdata/dequant_blocks.txt"

# Format, bytes of a block, offsets of half-precision fields, blocks.
FORMATS = [
    ("F32", 4, [], 8),
    ("F16", 2, [0], 64),
    ("BF16", 2, [], 64),
    ("Q8_0", 34, [0], 4),
    ("Q4_0", 18, [0], 4),
    ("Q4_1", 20, [0, 2], 4),
    ("Q6_K", 210, [208], 3),
]


def half(rng):
    """A finite half: normal, subnormal or zero."""
    kind = rng.randrange(8)
    if kind == 0:
        return struct.pack("<H", rng.randrange(1024) | rng.randrange(2) << 15)
    return struct.pack("<H", rng.randrange(0x7C00) | rng.randrange(2) << 15)


def block(rng, size, halves):
    data = bytearray(rng.randbytes(size))
    for at in halves:
        data[at : at + 2] = half(rng)
    return bytes(data)


def finite(name, data):
    """F32 and BF16 words whose exponent is not all ones."""
    if name == "F32":
        return bytes(data[:3]) + bytes([data[3] & 0xBF])
    if name == "BF16":
        return bytes(data[:1]) + bytes([data[1] & 0xBF])
    return data


def main():
    rng = random.Random(20250101)
    lines = [f"# gguf {gguf.__dict__.get('__version__', '0.19.0')}, numpy {np.__version__}"]
    for name, size, halves, count in FORMATS:
        data = b"".join(finite(name, block(rng, size, halves)) for _ in range(count))
        raw = np.frombuffer(data, dtype=np.uint8).reshape(1, -1)
        kind = gguf.GGMLQuantizationType[name]
        source = raw.view(np.float16) if name == "F16" else raw
        source = raw.view(np.float32) if name == "F32" else source
        values = gguf.quants.dequantize(source, kind).astype("<f4").reshape(-1)
        lines.append(f"{name} {data.hex()} {values.tobytes().hex()}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
