// Programs from recipes (data/micro/program_task.h) as an environment: the reward comes from
// running the response.
#ifndef R1BENCH_EXPERIMENTS_COMMON_PROGRAM_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_COMMON_PROGRAM_ENVIRONMENT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "data/micro/program_corpus.h"
#include "data/micro/program_task.h"
#include "experiments/common/environment.h"
#include "experiments/common/micro_model.h"
#include "train/packing.h"
#include "verifiers/code/code_verdict.h"

namespace r1bench::experiments {

inline constexpr MicroVocabulary kProgramVocabulary = {micro::kProgramVocabSize, micro::kProgramEnd,
                                                       micro::kProgramPad};

struct ProgramWorldOptions {
  int held_out = 256;       // prompts kept for evaluation
  int context_tokens = 64;  // prompt and response together
  micro::ProgramCorpusOptions corpus;
};

// The verdicts on Python sources, each with a function `f` that should do what `recipe` says to
// every number of a list. Called from one thread at a time.
using RunPrograms = std::function<std::vector<verifiers::CodeVerdict>(
    const micro::Recipe& recipe, std::span<const std::string> sources)>;

class ProgramEnvironment : public Environment {
 public:
  // The split is made with `seed`. A response that was seen before is not run again: the policy
  // repeats itself, and a verdict is a function of the program.
  ProgramEnvironment(const ProgramWorldOptions& options, uint64_t seed, RunPrograms run);

  const micro::RecipeSplit& split() const { return split_; }
  const micro::Recipe& At(Split split, int64_t index) const;

  int64_t size(Split split) const override;
  std::string Id(Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(Split split, int64_t index) const override;
  std::string PromptText(Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  model::SamplingParams Sampling() const override;
  // Measures: "runs", 1 if the program is Python and ends without an error.
  std::vector<Outcome> Judge(Split split, int64_t index,
                             std::span<const model::Completion> completions) const override;

 private:
  std::vector<verifiers::CodeVerdict> Verdicts(const micro::Recipe& recipe,
                                               std::span<const std::string> sources) const;

  ProgramWorldOptions options_;
  micro::RecipeSplit split_;
  RunPrograms run_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, std::string>, verifiers::CodeVerdict> seen_;
};

// "def f(xs):\n    return [3*x+16 for x in xs]\n": one run tries all inputs.
std::string PythonFunction(const std::string& expression);

// What a step of pre-training reads: `count` documents of the corpus. Prompts are no targets.
std::vector<train::Document> ProgramDocuments(const micro::ProgramCorpus& corpus, int64_t step,
                                              int64_t count);

// SHA-256 of both splits and of the first 1,000 documents of the corpus: names the data of a run.
std::string ProgramDataHash(const ProgramWorldOptions& options, uint64_t seed);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_PROGRAM_ENVIRONMENT_H_
