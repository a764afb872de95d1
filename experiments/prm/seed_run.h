// One seed of prm: base, labels, judges, arms, reranking, each a stage that a resumed run skips
// when done.
#ifndef R1BENCH_EXPERIMENTS_PRM_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_PRM_SEED_RUN_H_

#include <vector>

#include "experiments/common/experiment_run.h"
#include "experiments/prm/options.h"

namespace r1bench::prm {

// The judges that are trained, in that order: at micro scale all, else prm_mc and those that an arm
// needs.
std::vector<Source> JudgesOf(const PrmOptions& options);

// Results are left in context.stages: "<seed>/pretrain", "/base", "/labels", "/labels_fine" (micro
// alone), one a judge ("/prm_mc"; its metrics are RewardModelQuality), one a preference model
// ("/preference_small") and its backbone ("/backbone_small"), one an arm (by its name; the metrics
// of Evaluation and those of CurveMetrics), "/rerank_base" and "/rerank_rl".
void RunSeed(const PrmOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_SEED_RUN_H_
