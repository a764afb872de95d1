// One seed of prm: base, labels, judges, arms, reranking, each a stage that a resumed run skips
// when done.
#ifndef R1BENCH_EXPERIMENTS_PRM_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_PRM_SEED_RUN_H_

#include <vector>

#include "data/micro/ops_vocabulary.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/micro_model.h"
#include "experiments/prm/options.h"

namespace r1bench::prm {

inline constexpr experiments::MicroVocabulary kOpsVocabulary = {micro::kOpsVocabSize,
                                                                micro::kTokenEnd, micro::kTokenPad};

// The judges that arms and reranking use, in the order in which they are trained.
inline constexpr Source kJudges[] = {Source::kPrmValid, Source::kPrmNoisy, Source::kPrmMc,
                                     Source::kPrmHard,  Source::kPrmBlind, Source::kOrm};

// Results are left in context.stages: "<seed>/pretrain", "/base", "/labels", one a judge
// ("/prm_mc"; its metrics are RewardModelQuality), one a preference model ("/preference_small") and
// its backbone ("/backbone_small"), one an arm (by its name; the metrics of Evaluation and those of
// CurveMetrics), "/rerank_base" and "/rerank_rl".
void RunSeed(const PrmOptions& options, const experiments::SeedContext& context);

// What an arm's rows say, over windows of at most five rollouts: NAME_start and NAME_end of
// accuracy ("gold"), proxy, valid, progress, kl_base and the on-policy areas; gold_peak and
// kl_peak, where the windowed accuracy was highest (chosen with the truth in hand: an oracle);
// scored_tokens and rollout_tokens in all.
base::Json CurveMetrics(const std::vector<base::Json>& rows);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_SEED_RUN_H_
