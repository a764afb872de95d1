#!/usr/bin/env python3
"""Checks that transformers loads what model/export writes, and computes the same logits.

  bazel build //model:convert
  venv/bin/python tests/oracles/check_hf_export.py bazel-bin/model/convert model/testdata

For every tiny checkpoint of the fixtures: convert it, load the result with AutoModelForCausalLM, and
compare with the logits that the original gave (bit for bit: the weights must not have changed).
"""
import os
import shutil
import subprocess
import sys
import tempfile

import torch
from safetensors.numpy import load_file
from transformers import AutoModelForCausalLM


def logits(model, tokens, one_by_one):
    ids = torch.tensor([tokens])
    with torch.no_grad():
        if not one_by_one:
            return model(ids).logits[0]
        rows, cache = [], None
        for t in range(len(tokens)):
            out = model(ids[:, t:t + 1], past_key_values=cache, use_cache=True)
            cache = out.past_key_values
            rows.append(out.logits[0, 0])
        return torch.stack(rows)


def main():
    convert, fixtures = sys.argv[1:]
    torch.set_num_threads(2)
    worst = 0.0
    for name in sorted(os.listdir(fixtures)):
        source = os.path.join(fixtures, name)
        if not name.startswith("tiny_"):
            continue
        with tempfile.TemporaryDirectory() as temp:
            whole = os.path.join(temp, "in")
            shutil.copytree(source, whole)
            if not any(f.startswith("model") for f in os.listdir(source)):
                shutil.copy(os.path.join(fixtures, "tiny_llama", "model.safetensors"), whole)
            out = os.path.join(temp, "out")
            subprocess.run([convert, f"--model={whole}", f"--out={out}"], check=True,
                           stdout=subprocess.DEVNULL)
            model, info = AutoModelForCausalLM.from_pretrained(
                out, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
            assert not info["missing_keys"] and not info["unexpected_keys"], info
            expected = load_file(os.path.join(source, "expected.safetensors"))
            tokens = [int(t) for t in expected["tokens"]]
            got = logits(model.eval(), tokens, name == "tiny_llama_dynamic")
            difference = float((got - torch.from_numpy(expected["logits"])).abs().max())
            print(name, "max |difference|", difference)
            worst = max(worst, difference)
    assert worst <= 1e-6, worst
    print("ok")


if __name__ == "__main__":
    main()
