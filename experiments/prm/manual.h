// The text of `prm --help`.
#ifndef R1BENCH_EXPERIMENTS_PRM_MANUAL_H_
#define R1BENCH_EXPERIMENTS_PRM_MANUAL_H_

namespace r1bench::prm {

inline constexpr char kManual[] =
    R"(Trains models that judge every step of a response (process reward models),
lets reinforcement learning maximise their scores, and says why it fails
where it fails. DeepSeek-R1 (arXiv 2501.12948, 4.2) tried and gave up: steps
are hard to define, labels hard to get, and the model gets hacked.

Every learned judge stands beside the true label it was trained on, given
as a reward without any network. So three failures are told apart:
  structural     the true labels fail in the same way (the sum of steps)
  no progress    the true labels score well and nothing is learned
  hacking        the true labels work, the learned ones do not

Scales
  micro   (default) OPS-7, a model of 134,000 parameters, judges made from
          it; minutes on two cores. Nothing is downloaded.
  small   a real open model, SmolLM2-135M or any Llama or Qwen2 checkpoint
          (--model=PATH), on generated arithmetic problems; steps are lines,
          arms are outcome, random, rollouts, prm_mc, prm_hard and orm.
          `bazel run //experiments/prm:small` brings SmolLM2.
  paper   what it would take at 7B: prints the plan; add --dry_run.

Stages of a seed
  pretrain, base   the base and its evaluation
  labels           responses of the base, every step labelled: exactly, and
                   by rollouts of the base from its end
  labels_fine      the same responses in smaller steps, operations (micro)
  prm_valid, prm_noisy, prm_mc, prm_mc_fine, prm_hard, prm_blind, orm
                   the judges
  one an arm       GRPO on SOURCE-FORM, as in prm_mc-mean (--arms)
  preference_...   judges of three sizes trained on noisy pairs, for the
                   over-optimisation curve
  rerank_base, rerank_rl   best of N, majority vote, beam over steps

Arms: SOURCE-FORM[-outcome][-refresh][-long]
  source   outcome, random (no form); valid, progress, rollouts,
           rollouts_fine (the truth); prm_valid, prm_noisy, prm_mc,
           prm_mc_fine, prm_hard, prm_blind, orm (learned)
  form     sum, mean, min, last; group: each step's score normalised over
           the group, every token credited with the steps to come
  -outcome mixes in the outcome (--outcome_weight), -refresh trains the
  judge on the policy's own steps as it goes (prm_mc alone).
  -long, and preference-small, -medium, -large: --long_steps instead of --steps.

Output
  runs/prm/<time>-<config>/ holds report.html (can be opened while the run
  goes on), report.md, report.json, metrics.jsonl, samples.jsonl,
  config.flags and the checkpoints. Its path is the last line printed.

Examples
  prm                                       the default, 3 seeds
  prm --seeds=1 --arms='outcome prm_mc-mean rollouts-mean progress-mean'
                                            the hacking result alone
  prm --arms='outcome prm_mc-min-refresh prm_hard-mean-outcome'  arms of your own
  prm --flagfile=paper.flags --dry_run      what it would take at 7B
  prm --resume=runs/prm/...                 go on after an interruption

Exit status: 0 done, 1 error, 2 wrong flags, 130 or 143 stopped by Ctrl-C or
SIGTERM after a checkpoint.
)";

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_MANUAL_H_
