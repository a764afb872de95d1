#!/usr/bin/env python3
"""Makes train/testdata/trl_losses.json: policy losses and their gradients as TRL has them.

The loss is TRL's own code: GRPOTrainer._compute_loss runs unchanged. Only the model is replaced: the
method that would run a forward pass returns log-probabilities made here, so that autograd gives
dL/dlogp. Inputs are exact in fp32 and TRL computes in fp64, so a difference from it is ours.

    python3 -m venv /tmp/trl
    /tmp/trl/bin/pip install trl==1.16.0 torch==2.15.0 transformers==5.23.0
    /tmp/trl/bin/python tests/oracles/trl_losses.py train/testdata/trl_losses.json
"""

import collections
import json
import sys
import types

import torch
import transformers
import trl
from trl.trainer.grpo_trainer import GRPOTrainer

MAX_COMPLETION = 8
EPSILON_LOW = 0.2
EPSILON_HIGH = 0.28


class OneProcess:
    """The part of accelerate.Accelerator that the loss touches, for one process."""

    num_processes = 1
    device = torch.device("cpu")
    sync_gradients = True

    def gather(self, x):
        return x.reshape(-1)

    gather_for_metrics = gather

    def reduce(self, x, reduction="sum"):
        del reduction
        return x


def make_trainer(loss_type, beta, delta, micro_batches):
    trainer = GRPOTrainer.__new__(GRPOTrainer)
    trainer.model = types.SimpleNamespace(training=True)
    trainer.accelerator = OneProcess()
    trainer.args = types.SimpleNamespace(
        delta=delta, use_bias_correction_kl=False, steps_per_generation=micro_batches
    )
    trainer.loss_type = loss_type
    trainer.beta = beta
    trainer.epsilon_low = EPSILON_LOW
    trainer.epsilon_high = EPSILON_HIGH
    trainer.max_completion_length = MAX_COMPLETION
    trainer.current_gradient_accumulation_steps = micro_batches
    trainer.importance_sampling_level = "token"
    trainer.top_entropy_quantile = 1.0
    trainer.off_policy_mask_threshold = None
    trainer.use_vllm = False
    trainer.vllm_importance_sampling_correction = False
    trainer.aux_loss_enabled = False
    trainer._entropy_bonus_enabled = False
    trainer._metrics = {"train": collections.defaultdict(list)}
    return trainer


def make_inputs():
    """Six sequences of ragged length (one of length 1), ratios on both sides of the clip range."""
    generator = torch.Generator().manual_seed(20250122)
    lengths = torch.tensor([8, 5, 1, 7, 3, 6])
    rows, columns = len(lengths), MAX_COMPLETION
    mask = (torch.arange(columns)[None, :] < lengths[:, None]).double()

    def normal(scale):
        draw = torch.randn(rows, columns, generator=generator, dtype=torch.float32)
        return (draw * scale).double()

    old = -(normal(1.0).abs() + 0.05).float().double()
    logp = (old + normal(0.25)).float().double()
    ref = (old + normal(0.4)).float().double()
    advantages = torch.tensor([2.4749, -0.35355, -0.35355, 0.5, -1.25, 0.0]).float().double()
    return {"lengths": lengths, "mask": mask, "old": old, "logp": logp, "ref": ref,
            "advantages": advantages}


def run_case(data, loss_type, beta, delta, micro_batches):
    trainer = make_trainer(loss_type, beta, delta, micro_batches)
    rows = data["logp"].shape[0] // micro_batches
    leaf = data["logp"].clone().requires_grad_(True)
    total = 0.0
    for index in range(micro_batches):
        part = slice(index * rows, (index + 1) * rows)
        mask = data["mask"][part]
        logp = leaf[part]
        trainer._get_per_token_logps_and_entropies = lambda *_, logp=logp, **__: (
            logp, torch.zeros_like(logp), None)
        inputs = {
            "prompt_ids": torch.zeros(rows, 1, dtype=torch.long),
            "prompt_mask": torch.ones(rows, 1, dtype=torch.long),
            "completion_ids": torch.zeros(rows, MAX_COMPLETION, dtype=torch.long),
            "completion_mask": mask,
            "advantages": data["advantages"][part],
            "old_per_token_logps": data["old"][part],
            "ref_per_token_logps": data["ref"][part],
            "num_items_in_batch": data["mask"].sum(),
        }
        loss = GRPOTrainer._compute_loss(trainer, None, inputs)
        loss.backward()
        total += loss.item()
    metrics = trainer._metrics["train"]
    case = {
        "aggregation": loss_type, "beta": beta, "ratio_cap": delta or 0.0,
        "micro_batches": micro_batches, "loss": total, "dlogp": flat(leaf.grad, data["lengths"]),
    }
    if micro_batches == 1:
        case["clip_fraction"] = metrics["clip_ratio/region_mean"][0]
        case["kl"] = metrics["kl"][0] if beta else 0.0
    return case


def flat(rows, lengths):
    return [x for row, length in zip(rows.tolist(), lengths.tolist()) for x in row[:length]]


def main():
    data = make_inputs()
    lengths = data["lengths"]
    cases = [
        run_case(data, loss_type, beta, delta, micro_batches)
        for loss_type in ("grpo", "dapo", "dr_grpo", "bnpo")
        for beta in (0.0, 0.04)
        for delta, micro_batches in ((None, 1), (1.5, 1), (None, 2))
    ]
    fixture = {
        "made_by": "tests/oracles/trl_losses.py",
        "versions": {"trl": trl.__version__, "torch": torch.__version__.split("+")[0],
                     "transformers": transformers.__version__},
        "clip_low": EPSILON_LOW, "clip_high": EPSILON_HIGH, "max_completion_tokens": MAX_COMPLETION,
        "lengths": lengths.tolist(), "advantages": data["advantages"].tolist(),
        "logp": flat(data["logp"], lengths), "old_logp": flat(data["old"], lengths),
        "ref_logp": flat(data["ref"], lengths), "cases": cases,
    }
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(fixture, out, indent=None, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
