#!/usr/bin/env python3
"""PyTorch's own GPU kernels at the shapes of kernels/*_cuda_bench: the library that ours are
compared with. Prints one JSON object a line: {"kernel", "shape", "dtype", "seconds"}, after the
ceilings of the same run (copy, and a bf16 matrix product).

Method as in kernels/cuda/bench.h: random data, several sets of it beyond the L2 cache in turn,
recorded as a CUDA graph where the library allows, the median of 60 repetitions by events. Needs
torch with CUDA alone; without a GPU it says so and ends with status 0.
"""

import json
import statistics
import sys

BEYOND_CACHE = 200e6
REPETITIONS = 60
SECONDS_OF_GRAPH = 1e-3


def timed(torch, run, sets):
    """Median seconds of one call of run(set)."""
    for i in range(2 * sets):
        run(i % sets)
    torch.cuda.synchronize()

    def measure(calls, launch):
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        launch()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) * 1e-3 / calls

    def call_all(calls):
        for i in range(calls):
            run(i % sets)

    once = measure(sets, lambda: call_all(sets))
    calls = sets * (1 + int(SECONDS_OF_GRAPH / max(once * sets, 1e-6)))
    graph = torch.cuda.CUDAGraph()
    try:
        with torch.cuda.graph(graph):
            call_all(calls)
        launch = graph.replay
    except RuntimeError:  # an operation that cannot be recorded
        torch.cuda.synchronize()
        launch = lambda: call_all(calls)
    return statistics.median(measure(calls, launch) for _ in range(REPETITIONS))


def sets_for(byte_count):
    return max(3, int(BEYOND_CACHE / max(byte_count, 1)) + 1)


class Bench:
    def __init__(self, torch):
        self.torch = torch

    def random(self, *shape, dtype=None):
        dtype = dtype or self.torch.bfloat16
        return self.torch.empty(*shape, dtype=dtype, device="cuda").uniform_(-1, 1)

    def emit(self, kernel, shape, dtype, seconds, **more):
        print(json.dumps({"kernel": kernel, "shape": shape, "dtype": dtype, "seconds": seconds,
                          **more}), flush=True)

    def row(self, kernel, shape, dtype, byte_count, make, run):
        """make(set) -> data; run(data)."""
        try:
            sets = sets_for(byte_count)
            data = [make() for _ in range(sets)]
            self.emit(kernel, shape, dtype, timed(self.torch, lambda i: run(data[i]), sets))
        except Exception as error:  # pylint: disable=broad-except
            print(f"{kernel} {shape}: {error}", file=sys.stderr)
        self.torch.cuda.empty_cache()

    def ceilings(self):
        torch = self.torch
        source = self.random(1 << 28, dtype=torch.float32)
        target = torch.empty_like(source)
        seconds = timed(torch, lambda _: target.copy_(source), 1)
        self.emit("copy", "1 GiB", "fp32", seconds, bytes_per_second=2 * 2**30 / seconds)
        n = 8192
        a, b = self.random(n, n), self.random(n, n)
        seconds = timed(torch, lambda _: a @ b.T, 1)
        self.emit("product", f"{n} x {n} x {n}", "bf16", seconds,
                  flops_per_second=2 * n**3 / seconds)


def normalisation(bench):
    functional = bench.torch.nn.functional
    rows, n = 8192, 7168
    weight = bench.random(n)
    bench.row("RMSNorm forward", f"{rows} x {n}", "bf16", 2 * rows * n * 2,
              lambda: bench.random(rows, n),
              lambda x: functional.rms_norm(x, (n,), weight, 1e-5))

    def backward_data():
        x = bench.random(rows, n).requires_grad_()
        return functional.rms_norm(x, (n,), weight, 1e-5), x, bench.random(rows, n)

    bench.row("RMSNorm backward", f"{rows} x {n}", "bf16", 3 * rows * n * 2, backward_data,
              lambda d: bench.torch.autograd.grad(d[0], d[1], d[2], retain_graph=True))


