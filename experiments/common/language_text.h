// The small scale: a real model on arithmetic problems in English, its language read off the words.
#ifndef R1BENCH_EXPERIMENTS_COMMON_LANGUAGE_TEXT_H_
#define R1BENCH_EXPERIMENTS_COMMON_LANGUAGE_TEXT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/problem.h"
#include "experiments/common/text_environment.h"
#include "train/packing.h"
#include "verifiers/language/language_verifier.h"

namespace r1bench::experiments {

// Measures of every response: consistency (share of English words in the thought, 0 without
// words), mixed (a word of another script), off_words, format_error (no readable answer).
class LanguageTextEnvironment : public TextEnvironment {
 public:
  LanguageTextEnvironment(const TextWorldOptions& options,
                          const model::TransformerOptions& transformer, uint64_t seed);

  std::vector<Outcome> Judge(Split split, int64_t index,
                             std::span<const model::Completion> completions) const override;

 private:
  verifiers::LanguageVerifier language_;
  std::unique_ptr<const verifiers::PreparedProblem> prepared_;
};

// A readable worked solution of a problem of the suite `arithmetic`: one operation a sentence, in
// the order in which they must be done, then the answer.
//
//   <think> First, 3 + 5 = 8. Then 8 times 2 = 16. </think> <answer>16</answer>
//
// Throws base::Error for a problem that is no such expression.
std::string WorkedSolution(const data::Problem& problem);

// Worked solutions of the first `count` training problems, as the model is to answer them.
std::vector<train::Document> WorkedDocuments(const TextEnvironment& environment, int64_t count);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_LANGUAGE_TEXT_H_
