// Equal compute: what distillation costs, which RL of the student gets, and what each arm cost as a
// whole.
//
// Operations are those of experiments/common/cost.h. Distillation is the teacher's sampling of all
// traces, the rejected ones too, and the student's fine-tuning on those kept. Counted a second way,
// it also bears the teacher's own RL (not its pre-training: bases are given to every arm).
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_BUDGET_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_BUDGET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/common/cost.h"
#include "experiments/common/seed_arms.h"
#include "experiments/common/stage_report.h"
#include "experiments/common/stages.h"
#include "reports/report.h"

namespace r1bench::distill_vs_rl {

// The stages that an arm needed, in order, its own last; bases and, but for `teacher`, the
// teacher's training are left out. Empty for a base.
struct ArmStages {
  std::string arm;
  std::vector<std::string> stages;
  bool of_teacher = false;  // needed the teacher, too
  bool rounds = false;      // and again, once a further round (RoundStage), as often as was needed
};
const std::vector<ArmStages>& Arms();
// The name of a stage in a further round (2, 3, ...): "large_sft_2".
std::string RoundStage(const std::string& stage, int round);

// Sum over an arm's stages of one seed, which must be finished.
experiments::Cost CostOfArm(const experiments::Stages& stages, uint64_t seed, const ArmStages& arm,
                            bool with_teacher);
// Operations that RL of the student gets: those of "distill", without and with the teacher's RL.
double DistillationFlops(const experiments::SeedArms& arms, bool with_teacher);

// Of one arm, which need not be finished: what its finished stages cost.
double FlopsOfArm(const experiments::SeedArms& arms, const std::string& arm);

// Adds to each arm's metrics what the whole arm cost, means over seeds: tokens, operations, their
// ratio to distillation's, and seconds.
void AddArmCosts(const experiments::StageReportSpec& spec, const std::vector<uint64_t>& seeds,
                 const experiments::Stages& stages, reports::Report* report);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_BUDGET_H_