def swiglu(bench):
    functional = bench.torch.nn.functional
    rows, n = 8192, 18432
    bench.row("SwiGLU forward", f"{rows} x {n}", "bf16", 3 * rows * n * 2,
              lambda: (bench.random(rows, n), bench.random(rows, n)),
              lambda d: functional.silu(d[0]) * d[1])


def attention(bench):
    torch = bench.torch
    functional = torch.nn.functional
    heads, length, dim = 32, 16384, 128

    def data():
        return [bench.random(1, heads, length, dim).requires_grad_() for _ in range(3)]

    def forward(d):
        with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.FLASH_ATTENTION):
            return functional.scaled_dot_product_attention(*d, is_causal=True)

    shape = f"1 x {heads} heads x {length}, head_dim {dim}"
    byte_count = 4 * heads * length * dim * 2
    with torch.no_grad():
        bench.row("prefill attention", shape, "bf16", byte_count, data, forward)

    def backward_data():
        inputs = data()
        out = forward(inputs)
        return out, inputs, torch.rand_like(out)

    bench.row("attention backward", shape, "bf16", byte_count, backward_data,
              lambda d: torch.autograd.grad(d[0], d[1], d[2], retain_graph=True))
    batch, context, kv_heads = 64, 8192, 8
    bench.row("decode attention", f"{batch} x {context}, {heads}/{kv_heads} heads", "bf16",
              2 * batch * context * kv_heads * dim * 2,
              lambda: (bench.random(batch, heads, 1, dim),
                       bench.random(batch, kv_heads, context, dim),
                       bench.random(batch, kv_heads, context, dim)),
              lambda d: functional.scaled_dot_product_attention(*d, enable_gqa=True))


def head(bench):
    torch = bench.torch
    rows, hidden, vocabulary = 8192, 3584, 152064
    weight = bench.random(vocabulary, hidden)
    targets = torch.randint(0, vocabulary, (rows,), device="cuda")
    # As training programs do without a fused kernel: logits of a slice of the rows at a time.
    chunk = 1024

    def forward(x):
        return torch.cat([
            -torch.nn.functional.cross_entropy((x[i:i + chunk] @ weight.T).float(),
                                               targets[i:i + chunk], reduction="none")
            for i in range(0, rows, chunk)])

    bench.row("linear + log-probability", f"{rows} x {hidden} x {vocabulary}", "bf16",
              vocabulary * hidden * 2, lambda: bench.random(rows, hidden), forward)


def sampling(bench):
    torch = bench.torch
    rows, vocabulary = 256, 152064

    def draw(logits):
        noise = torch.empty_like(logits).exponential_()
        return (torch.softmax(logits, -1) / noise).argmax(-1)

    bench.row("sampling, temperature", f"{rows} x {vocabulary}", "fp32", rows * vocabulary * 4,
              lambda: bench.random(rows, vocabulary, dtype=torch.float32), draw)


def optimizer(bench):
    torch = bench.torch
    n = 1 << 27

    def data():
        parameter = bench.random(n, dtype=torch.float32).requires_grad_()
        parameter.grad = bench.random(n, dtype=torch.float32)
        step = torch.optim.AdamW([parameter], lr=1e-6, fused=True, capturable=True)
        step.step()
        return step

    bench.row("AdamW", f"{n} parameters", "fp32", 28 * n, data, lambda step: step.step())


def main():
    import torch  # pylint: disable=import-outside-toplevel

    if not torch.cuda.is_available():
        print("no CUDA device: nothing measured")
        return
    torch.manual_seed(0)
    bench = Bench(torch)
    bench.emit("torch " + torch.__version__, torch.cuda.get_device_name(), "", 0)
    bench.ceilings()
    for group in (normalisation, swiglu, attention, head, sampling, optimizer):
        group(bench)


if __name__ == "__main__":
    main()
