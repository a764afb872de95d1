// Problems in text as a world (the small scale): a step is a line.
//
// A line ends with a token that holds a newline. A response has ended when its last token is one of
// the model's end tokens or when its text holds a stop string (`</answer>`); whatever stands behind
// that is not read.
#ifndef R1BENCH_EXPERIMENTS_MCTS_TEXT_WORLD_H_
#define R1BENCH_EXPERIMENTS_MCTS_TEXT_WORLD_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "experiments/mcts/search_world.h"

namespace r1bench::mcts {

class TextWorld : public SearchWorld {
 public:
  // The last `tune` training problems of `environment`, which has a codec, are set apart to choose
  // settings on. It must outlive this. `end_tokens` are those at which the engine stops.
  TextWorld(const experiments::Environment& environment, int64_t tune,
            std::vector<int32_t> end_tokens);

  int64_t size(experiments::Split split) const override;
  std::string Id(experiments::Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(experiments::Split split, int64_t index) const override;
  std::string PromptText(experiments::Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  const model::TextCodec* codec() const override { return environment_.codec(); }
  model::SamplingParams Sampling() const override { return environment_.Sampling(); }
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

 private:
  // Where a prompt stands in the environment.
  struct Place {
    experiments::Split split;
    int64_t index;
  };
  Place PlaceOf(Prompt prompt) const;
  bool IsEnd(int32_t token) const;
  std::string Bytes(std::span<const int32_t> tokens) const;

  const experiments::Environment& environment_;
  const int64_t tune_;
  const std::vector<int32_t> end_tokens_;
  const std::vector<std::string> stop_strings_;
};

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_TEXT_WORLD_H_
