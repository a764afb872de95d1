#!/usr/bin/env python3
"""Hugging Face transformers in bf16: prefill, decode and a training step, in tokens per second.

  prefill_512     one prompt of 512 tokens, logits for its last position only
  decode_N        N prompts of 32 tokens, 32 new tokens each by sampling; the prefill is subtracted
  train_16x160    AdamW on bf16 weights: forward, backward, step on 16 sequences of 160 tokens
  train_16x160_master   the same with fp32 weights and bf16 autocast
"""

import peer_common as peer

PROMPT_TOKENS = 32


def measure_prefill(torch, model, options):
    tokens = torch.randint(0, model.config.vocab_size, (1, 512))
    seconds = peer.best_seconds(lambda: model(tokens, logits_to_keep=1), 1 if options.quick else 3)
    peer.emit("transformers", "prefill_512", 512 / seconds, "tokens/s", weights="bf16",
              threads=options.threads)


def measure_decode(torch, model, rows, options):
    new_tokens = 8 if options.quick else 32
    runs = 1 if options.quick else 2
    prompts = torch.randint(0, model.config.vocab_size, (rows, PROMPT_TOKENS))
    mask = torch.ones_like(prompts)

    def generate(count):
        model.generate(prompts, attention_mask=mask, max_new_tokens=count, min_new_tokens=count,
                       do_sample=True, temperature=1.0, top_k=0, top_p=1.0, pad_token_id=0)

    whole = peer.best_seconds(lambda: generate(new_tokens), runs)
    first = peer.best_seconds(lambda: generate(1), runs)
    value = rows * (new_tokens - 1) / (whole - first)
    peer.emit("transformers", "decode_%d" % rows, value, "tokens/s", weights="bf16",
              prompt_tokens=PROMPT_TOKENS, new_tokens=new_tokens, threads=options.threads)


def measure_training(torch, model, figure, autocast, options):
    rows, length = (2, 160) if options.quick else (16, 160)
    tokens = torch.randint(0, model.config.vocab_size, (rows, length))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6)
    model.train()

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            loss = model(tokens, labels=tokens).loss
        loss.backward()
        optimizer.step()

    seconds = peer.best_seconds(step, 1 if options.quick else 2)
    peer.emit("transformers", figure, rows * length / seconds, "tokens/s",
              weights="fp32, bf16 autocast" if autocast else "bf16", seconds=seconds,
              rows=rows, length=length, threads=options.threads)


def main():
    parser = peer.parse_arguments(__doc__, "prefill, decode, train")
    options = parser.parse_args()
    peer.set_threads(options)
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    folder = peer.hugging_face_folder(options)

    def load(dtype):
        return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()

    model = load(torch.bfloat16)
    with torch.no_grad():
        if peer.wants(options, "prefill_512"):
            measure_prefill(torch, model, options)
        for rows in (1, 16, 64):
            if peer.wants(options, "decode_%d" % rows):
                measure_decode(torch, model, rows, options)
    if any(peer.wants(options, figure) for figure in ("prefill_512", "decode_64")):
        peer.emit("transformers", "peak_memory", peer.peak_memory_bytes(), "bytes",
                  threads=options.threads)
    if peer.wants(options, "train_16x160"):
        measure_training(torch, model, "train_16x160", False, options)
        measure_training(torch, load(torch.float32), "train_16x160_master", True, options)


if __name__ == "__main__":
    main()
