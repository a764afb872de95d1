#!/usr/bin/env python3
"""Makes train/testdata/torch_adamw.json: weights after a few optimizer steps of PyTorch.

torch.optim.AdamW with two parameter groups (with and without decay), torch.nn.utils.clip_grad_norm_
and a warm-up and cosine schedule (LambdaLR). Weights and gradients come from the integer formulas
below, which train/optimizer_test.cc repeats, so only results are stored. PyTorch runs in
fp64 on values that are exact in fp32: the difference is the rounding of our fp32 arithmetic.

    python3 -m venv /tmp/trl
    /tmp/trl/bin/pip install trl==1.16.0 torch==2.15.0 transformers==5.23.0
    /tmp/trl/bin/python tests/oracles/torch_adamw.py train/testdata/torch_adamw.json
"""

import json
import math
import sys

import torch

DECAYED, PLAIN = 176, 16  # the embedding (11 x 16) and the first norm of the tests' tiny model
STEPS, WARMUP, TOTAL, FINAL = 8, 3, 10, 0.1
LR, BETAS, EPS, DECAY, MAX_NORM = 0.01, (0.9, 0.95), 1e-8, 0.1, 1.5


def weight(i):
    return ((i * 7919) % 257 - 128) / 256


def gradient(i, step):
    return ((i * 104729 + step * 1299709) % 1021 - 510) / 1024 / (1 + step % 3)


def f32(x):
    return torch.tensor(x, dtype=torch.float32).double()


def main():
    n = DECAYED + PLAIN
    start = f32([weight(i) for i in range(n)])
    decayed = start[:DECAYED].clone().requires_grad_(True)
    plain = start[DECAYED:].clone().requires_grad_(True)
    optimizer = torch.optim.AdamW(
        [{"params": [decayed], "weight_decay": DECAY}, {"params": [plain], "weight_decay": 0.0}],
        lr=LR, betas=BETAS, eps=EPS)

    def factor(done):
        step = done + 1
        if step <= WARMUP:
            return step / WARMUP
        part = min(1.0, (step - WARMUP) / (TOTAL - WARMUP))
        return FINAL + (1 - FINAL) * 0.5 * (1 + math.cos(math.pi * part))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    rates, norms = [], []
    for step in range(1, STEPS + 1):
        grad = f32([gradient(i, step) for i in range(n)])
        decayed.grad, plain.grad = grad[:DECAYED].clone(), grad[DECAYED:].clone()
        norms.append(float(torch.nn.utils.clip_grad_norm_([decayed, plain], MAX_NORM)))
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    weights = torch.cat([decayed, plain]).detach().tolist()
    fixture = {"made_by": "tests/oracles/torch_adamw.py",
               "versions": {"torch": torch.__version__.split("+")[0]},
               "learning_rates": rates, "grad_norms": norms, "weights": weights}
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(fixture, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
