#include "experiments/r1_zero/plan.h"

#include "base/error.h"
#include "experiments/common/plan.h"
#include "experiments/r1_zero/micro_world.h"

namespace r1bench::r1_zero {
namespace {

constexpr double kDocumentTokens = 14;  // mean of the corpus

}  // namespace

std::string DescribePlan(const R1ZeroOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  const bool micro = training.scale == experiments::Scale::kMicro;
  experiments::Plan plan;
  plan.experiment = "r1_zero";
  plan.model = experiments::PlanModelName(training);
  plan.config = experiments::PlanConfig(training, VocabularyOf(options.world));
  plan.limit = micro ? training.context_tokens - PromptTokensOf(options.world)
                     : training.text.max_new_tokens;
  plan.remarks = experiments::DescribeRl(training.rl);
  const auto pretraining = [&](int64_t steps) {
    const double documents = static_cast<double>(steps * training.pretrain.documents);
    return experiments::SftWork(plan.config, documents, kDocumentTokens);
  };
  const experiments::PlannedWork arm =
      experiments::RlWork(training.rl, plan.config, experiments::AssumedPrompt(training),
                          experiments::AssumedResponse(training, plan.limit));
  if (micro) {
    plan.stages.push_back(
        {"pretrain", "the base, from nothing", pretraining(training.pretrain.steps)});
  }
  plan.stages.push_back({"rl", "GRPO on the outcome", arm});
  if (options.null_arm) plan.stages.push_back({"null", "the same on a random reward", arm});
  if (options.weak_arm) {
    plan.stages.push_back(
        {"weak_rl",
         base::StrCat("GRPO on the outcome from the base after ", options.weak_steps, " steps"),
         arm});
  }
  return experiments::DescribePlan(training, plan);
}

}  // namespace r1bench::r1_zero
