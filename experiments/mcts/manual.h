// The text of `mcts --help`.
#ifndef R1BENCH_EXPERIMENTS_MCTS_MANUAL_H_
#define R1BENCH_EXPERIMENTS_MCTS_MANUAL_H_

namespace r1bench::mcts {

inline constexpr char kManual[] =
    R"(Searches texts by Monte Carlo tree search, beside best-of-N, majority vote
and long single chains at equal budgets, and trains on what was found. The
DeepSeek-R1 report calls this attempt unsuccessful (arXiv 2501.12948 v1,
4.2); the run says which of its reasons show up in a small world, and at
which size.

Scales
  micro   (default) OPS-K, models of 0.1 M parameters; minutes on two cores.
          Nothing is downloaded.
  small   a real open model, SmolLM2-135M or any Llama or Qwen2 checkpoint
          (--model=PATH), on generated arithmetic problems: trees over lines
          beside samples, and the same self-training.
          `bazel run //experiments/mcts:small` brings SmolLM2.
  paper   what it would take at the report's size: prints the plan; add
          --dry_run.

The world
  K operands and a target: find the K-1 operators (data/micro/README.md,
  OPS-K). Prompts of one difficulty, so that K moves the size of the search
  alone: 9, 27, 81 or 243 attempts of which about one in nine is right.

Stages of a seed, for each K (small: without pretrain, chains and token_*)
  pretrain, base   a base model of 0.1 M parameters, and its audit
  value            a value model on its texts, and its AUC by depth beside
                   the best that can be known (Bayes)
  tune             exploration constants, on prompts of their own
  samples, chains  best-of-N and majority; long chains by budget forcing
  token_*, step_*  trees over tokens (UCT; PUCT with value or rollout
                   leaves, with and without first-play reduction) and over
                   steps (UCT, PUCT, PUCT with at most 4 children a node)
and for the headline K
  rl, rl_samples   the same base after GRPO, for comparison
  round1..3        self-training on what a tree or sampling found
  end_*            small: what became of each learner, benchmarks included

Budgets
  Every method is read off at 64, 128, 256 and 512 generated tokens and, in
  a second account, at as many positions fed to a network: the value model
  that a tree asks at every node is not free.

Output
  runs/mcts/<time>-<config>/ holds report.html (can be opened while the run
  goes on), report.md, report.json, metrics.jsonl, samples.jsonl,
  config.flags and the checkpoints. Its path is the last line printed.

Examples
  mcts                                 the default, 3 seeds
  mcts --seeds=1 --operands=4          a quick look; verdicts need seeds
  mcts --operands=4,6                  two sizes of the sweep
  mcts --explorations=0.3 --norl_arm   less to do
  mcts --flagfile=small.flags --model=PATH   a real model
  mcts --flagfile=paper.flags --dry_run   the report's scale, planned
  mcts --resume=runs/mcts/...          go on after an interruption

Exit status: 0 done, 1 error, 2 wrong flags, 130 or 143 stopped by Ctrl-C or
SIGTERM; finished stages are kept.
)";

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_MANUAL_H_
