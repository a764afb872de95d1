// The text of `r1_zero --help`.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_MANUAL_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_MANUAL_H_

namespace r1bench::r1_zero {

inline constexpr char kManual[] =
    R"(Trains a base model by GRPO on the outcome reward alone, the way
DeepSeek-R1-Zero was trained (arXiv 2501.12948), evaluates it before and
after, runs the controls, and says with 95 % intervals which of the
report's findings show up.

Scales
  micro   (default) a world and a model made from nothing: OPS-7, 134,000
          parameters, three seeds, minutes on two cores. Nothing is
          downloaded.
  micro, programs
          (--flagfile=micro_code.flags) the same, but responses are Python
          and the reward comes from running them in the sandbox.
  small   a real open model, SmolLM2-135M or any Llama or Qwen2 checkpoint
          (--model=PATH), on generated arithmetic problems; overnight on a
          CPU. `bazel run //experiments/r1_zero:small` brings SmolLM2.
  paper   the report's settings for a 32B base: prints the plan and what it
          would need; add --dry_run.

Stages of a seed (micro)
  pretrain   the base, on documents of which 10 % search by trial
  base       its evaluation and audit (arithmetic, checks, search)
  rl         GRPO on the outcome, then evaluation
  null       the same with a coin flip for a reward (control)
  weak_base, weak_rl   the same from an under-trained base (control)

Output
  runs/r1_zero/<time>-<config>/ holds report.html (can be opened while the
  run goes on), report.md, report.json, metrics.jsonl, samples.jsonl,
  config.flags and the checkpoints. Its path is the last line printed.

Examples
  r1_zero                                   the default, 3 seeds
  r1_zero --seeds=1 --nonull_arm            a quick look; verdicts need seeds
  r1_zero --share_guess=0.88 --share_search=0   a base that never searches
  r1_zero --flagfile=micro_code.flags       the reward is running the code
  r1_zero --flagfile=paper.flags --dry_run  the report's own run, planned
  r1_zero --resume=runs/r1_zero/...         go on after an interruption

Exit status: 0 done, 1 error, 2 wrong flags, 130 or 143 stopped by Ctrl-C or
SIGTERM after a checkpoint.
)";

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_MANUAL_H_
