// Advantages of sampled answers, relative to the other answers to the same question.
//
//   GRPO       A_i = (R_i − mean) / (std + ε)      DeepSeekMath, arXiv 2402.03300, section 4.1.2;
//                                                  DeepSeek-R1, arXiv 2501.12948, eq. 3
//   Dr. GRPO   A_i = R_i − mean                    arXiv 2503.20783, section 3.2 (no std: a
//   question
//                                                  of middling difficulty is not damped)
//   batch std  A_i = (R_i − mean) / (std of the whole batch + ε)
//   RLOO       A_i = R_i − mean of the others = G/(G−1) · (R_i − mean)       arXiv 2402.14740
//
// std is the unbiased one (divides by G−1), as in TRL, verl, OpenRLHF and oat; the report does not
// say which. ε differs between them (1e-4, 1e-6, 1e-9, 1e-8); ours is TRL's.
//
// A group whose rewards are all equal has advantage exactly 0 in every form, not a rounding error
// divided by ε. A group of one has nothing to compare with: 0, or, as in verl, its reward itself.
#ifndef R1BENCH_TRAIN_ADVANTAGE_H_
#define R1BENCH_TRAIN_ADVANTAGE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "train/collective.h"

namespace r1bench::train {

enum class AdvantageKind { kGroupStd, kGroupMean, kBatchStd, kLeaveOneOut };

struct AdvantageOptions {
  AdvantageKind kind = AdvantageKind::kGroupStd;
  double epsilon = 1e-4;             // added to the std
  bool single_takes_reward = false;  // a group of one: A = R (verl) instead of 0
};

// rewards [N]: the groups one after the other, group g at [cu_groups[g], cu_groups[g+1]); groups
// may differ in size. Returns N advantages. All ranks must call together for kBatchStd, whose std
// is over all of them. Throws base::Error on a reward that is not finite and on bad bounds.
//
// Example: rewards {1, 0, 0, 0, 0, 0, 0, 0} in one group give 2.4742 and seven times −0.35345
// (with ε = 0: 2.4749 and −0.35355).
std::vector<float> GroupAdvantages(std::span<const double> rewards,
                                   std::span<const int32_t> cu_groups,
                                   const AdvantageOptions& options, Collective* collective);

// Groups of one size.
std::vector<float> GroupAdvantages(std::span<const double> rewards, int group_size,
                                   const AdvantageOptions& options, Collective* collective);

// One step of an answer: it ends with token `end` − 1 of the answer.
struct StepReward {
  int64_t end = 0;  // tokens of the answer up to and including the step; rising, at least 1
  double reward = 0;
};

// Process supervision, DeepSeekMath (2402.03300) section 4.1.3: the rewards of all steps of all
// answers of a group are normalised together, r' = (r − mean) / (std + ε), and a token's advantage
// is the sum of r' over the steps that end at or after it.
//
// steps[i]: of answer i; may be empty. tokens[i]: its length; steps end within. The groups lie one
// after the other, group_size answers each. Returns one advantage a token. Tokens after the last
// step have none (0): let the last step end with the answer if they are to share its reward. The
// kinds, ε and the rule of equal rewards are those above, with "group" meaning all steps of the
// group; kBatchStd takes all steps of all ranks.
std::vector<std::vector<float>> StepAdvantages(std::span<const std::vector<StepReward>> steps,
                                               std::span<const int64_t> tokens, int group_size,
                                               const AdvantageOptions& options,
                                               Collective* collective);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_ADVANTAGE_H_
