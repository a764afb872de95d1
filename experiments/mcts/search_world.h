// What searching, judging and self-training must know of a world beyond its environment.
//
// Prompts come in three sets that share none: to train on and to search and evaluate on (the
// environment's two splits), and to choose search settings on.
#ifndef R1BENCH_EXPERIMENTS_MCTS_SEARCH_WORLD_H_
#define R1BENCH_EXPERIMENTS_MCTS_SEARCH_WORLD_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "experiments/common/environment.h"
#include "model/generator.h"

namespace r1bench::mcts {

enum class PromptSet { kTrain, kTune, kHeldOut };

struct Prompt {
  PromptSet set = PromptSet::kTrain;
  int64_t index = 0;  // in its set
};

// Responses are tokens as the engine gives them, the token that ended them included.
class SearchWorld : public experiments::Environment {
 public:
  virtual int64_t Count(PromptSet set) const = 0;
  virtual std::string NameOf(Prompt prompt) const = 0;  // an id
  virtual std::string Shown(Prompt prompt) const = 0;   // as text for a reader
  virtual std::vector<int32_t> Tokens(Prompt prompt) const = 0;

  // Whether a response, or what there is of it, is complete: not cut off, nothing left to write.
  virtual bool Ended(std::span<const int32_t> response) const = 0;
  // Whether `token` ends a step. So does the end of the response.
  virtual bool EndsStep(int32_t token) const = 0;
  // Lets generation stop at the end of the step as well.
  virtual void StopAfterStep(model::SamplingParams* params) const = 0;

  // The response as the engine would report it.
  virtual model::Completion Reported(std::span<const int32_t> response) const = 0;
  // A response that was cut off has no answer.
  virtual experiments::Outcome JudgeResponse(Prompt prompt,
                                             std::span<const int32_t> response) const = 0;

  std::vector<Prompt> All(PromptSet set) const;
  int64_t longest_response() const { return Sampling().max_new_tokens; }
};

}  // namespace r1bench::mcts

#endif  // R1BENCH_EXPERIMENTS_MCTS_SEARCH_WORLD_H_
