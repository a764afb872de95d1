// OPS-M, the task of the micro world: a problem small enough to learn in a minute, and hard
// enough that one guess seldom solves it.
//
// Prompt `a b c t ?` with values 0..M-1. Find operators o1, o2 out of {+, -, *} with
//     (a o1 b) o2 c = t   (mod M).
// Response: any number of attempts `o1 x o2 y`, x = a o1 b, y = x o2 c, each with or without a
// check `V` (y = t) or `W` (y != t), and then the answer `A o1 o2 E`. Only the answer counts.
//
// There are nine operator pairs; a random one solves a solvable prompt of OPS-7 with probability
// 0.194. So a response that tries, checks and tries again is right far more often than one that
// guesses: this is what outcome reward alone can discover (experiments/r1_zero).
//
//   OpsTask task(7);                                  // 1,765 solvable prompts
//   OpsSplit split = SplitPrompts(task, 256, seed);   // 1,509 to train on, 256 held out
//   task.PromptTokens(split.train[0]);                // {3, 5, 2, 6, ?}
//   GradeAnswer(task, prompt, response).reward;       // 1 or 0, for any token sequence
#ifndef R1BENCH_DATA_MICRO_OPS_TASK_H_
#define R1BENCH_DATA_MICRO_OPS_TASK_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/ops_rules.h"

namespace r1bench::micro {

inline constexpr int kNumPairs = kNumOps * kNumOps;
inline constexpr int kPromptTokens = 5;

// a, b, c and the target t, each 0..M-1.
struct OpsPrompt {
  int a = 0, b = 0, c = 0, t = 0;
  bool operator==(const OpsPrompt&) const = default;
};

// Two operator tokens (kTokenAdd..kTokenMul). Pair number = 3 * first + second.
struct OpPair {
  int32_t first = kTokenAdd;
  int32_t second = kTokenAdd;
  bool operator==(const OpPair&) const = default;
};
constexpr OpPair PairAt(int index) {
  return {kTokenAdd + index / kNumOps, kTokenAdd + index % kNumOps};
}
constexpr int PairIndex(const OpPair& pair) {
  return (pair.first - kTokenAdd) * kNumOps + (pair.second - kTokenAdd);
}

class OpsTask {
 public:
  // modulus: 2..10 (the vocabulary has ten numerals); throws base::Error otherwise.
  explicit OpsTask(int modulus);

  int modulus() const { return rules_.modulus; }
  const OpsRules& rules() const { return rules_; }

  // All prompts with at least one solution, ordered by (a, b, c, t). OPS-7 has 1,765.
  const std::vector<OpsPrompt>& solvable() const { return solvable_; }

  // x op y mod M, 0..M-1. `op` is an operator token; x and y may be any numerals 0..9.
  int Apply(int32_t op, int x, int y) const;
  // (a o1 b) o2 c mod M.
  int Value(const OpsPrompt& prompt, const OpPair& pair) const;
  bool Solves(const OpsPrompt& prompt, const OpPair& pair) const;
  // How many of the nine pairs solve the prompt: its difficulty (fewer is harder).
  int NumSolutions(const OpsPrompt& prompt) const;

  // `a b c t ?`.
  std::vector<int32_t> PromptTokens(const OpsPrompt& prompt) const;
  // The prompt written by these five tokens; throws base::Error when they are no prompt of OPS-M.
  OpsPrompt ParsePrompt(std::span<const int32_t> tokens) const;
  // "ops7-3526": unique within the task, stable.
  std::string PromptId(const OpsPrompt& prompt) const;

 private:
  OpsRules rules_;
  std::vector<OpsPrompt> solvable_;
};

struct OpsSplit {
  std::vector<OpsPrompt> train;
  std::vector<OpsPrompt> held_out;
};

// Splits the solvable prompts at random by seed (stream "micro.split"); each part keeps the
// order of solvable(). Throws base::Error unless 0 <= num_held_out < number of prompts.
OpsSplit SplitPrompts(const OpsTask& task, int num_held_out, uint64_t seed);

// GradeResponse (ops_rules.h) of a response to this prompt.
OpsGrade GradeAnswer(const OpsTask& task, const OpsPrompt& prompt,
                     std::span<const int32_t> response);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_TASK_H_
