// Accuracy, length and reflection of a policy on the held-out prompts, greedy and sampled.
#ifndef R1BENCH_EXPERIMENTS_COMMON_EVALUATION_H_
#define R1BENCH_EXPERIMENTS_COMMON_EVALUATION_H_

#include <cstdint>
#include <vector>

#include "base/json.h"
#include "experiments/common/environment.h"
#include "model/generator.h"

namespace r1bench::experiments {

// One held-out prompt with one response, for the report.
struct EvaluatedSample {
  int64_t index = 0;
  std::string text;
  Outcome outcome;
};

struct Evaluation {
  // Means over prompts: greedy_accuracy, greedy_length, accuracy (pass@1), pass_at_k, majority
  // (cons@k), length, reflections, share_reflecting, truncated; n (prompts) and k. And the
  // environment's own measures, of sampled responses by their name, of greedy ones as greedy_name.
  base::Json metrics;
  base::Json audit;                     // Environment::Audit of the sampled responses
  std::vector<EvaluatedSample> greedy;  // one a prompt, in prompt order
};

// k sampled responses a prompt at temperature 1 and one greedy; a function of (weights, seed).
Evaluation Evaluate(model::TextGenerator* generator, const Environment& environment, int k,
                    uint64_t seed);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_EVALUATION_H_
