// The text of `distill_vs_rl --help`.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_MANUAL_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_MANUAL_H_

namespace r1bench::distill_vs_rl {

inline constexpr char kManual[] =
    R"(Trains a small model in two ways with the same number of floating-point
operations: by imitating a large model that was trained by RL
(distillation), and by RL of its own. Says with 95 % intervals which is
better, whether more RL closes the gap, whether RL after distillation adds
anything, and how R1's own way (a cold start, then RL) does on the small
model. It follows section 4.1 of the DeepSeek-R1 report (arXiv 2501.12948
v1, Table 6) and adds the comparisons that the report leaves out.

Scales
  micro   (default) a world and two models made from nothing: OPS-7, 134,000
          and 22,000 parameters, three seeds, minutes on two cores. Nothing
          is downloaded.
  small   a real student, SmolLM2-135M or any Llama or Qwen2 checkpoint
          (--model=PATH), and a teacher: a larger local model
          (--teacher=PATH) or answers that were made elsewhere
          (--teacher_completions=FILE, one problem a line:
          {"id": "...", "completions": ["...", "..."]}; the problems of
          seed 1 are left in the run folder as problems-1.jsonl).
          `bazel run //experiments/distill_vs_rl:small` brings SmolLM2.
  paper   published recipes; prints the plan and what it would need, with
          --dry_run: report_32b.flags (the report's own, Qwen2.5-32B),
          sky_t1.flags (17,000 traces), tinyzero.flags (RL alone, 3B).

Stages of a seed (micro)
  teacher_pretrain, teacher_base, teacher
               the large base, its evaluation, and RL on the outcome
  student_pretrain, student_base
               the small base, on the same documents, and its evaluation
  traces       the teacher answers every training prompt; right answers stay
  distill      the small base is fine-tuned on them. The operations of these
               two stages are the budget of the next arms
  rl           RL of the small base on the outcome
  distill_rl   the same from the distilled model
  rl_more      RL with four times the budget (--budget_factor)
  rl_whole     RL with the budget and the teacher's own RL added to it
  cold, cold_rl
               a few canonical traces that no model wrote, then RL; together
               with the budget
  null_traces, null_reward
               controls: the traces below other prompts; a coin flip
  own_traces, own_sft
               the small base, fine-tuned on right answers of its own
  large_traces, large_sft
               the same of the large base
  large_sft_whole
               goes on in rounds (large_traces_2, large_sft_2, ...) until the
               operations of the teacher's RL are spent
  large_self   the large base, fine-tuned on the traces of its own RL

At micro scale --steps is the teacher's, and the student's arms take as many
steps as their operations allow. At small scale --steps limits those, too:
--steps=2 tries everything out. An arm that ends there, or has too few right
answers of its own (--max_sampling_rounds), is noted in the report, and
findings that need it are left out.

Output
  runs/distill_vs_rl/<time>-<config>/ holds report.html (can be opened while
  the run goes on), report.md, report.json, metrics.jsonl, samples.jsonl,
  config.flags, the checkpoints and the traces. Its path is the last line
  printed. The report shows tokens, operations and seconds of every stage
  and of every whole arm, the teacher's RL left out and counted.

Examples
  distill_vs_rl                                 the default, 3 seeds
  distill_vs_rl --seeds=1 --nowhole_arm         a quick look; verdicts need seeds
  distill_vs_rl --budget_factor=16 --nowhole_arm   where does RL catch up?
  distill_vs_rl --student_hidden=48             a student that can learn more
  distill_vs_rl --flagfile=report_32b.flags --dry_run
  distill_vs_rl --resume=runs/distill_vs_rl/... go on after an interruption

Exit status: 0 done, 1 error, 2 wrong flags, 130 or 143 stopped by Ctrl-C or
SIGTERM after a checkpoint.
)";

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_MANUAL_H_
