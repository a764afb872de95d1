// The text of `cold_start --help`.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_MANUAL_H_
#define R1BENCH_EXPERIMENTS_COLD_START_MANUAL_H_

namespace r1bench::cold_start {

inline constexpr char kManual[] =
    R"(DeepSeek-R1-Zero was trained by RL alone, read badly and mixed languages.
DeepSeek-R1 was first fine-tuned on a small set of readable examples (a
cold start) and then trained by RL with a reward for keeping to one
language (arXiv 2501.12948). This program runs both ways and each half of
the second one alone, with controls, and says with 95 % intervals what the
cold start and the language reward change.

The world (micro)
  OPS-7 with two notations, A and B, that stand for two languages
  (data/micro/README.md). In the base's corpus a quarter of the checks
  written in B is wrong: B is the worse language to think in.

Stages of a seed (micro)
  pretrain, pretrain_world   the base: skills, then the world's habits
  base             its evaluation and audit
  rl               GRPO on the outcome (R1-Zero's way)
  cold             fine-tuning on 96 canonical traces, eight passes
  cold_rl          GRPO from there
  cold_rl_lc       the same, outcome + language consistency (R1's way)
  rl_lc            the language reward without the cold start
  null             GRPO on a coin flip (control)
  random_order, wrong_content, each with _rl   other cold starts (controls)
  fast_rl, fast_cold_rl   both at five times the learning rate
  pretrain_world_M, base_M, rl_M   pure RL in the worlds of
                   --drift_mixtures

Scales
  micro   (default) minutes on two cores, nothing is downloaded
  small   SmolLM2-135M or any Llama or Qwen2 checkpoint (--model=PATH):
          worked solutions in English, then GRPO on arithmetic problems.
          `bazel run //experiments/cold_start:small` brings SmolLM2.
  paper   the report's settings: prints the plan; add --dry_run

Output
  runs/cold_start/<time>-<config>/ holds report.html (can be opened while
  the run goes on), report.md, report.json, metrics.jsonl, samples.jsonl,
  config.flags and the checkpoints. Its path is the last line printed.

Examples
  cold_start                               the default, 3 seeds
  cold_start --seeds=1 --drift_mixtures= --nocontrol_arms   a quick look
  cold_start --mixture=symmetric --drift_mixtures=    equal languages
  cold_start --traces=300                  more examples: they solve OPS-7
  cold_start --language_lambda=0.2         a weaker language reward
  cold_start --resume=runs/cold_start/...  go on after an interruption

Exit status: 0 done, 1 error, 2 wrong flags, 130 or 143 stopped by Ctrl-C or
SIGTERM after a checkpoint.
)";

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_MANUAL_H_
