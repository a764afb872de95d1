#include "experiments/prm/counting_generator.h"

namespace r1bench::prm {

std::vector<model::Completion> CountingGenerator::Generate(
    std::span<const model::GenerateRequest> requests, const model::GenerateHooks& hooks) {
  std::vector<model::Completion> completions = generator_.Generate(requests, hooks);
  size_t next = 0;
  for (const model::GenerateRequest& request : requests) {
    const double prompt =
        static_cast<double>(request.prompt_tokens.size() + request.prefix_tokens.size());
    const double read = experiments::GenerationCost(config_, prompt, 0, 1).flops;
    cost_.flops += read;
    for (int sample = 0; sample < request.num_samples; ++sample, ++next) {
      const double tokens = static_cast<double>(completions.at(next).logprobs.size());
      cost_ += experiments::GenerationCost(config_, prompt, tokens, 1);
      cost_.flops -= read;
    }
  }
  return completions;
}

}  // namespace r1bench::prm
