#!/usr/bin/env python3
"""A GRPO step with TRL's GRPOTrainer, in seconds: generation by transformers, reward, update.

  grpo_8x8x96     8 prompts, 8 samples each, 96 new tokens; no KL term; the median of steps 2 and 3

The settings are the quickest that TRL offers on a CPU: no gradient checkpointing, no logging, the
whole rollout generated as one batch. Every sample has exactly 96 tokens (no end before), so the
work is the same in every run. The reward is the share of digits in the answer: any function of the
text would do.

--samples=FILE runs one step and writes what it trained on as one JSON object:
  loss            TRL's loss (close to 0 on the policy that sampled; it says little)
  surrogate       -sum(advantage * logp) / tokens: has the same gradient, and a value that says much
  grad_norm       of the whole gradient, before clipping
  samples         [{"prompt": ids, "completion": ids, "advantage": x, "logps": [...]}]
//train:step_bench --samples=FILE puts our figures for the same tokens beside these.
"""

import json
import os
import statistics
import tempfile
import time

import peer_common as peer


def read_prompts(path, count):
    with open(path) as lines:
        prompts = [json.loads(line)["prompt"] for line in lines if line.strip()]
    return [prompts[i % len(prompts)] for i in range(count)]


def share_of_digits(completions, **_):
    return [sum(c.isdigit() for c in text) / max(1, len(text)) for text in completions]


def trainer_arguments(trl, options, folder, steps):
    return trl.GRPOConfig(
        output_dir=folder, use_cpu=True, bf16=True, use_vllm=False, beta=0.0, max_steps=steps,
        per_device_train_batch_size=options.micro_batch,
        gradient_accumulation_steps=options.prompts * options.group // options.micro_batch,
        num_generations=options.group, max_completion_length=options.new_tokens,
        generation_kwargs={"min_new_tokens": options.new_tokens}, temperature=1.0,
        learning_rate=1e-6, max_grad_norm=0.0 if options.samples else 1.0,
        activation_checkpointing=options.checkpointing, loss_type="dapo", shuffle_dataset=False,
        logging_strategy="no", save_strategy="no", report_to="none", disable_tqdm=True,
        dataloader_pin_memory=False, seed=1)


def recorder(trl):
    """GRPOTrainer that keeps what its loss was computed from."""

    class Recorder(trl.GRPOTrainer):
        samples, losses = [], []

        def _get_per_token_logps_and_entropies(self, *args, **kwargs):
            result = super()._get_per_token_logps_and_entropies(*args, **kwargs)
            self.logps = result[0].detach().float()
            return result

        def _compute_loss(self, model, inputs):
            loss = super()._compute_loss(model, inputs)
            self.losses.append(float(loss.detach()))
            for i in range(len(inputs["completion_ids"])):
                prompt = inputs["prompt_ids"][i][inputs["prompt_mask"][i].bool()]
                kept = inputs["completion_mask"][i].bool()
                self.samples.append({
                    "prompt": prompt.tolist(),
                    "completion": inputs["completion_ids"][i][kept].tolist(),
                    "advantage": float(inputs["advantages"][i]),
                    "logps": self.logps[i][kept].tolist()})
            return loss

    return Recorder


def write_samples(trainer, grad_norm, options):
    tokens = sum(len(s["completion"]) for s in trainer.samples)
    surrogate = -sum(s["advantage"] * sum(s["logps"]) for s in trainer.samples) / tokens
    text = json.dumps({"weights": options.dtype, "loss": sum(trainer.losses),
                       "surrogate": surrogate, "grad_norm": grad_norm,
                       "samples": trainer.samples})
    with open(options.samples, "w") as out:
        out.write(text + "\n")
    peer.note("wrote %s: loss %.6g, surrogate %.6g, gradient's norm %.6g"
              % (options.samples, sum(trainer.losses), surrogate, grad_norm))


def run(torch, transformers, trl, options):
    from datasets import Dataset

    folder = peer.hugging_face_folder(options)
    dtype = getattr(torch, options.dtype)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    steps = 1 if options.quick or options.samples else 3
    ends, norms = [], []

    class Clock(transformers.TrainerCallback):
        def on_pre_optimizer_step(self, args, state, control, **kwargs):
            if options.samples:
                norms.append(torch.sqrt(sum(p.grad.double().square().sum()
                                            for p in model.parameters())).item())

        def on_step_end(self, args, state, control, **kwargs):
            ends.append(time.perf_counter())

    prompts = read_prompts(options.prompts_file, options.prompts)
    with tempfile.TemporaryDirectory() as output:
        trainer = (recorder(trl) if options.samples else trl.GRPOTrainer)(
            model=model, reward_funcs=share_of_digits, callbacks=[Clock()],
            args=trainer_arguments(trl, options, output, steps),
            processing_class=transformers.AutoTokenizer.from_pretrained(folder),
            train_dataset=Dataset.from_dict({"prompt": prompts}))
        ends.append(time.perf_counter())
        result = trainer.train()
    if options.samples:
        write_samples(trainer, norms[0], options)
        return
    seconds = [after - before for before, after in zip(ends, ends[1:])]
    peer.emit("TRL", "grpo_%dx%dx%d" % (options.prompts, options.group, options.new_tokens),
              statistics.median(seconds[1:] or seconds), "s", weights=options.dtype,
              steps=seconds, loss=result.training_loss, micro_batch=options.micro_batch,
              threads=options.threads)
    peer.emit("TRL", "peak_memory", peer.peak_memory_bytes(), "bytes", threads=options.threads)


def main():
    parser = peer.parse_arguments(__doc__, "grpo")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--prompts_file", default=os.path.join(here, "prompts.jsonl"))
    parser.add_argument("--prompts", type=int, default=8)
    parser.add_argument("--group", type=int, default=8, help="samples of each prompt")
    parser.add_argument("--new_tokens", type=int, default=96)
    parser.add_argument("--micro_batch", type=int, default=16, help="samples in one backward pass")
    parser.add_argument("--dtype", default="bfloat16", choices=["bfloat16", "float32"],
                        help="of the weights; float32 is used under bf16 autocast")
    parser.add_argument("--checkpointing", action="store_true",
                        help="recompute activations (TRL's default; slower)")
    parser.add_argument("--samples", metavar="FILE", help="write the samples of one step")
    options = parser.parse_args()
    peer.set_threads(options)
    import torch
    import transformers
    import trl

    torch.set_num_threads(options.threads)
    transformers.set_seed(1)
    run(torch, transformers, trl, options)


if __name__ == "__main__":
    main()
