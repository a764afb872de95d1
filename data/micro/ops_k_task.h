// OPS-K: the task of OPS-M (ops_task.h) with three to six operands, for experiments that need its
// difficulty as a dial.
//
// Prompt `a b c d t ?` (K operands, the target), values 0..M-1. Find K-1 operators out of {+, -, *}
// that lead from a to t (mod M), applied from the left. Attempts, checks and answers as in OPS-M,
// of K-1 operators each:
//
//   3 5 2 6 4 ?   - 9 + 0 * 0 W   + 8 * 5 - 10 W   ...   A + * - E      (K = 4, M = 11)
//
// There are 3^(K-1) combinations, so K moves the size of the search: 9, 27, 81, 243. What one
// random attempt is worth would move with it; a band on p = solutions / combinations holds it still
// ("matched difficulty"), so that only the size differs. With M about 9 a band around 1/9 holds
// many prompts at every K; at K = 3 it means one solution of nine.
//
// The vocabulary has 13 numerals (22 tokens) unless asked otherwise. With 10 numerals and K = 3
// every id, attempt, grade and analysis is that of OPS-M (a test holds this).
//
// Blind forms (OpsForm, ops_rules.h): without numbers in attempts, or without attempts. A judge of
// responses then has to calculate; with results printed it only has to compare.
//
//   OpsKTask task({.operands = 4, .modulus = 7});
//   OpsKSplit split = SplitOpsK(task, {.09, .13}, 4096, 256, seed);
//   OpsKCorpus corpus(task, split.train, seed, mixture);               // ops_k_corpus.h
#ifndef R1BENCH_DATA_MICRO_OPS_K_TASK_H_
#define R1BENCH_DATA_MICRO_OPS_K_TASK_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/ops_rules.h"

namespace r1bench::micro {

inline constexpr int kOpsKNumerals = 13;

struct OpsKOptions {
  int operands = 4;              // K, 3..6
  int modulus = 11;              // M, 2..numerals
  int numerals = kOpsKNumerals;  // of the vocabulary
  OpsForm form = OpsForm::kShown;
};

struct OpsKPrompt {
  std::vector<int> operands;
  int target = 0;
  bool operator==(const OpsKPrompt&) const = default;
};

class OpsKTask {
 public:
  // Throws base::Error when an option is out of its range.
  explicit OpsKTask(const OpsKOptions& options);

  const OpsRules& rules() const { return rules_; }
  const OpsVocabulary& vocabulary() const { return rules_.vocabulary; }
  int operands() const { return operands_; }
  int num_ops() const { return operands_ - 1; }
  int num_combos() const { return NumCombos(num_ops()); }
  int prompt_tokens() const { return operands_ + 2; }
  int attempt_tokens() const { return AttemptTokens(rules_.form, num_ops()); }
  int answer_tokens() const { return AnswerTokens(num_ops()); }
  // A prompt, so many checked attempts and the answer.
  int ContextTokens(int attempts) const {
    return prompt_tokens() + attempts * (attempt_tokens() + 1) + answer_tokens();
  }

  bool Solves(const OpsKPrompt& prompt, int combo) const;
  // Of the combinations that begin with `first` (operators 0..2), the share that solve the prompt:
  // what an attempt that has begun so is worth when the rest is random. With no `first` it is the
  // prompt's difficulty; with all operators 0 or 1.
  double SolveShare(const OpsKPrompt& prompt, std::span<const int> first = {}) const;

  std::vector<int32_t> PromptTokens(const OpsKPrompt& prompt) const;
  // The prompt written by these tokens; throws base::Error when they are none of this task.
  OpsKPrompt ParsePrompt(std::span<const int32_t> tokens) const;
  // "ops4-11-3.5.2.6-4": unique over tasks, stable.
  std::string PromptId(const OpsKPrompt& prompt) const;

 private:
  int operands_;
  OpsRules rules_;
};

// Prompts whose p (SolveShare) lies in [low, high].
struct OpsKBand {
  double low = 0.09, high = 0.13;
};

struct OpsKSplit {
  std::vector<OpsKPrompt> train;
  std::vector<OpsKPrompt> held_out;
};

// Distinct random prompts of the band (stream "micro.ops_k.prompts"), in random order; `held_out`
// prompts first, so the number to train on does not change them. A band that does not hold so many
// gives fewer to train on (three operands have few prompts); it throws base::Error when none is
// left to train on though some were asked for.
OpsKSplit SplitOpsK(const OpsKTask& task, const OpsKBand& band, int train, int held_out,
                    uint64_t seed);

// GradeResponse (ops_rules.h) of a response to this prompt.
OpsGrade GradeAnswer(const OpsKTask& task, const OpsKPrompt& prompt,
                     std::span<const int32_t> response);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_K_TASK_H_
