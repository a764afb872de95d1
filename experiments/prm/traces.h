// Responses of the base with every label that the experiment knows: what reward models are trained
// and tested on, and how far the labels agree.
#ifndef R1BENCH_EXPERIMENTS_PRM_TRACES_H_
#define R1BENCH_EXPERIMENTS_PRM_TRACES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/prm/step_world.h"
#include "model/generator.h"

namespace r1bench::prm {

struct Trace {
  int64_t prompt = 0;  // index in its split
  std::vector<int32_t> response;
  bool correct = false;
  bool stopped = false;  // ended by itself (FinishReason::kStop), not by the limit
  std::vector<Step> steps;
  std::vector<int> successes;  // a step: of so many rollouts from its end, those that succeeded
  std::vector<int> again;      // the same with fresh rollouts; empty unless asked for
};

struct TraceOptions {
  int cool = 4000;  // traces at temperature 1
  int hot = 1000;   // and at hot_temperature: rarer steps, slips
  float hot_temperature = 1.5f;
  int rollouts = 4;  // a step
  int twice = 1000;  // so many traces are labelled a second time, for the labels' own agreement
};

// `count` responses to prompts of a split in random order.
std::vector<Trace> SampleTraces(model::TextGenerator* base, const StepWorld& world,
                                experiments::Split split, int count, float temperature,
                                uint64_t seed);

// One beginning of a response whose value is wanted.
struct Prefix {
  int64_t prompt = 0;
  std::vector<int32_t> tokens;
};
// How many of `rollouts` completions of each prefix end in a right answer, and the tokens sampled.
struct Successes {
  std::vector<int> counts;
  double tokens = 0;
};
Successes CountSuccesses(model::TextGenerator* base, const StepWorld& world,
                         experiments::Split split, const std::vector<Prefix>& prefixes,
                         int rollouts, uint64_t seed);

// Fills `successes`; returns the tokens sampled for it. After a step that ends a response which
// stopped, nothing is left to sample: all rollouts are the response itself, and succeed if it is
// right.
double LabelTraces(model::TextGenerator* base, const StepWorld& world, experiments::Split split,
                   int rollouts, uint64_t seed, std::vector<Trace>* traces);
// Fills `again` of the first `twice`, likewise with fresh rollouts: no model learns from these.
double LabelAgain(model::TextGenerator* base, const StepWorld& world, experiments::Split split,
                  int rollouts, int twice, uint64_t seed, std::vector<Trace>* traces);

// Kappas and means of the labels of all steps: kappa_valid_mc, kappa_valid_hit, kappa_mc_hit,
// kappa_mc_mc (hard labels: any rollout succeeded), correlation_mc_mc (soft), share_valid,
// share_hit, value_hit, value_miss (valid steps), value_invalid, steps, n. Where the world knows no
// exact labels (`exact` is false), those of rollouts alone.
base::Json LabelAgreement(std::span<const Trace> traces, int rollouts, bool exact);

// The same responses in the steps of another world, not yet labelled.
std::vector<Trace> Recut(std::vector<Trace> traces, const StepWorld& world,
                         experiments::Split split);

// Prompts, responses, outcomes and counts in a file, so that they are sampled once; steps are found
// again.
void SaveTraces(const std::string& path, const std::vector<Trace>& traces);
std::vector<Trace> LoadTraces(const std::string& path, const StepWorld& world,
                              experiments::Split split);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_TRACES_H_
