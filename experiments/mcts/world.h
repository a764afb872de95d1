// OPS-K (data/micro) as a world: one number of operands, prompts of one band of difficulty. A step
// ends with a check, `V` or `W`.
#ifndef R1BENCH_EXPERIMENTS_MCTS_WORLD_H_
#define R1BENCH_EXPERIMENTS_MCTS_WORLD_H_

#include <string>
#include <vector>

#include "data/micro/ops_k_corpus.h"
#include "data/micro/ops_k_task.h"
#include "experiments/common/micro_model.h"
#include "experiments/mcts/search_world.h"

namespace r1bench::mcts {

struct WorldOptions {
  micro::OpsKOptions task;
  micro::OpsKBand band;
  int train_prompts = 0, tune_prompts = 0, search_prompts = 0;
  // Shares and limits; max_tokens is set from the task: a search of max_give_up attempts just fits.
  micro::OpsCorpusOptions corpus;
  micro::AuditGate gate;
};

class World : public SearchWorld {
 public:
  World(const WorldOptions& options, uint64_t seed);

  const micro::OpsKTask& task() const { return task_; }
  const micro::OpsKCorpus& corpus() const { return corpus_; }
  int context_tokens() const { return options_.corpus.max_tokens; }
  experiments::MicroVocabulary vocabulary() const;
  const std::vector<micro::OpsKPrompt>& train() const { return split_.train; }
  const std::vector<micro::OpsKPrompt>& tune() const { return tune_; }
  const std::vector<micro::OpsKPrompt>& held_out() const { return split_.held_out; }

  int64_t size(experiments::Split split) const override;
  std::string Id(experiments::Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(experiments::Split split, int64_t index) const override;
  std::string PromptText(experiments::Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  model::SamplingParams Sampling() const override;
  std::vector<experiments::Outcome> Judge(
      experiments::Split split, int64_t index,
      std::span<const model::Completion> completions) const override;
  base::Json Audit(std::span<const int64_t> held_out_index,
                   std::span<const model::Completion> completions) const override;

  int64_t Count(PromptSet set) const override;
  std::string NameOf(Prompt prompt) const override;
  std::string Shown(Prompt prompt) const override;
  std::vector<int32_t> Tokens(Prompt prompt) const override;
  bool Ended(std::span<const int32_t> response) const override;
  bool EndsStep(int32_t token) const override;
  void StopAfterStep(model::SamplingParams* params) const override;
  model::Completion Reported(std::span<const int32_t> response) const override;
  experiments::Outcome JudgeResponse(Prompt prompt,
                                     std::span<const int32_t> response) const override;

  // One response to any prompt; the answer is its operators, "+ * -".
  experiments::Outcome JudgeOne(const micro::OpsKPrompt& prompt,
                                std::span<const int32_t> response) const;

  // SHA-256 of all prompts and of the first documents: names the data of a run.
  std::string DataHash() const;

 private:
  const micro::OpsKPrompt& At(experiments::Split split, int64_t index) const;
  const micro::OpsKPrompt& At(Prompt prompt) const;

  WorldOptions options_;
  micro::OpsKTask task_;
  micro::OpsKSplit split_;
  std::vector<micro::OpsKPrompt> tune_;
  micro::OpsKCorpus corpus_;
};

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_WORLD_H_
