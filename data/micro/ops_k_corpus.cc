#include "data/micro/ops_k_corpus.h"

#include "base/error.h"

namespace r1bench::micro {

std::vector<int32_t> SampleResponse(const OpsKTask& task, const OpsKPrompt& prompt, OpsMode mode,
                                    const OpsCorpusOptions& options, base::Rng& rng) {
  const int limit =
      DrawLimit(options, task.rules(), task.num_ops(), task.prompt_tokens(), mode, rng);
  // Without replacement. Limits are small beside the number of combinations, so drawing again is
  // quicker than shuffling all of them.
  std::vector<bool> tried(static_cast<size_t>(task.num_combos()));
  const auto next_combo = [&] {
    size_t combo = 0;
    do {
      combo = rng.Below(static_cast<uint32_t>(tried.size()));
    } while (tried[combo]);
    tried[combo] = true;
    return static_cast<int>(combo);
  };
  return WriteResponse(task.rules(), {prompt.operands, prompt.target}, mode, limit, next_combo);
}

OpsKCorpus::OpsKCorpus(const OpsKTask& task, std::span<const OpsKPrompt> prompts, uint64_t seed,
                       const OpsCorpusOptions& options)
    : task_(task), prompts_(prompts.begin(), prompts.end()), seed_(seed), options_(options) {
  RequireMixture(options, task.rules(), task.num_ops(), task.prompt_tokens());
  base::Require(!prompts_.empty(), "expected at least one prompt for a corpus, got none");
}

OpsKDocument OpsKCorpus::Document(uint64_t index) const {
  base::Rng rng(seed_, "micro.ops_k.corpus", index);
  OpsKDocument document;
  document.prompt = prompts_[rng.Below(static_cast<uint32_t>(prompts_.size()))];
  const bool guesses_only = task_.rules().form == OpsForm::kAnswerOnly;
  document.mode = guesses_only ? OpsMode::kGuess : DrawMode(options_, rng);
  document.tokens = task_.PromptTokens(document.prompt);
  const std::vector<int32_t> response =
      SampleResponse(task_, document.prompt, document.mode, options_, rng);
  document.tokens.insert(document.tokens.end(), response.begin(), response.end());
  return document;
}

OpsAnalysis Analyze(const OpsKTask& task, const OpsKPrompt& prompt,
                    std::span<const int32_t> response) {
  return AnalyzeResponse(task.rules(), {prompt.operands, prompt.target}, response);
}

}  // namespace r1bench::micro
