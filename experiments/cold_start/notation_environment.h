// OPS in two notations as an environment. See data/micro/README.md.
//
// Every prompt of the split is asked in both notations. The outcome ignores notation; what each
// response does with it is measured: consistency (also by the prompt's notation: consistency_a,
// consistency_b), mixed, mixed_thought, uses_both, off_words, format_error, accuracy_a, accuracy_b.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_NOTATION_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_COLD_START_NOTATION_ENVIRONMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/micro/notation_analysis.h"
#include "data/micro/notation_corpus.h"
#include "experiments/common/environment.h"

namespace r1bench::cold_start {

struct NotationWorldOptions {
  int modulus = 7;
  int held_out = 256;       // OPS prompts kept for evaluation, each asked in both notations
  int context_tokens = 64;  // prompt and response together
  micro::OpsCorpusOptions corpus;
  std::string mixture = "unreliable_b";  // micro::MixtureByName
  micro::AuditGate gate;
};

class NotationEnvironment : public experiments::Environment {
 public:
  // The split is made with `seed`; it does not depend on the mixture.
  NotationEnvironment(const NotationWorldOptions& options, uint64_t seed);

  const micro::OpsTask& task() const { return task_; }
  const micro::OpsSplit& split() const { return split_; }
  const micro::NotationPrompt& At(experiments::Split split, int64_t index) const;
  // Documents over the training prompts.
  micro::NotationCorpus Corpus(const std::string& mixture,
                               const micro::OpsCorpusOptions& behaviours) const;

  int64_t size(experiments::Split split) const override;
  std::string Id(experiments::Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(experiments::Split split, int64_t index) const override;
  std::string PromptText(experiments::Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  model::SamplingParams Sampling() const override;
  std::vector<experiments::Outcome> Judge(
      experiments::Split split, int64_t index,
      std::span<const model::Completion> completions) const override;
  // Skills, readability, mixing by length and the gate's verdict, over all responses together.
  base::Json Audit(std::span<const int64_t> held_out_index,
                   std::span<const model::Completion> completions) const override;

 private:
  NotationWorldOptions options_;
  uint64_t seed_;
  micro::OpsTask task_;
  micro::OpsSplit split_;
  std::vector<micro::NotationPrompt> prompts_[2];  // by split
};

// MixingByLength in an audit, as {"responses": [...], "mixed": [...]}.
base::Json ToJson(const micro::MixingByLength& lengths);
micro::MixingByLength MixingFromJson(const base::Json& json);

// SHA-256 of both splits and of the first 1,000 documents of the corpus: names the data of a run.
std::string NotationDataHash(const NotationWorldOptions& options, uint64_t seed);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_NOTATION_ENVIRONMENT_H_
