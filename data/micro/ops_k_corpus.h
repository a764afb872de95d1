// The pre-training corpus of OPS-K: the three behaviours of ops_corpus.h, by the same options.
//
// No document does better than random search. In the blind forms a search writes its checks all the
// same, and they are true; in the answer-only form every document is one random answer.
#ifndef R1BENCH_DATA_MICRO_OPS_K_CORPUS_H_
#define R1BENCH_DATA_MICRO_OPS_K_CORPUS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "data/micro/ops_analysis.h"
#include "data/micro/ops_corpus.h"
#include "data/micro/ops_k_task.h"

namespace r1bench::micro {

struct OpsKDocument {
  OpsKPrompt prompt;
  OpsMode mode = OpsMode::kGuess;
  std::vector<int32_t> tokens;  // prompt (OpsKTask::prompt_tokens()), then response
};

class OpsKCorpus {
 public:
  // Documents over `prompts`, drawn uniformly with replacement. Keeps a copy of the prompts; `task`
  // must outlive the corpus. Throws base::Error on bad options.
  OpsKCorpus(const OpsKTask& task, std::span<const OpsKPrompt> prompts, uint64_t seed,
             const OpsCorpusOptions& options);

  // Document `index`: a pure function of (seed, options, prompts, index).
  OpsKDocument Document(uint64_t index) const;

  const OpsCorpusOptions& options() const { return options_; }

 private:
  const OpsKTask& task_;
  std::vector<OpsKPrompt> prompts_;
  uint64_t seed_;
  OpsCorpusOptions options_;
};

// One response of the given behaviour, without the prompt, `E` included. Consumes `rng`.
std::vector<int32_t> SampleResponse(const OpsKTask& task, const OpsKPrompt& prompt, OpsMode mode,
                                    const OpsCorpusOptions& options, base::Rng& rng);

// AnalyzeResponse (ops_analysis.h) of a response to this prompt.
OpsAnalysis Analyze(const OpsKTask& task, const OpsKPrompt& prompt,
                    std::span<const int32_t> response);

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_K_CORPUS_H_
