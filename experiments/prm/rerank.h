// What the same models are worth as judges at test time: best of N, against a majority vote and
// the best possible choice, and as guides of a beam over steps.
#ifndef R1BENCH_EXPERIMENTS_PRM_RERANK_H_
#define R1BENCH_EXPERIMENTS_PRM_RERANK_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/prm/arms.h"
#include "experiments/prm/step_world.h"
#include "experiments/prm/traces.h"
#include "model/generator.h"
#include "model/transformer.h"

namespace r1bench::prm {

// k responses of a policy to every held-out prompt, in prompt order.
struct Candidates {
  int samples = 0;
  std::vector<Trace> responses;      // without steps
  std::vector<std::string> answers;  // canonical; empty: none
  double mean_tokens = 0;
};
Candidates SampleCandidates(model::TextGenerator* policy, const StepWorld& world, int samples,
                            uint64_t seed);

// 1, 2, 4, ... up to `samples`.
std::vector<int> BestOfSizes(int samples);

// Expected correctness of the highest-scored of N responses, over all blocks of N neighbours. Among
// equal scores the choice is by lot: the share of right ones counts.
double BestOfN(std::span<const double> scores, std::span<const uint8_t> correct, int samples,
               int n);

// "pass@N" and "majority@N" of the candidates, and "tokens" of a response.
base::Json Baselines(const Candidates& candidates);
// "NAME@N": best of N by a model's step scores in the given form.
base::Json BestOf(const std::string& name, const Candidates& candidates,
                  const std::vector<std::vector<double>>& scores, Form form);
// The scores of all candidates' steps, as the world cuts them.
std::vector<std::vector<double>> ScoreCandidates(const Candidates& candidates,
                                                 const StepWorld& world, Source source,
                                                 int64_t micro_batch_tokens,
                                                 model::Transformer* model);

// Beam search over steps: from each of `width` beginnings `branch` continuations up to the end of a
// step, and the best `width` by the score of the last step go on. What has ended stays in the
// running. The answer is the best beam's. Of OPS alone, whose steps end with known tokens.
struct BeamOptions {
  int width = 2, branch = 2;
  int64_t micro_batch_tokens = 8192;
  uint64_t seed = 0;
};
struct BeamResult {
  double accuracy = 0;
  double tokens = 0;  // sampled, a prompt
};
BeamResult GuidedBeam(model::TextGenerator* policy, const StepWorld& world, Source source,
                      model::Transformer* model, const BeamOptions& options);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_RERANK_H_
