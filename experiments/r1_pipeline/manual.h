// The text of `r1_pipeline --help`.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_MANUAL_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_MANUAL_H_

namespace r1bench::r1_pipeline {

inline constexpr char kManual[] =
    R"(Runs DeepSeek-R1's pipeline (arXiv 2501.12948) from base to R1, evaluates
every stage on the same benchmarks, runs controls, and says with 95 %
intervals what each stage adds or costs.

Stages of a seed (micro)
  pretrain     the base: arithmetic in two notations (two "languages"), and
               requests that have no single right answer
  zero         R1-Zero: GRPO from the base, rule reward
  dev1         cold start: the base tuned on 96 curated solutions
  dev2         GRPO from dev1, rule reward and language reward
  rejection    dev2's solutions, kept if right, readable and in one notation
  dev3         the base tuned for two epochs on these and on general samples
  preferences  a helpfulness model from pairs and a safety model from labels,
               on dev3's responses as noisy judges see them
  r1_rules     GRPO from dev3 on rule rewards
  r1           then on all scenarios: rules for arithmetic, reward models for
               requests
Controls
  dev3_reasoning  dev3 without general samples
  r1_null         r1 with coin flips for preferences
  r1_long         r1 and eight times as many steps more: do the reward models'
                  score and the gold score part?

What is measured: accuracy in arithmetic, sampled and greedy; responses that
mix notations; the gold score of responses to requests (coverage, courtesy,
nothing superfluous), which no training sees; harmful requests declined;
harmless look-alikes declined. The report's own stage table is printed below
ours.

Scales
  micro   (default) minutes on two cores; nothing is downloaded.
  small   the reasoning half (zero to r1_rules) on a real open model,
          SmolLM2-135M or any Llama or Qwen2 checkpoint (--model=PATH), on
          generated arithmetic problems in English; a day on a CPU. Ends in
          benchmarks. `bazel run //experiments/r1_pipeline:small` brings SmolLM2.
          Flags described as "Micro: ..." are without effect.
  paper   the report's settings: prints the plan; add --dry_run.

Output
  runs/r1_pipeline/<time>-<config>/ holds report.html (can be opened while the
  run goes on), report.md, report.json, metrics.jsonl, samples.jsonl,
  config.flags and the checkpoints of every stage, Hugging Face folders. Its
  path is the last line printed.

Examples
  r1_pipeline                                 the default, 3 seeds
  r1_pipeline --seeds=1 --long_steps=0        a quick look; verdicts need seeds
  r1_pipeline --judge_praise_bias=2           judges who like to be flattered
  r1_pipeline --judge_noise=0 --label_flip=0  judges who are never wrong
  r1_pipeline --flagfile=paper.flags --dry_run  the report's pipeline, planned
  r1_pipeline --resume=runs/r1_pipeline/...   go on after an interruption

Exit status: 0 done, 1 error, 2 wrong flags, 130 or 143 stopped by Ctrl-C or
SIGTERM after a checkpoint.
)";

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_MANUAL_H_
