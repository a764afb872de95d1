#include "experiments/distill_vs_rl/student_arms.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "experiments/common/cost.h"
#include "experiments/distill_vs_rl/budget.h"
#include "experiments/distill_vs_rl/traces.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::LoadPolicy;
using experiments::SeedArms;

void RunRlArms(const DistillOptions& options, const StudentArms& student, SeedArms* arms) {
  const double budget = DistillationFlops(*arms, /*with_teacher=*/false);
  arms->Rl("rl", student.base, WithBudget(options, budget));
  arms->Rl("distill_rl", student.weights("distill"), WithBudget(options, budget));
  arms->Rl("rl_more", student.base, WithBudget(options, options.budget_factor * budget));
  if (options.whole_arm) {
    arms->Rl("rl_whole", student.base, WithBudget(options, DistillationFlops(*arms, true)));
  }
}

// The cold start's operations come off the budget.
void RunColdArm(const DistillOptions& options, const StudentArms& student, SeedArms* arms) {
  arms->Sft("cold", student.base,
            FineTuning(student.canonical, options.cold, options.training.micro_batch_tokens,
                       arms->context().seed),
            /*evaluate=*/true);
  const double spent = experiments::CostFromJson(arms->Result("cold").at("cost")).flops;
  const double left = std::max(1.0, DistillationFlops(*arms, false) - spent);
  arms->Rl("cold_rl", student.weights("cold"), WithBudget(options, left));
}

void RunNullArms(const DistillOptions& options, const StudentArms& student, SeedArms* arms) {
  TuneOnTraces(options, "null_traces", student.base,
               student.documents(ForOtherPrompts(student.traces)), arms);
  if (!options.rl_arms) return;
  const uint64_t draws = experiments::ArmSeed("distill_vs_rl", "null_reward", arms->context().seed);
  arms->Rl("null_reward", student.base, WithBudget(options, DistillationFlops(*arms, false)),
           experiments::CoinFlipReward(draws, "distill_vs_rl"));
}

}  // namespace

experiments::RlOptions WithBudget(const DistillOptions& options, double flops) {
  experiments::RlOptions rl = options.training.rl;
  if (options.training.scale == experiments::Scale::kMicro) {
    rl.steps = std::numeric_limits<int64_t>::max();
  }
  rl.max_flops = flops;
  return rl;
}

void TuneOnTraces(const DistillOptions& options, const std::string& stage, const LoadPolicy& load,
                  std::vector<train::Document> documents, SeedArms* arms) {
  arms->Sft(stage, load,
            FineTuning(std::move(documents), options.sft, options.training.micro_batch_tokens,
                       arms->context().seed),
            /*evaluate=*/true);
}

void RunStudentArms(const DistillOptions& options, const StudentArms& student, SeedArms* arms) {
  arms->Evaluate("student_base", student.base);
  TuneOnTraces(options, "distill", student.base, student.documents(student.traces), arms);
  if (options.rl_arms) RunRlArms(options, student, arms);
  if (options.rl_arms && !student.canonical.empty()) RunColdArm(options, student, arms);
  if (options.null_arms) RunNullArms(options, student, arms);
}

}  // namespace r1bench::distill_vs_rl
