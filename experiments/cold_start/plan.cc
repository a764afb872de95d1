#include "experiments/cold_start/plan.h"

#include "base/error.h"
#include "data/micro/ops_task.h"
#include "experiments/cold_start/seed_run.h"
#include "experiments/common/plan.h"

namespace r1bench::cold_start {
namespace {

// Mean tokens of a document with its prompt.
constexpr double kCorpusTokens = 16, kTraceTokens = 34;  // micro
constexpr double kWorkedTokens = 160;                    // small: template, problem, two sentences
constexpr double kLongTraceTokens = 8192;                // paper: assumed; the report does not say

double TraceTokens(experiments::Scale scale) {
  switch (scale) {
    case experiments::Scale::kMicro:
      return kTraceTokens;
    case experiments::Scale::kSmall:
      return kWorkedTokens;
    case experiments::Scale::kPaper:
      return kLongTraceTokens;
  }
  return 0;
}

}  // namespace

std::string DescribePlan(const ColdStartOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  const bool micro = training.scale == experiments::Scale::kMicro;
  experiments::Plan plan;
  plan.experiment = "cold_start";
  plan.model = experiments::PlanModelName(training);
  plan.config = experiments::PlanConfig(training, kNotationVocabulary);
  plan.limit =
      micro ? training.context_tokens - micro::kPromptTokens : training.text.max_new_tokens;
  plan.remarks = experiments::DescribeRl(training.rl) +
                 base::StrCat("reward       outcome + ", options.lambda,
                              " x language consistency, where a stage says so\n");
  const auto rl_work = [&](const experiments::RlOptions& rl) {
    return experiments::RlWork(rl, plan.config, experiments::AssumedPrompt(training),
                               experiments::AssumedResponse(training, plan.limit));
  };
  const auto add = [&](const std::string& name, const std::string& what,
                       const experiments::PlannedWork& work) {
    plan.stages.push_back({name, what, work});
  };
  const auto pretraining = [&](const experiments::PretrainOptions& pretrain) {
    const double documents = static_cast<double>(pretrain.steps * pretrain.documents);
    return experiments::SftWork(plan.config, documents, kCorpusTokens);
  };
  const auto dose = experiments::SftWork(
      plan.config, static_cast<double>(options.dose.traces) * options.dose.epochs,
      TraceTokens(training.scale));
  const auto arm = rl_work(training.rl);
  if (micro) {
    add("pretrain", "skills, from nothing", pretraining(training.pretrain));
    add("pretrain_world", "the base of the world " + options.world.mixture,
        pretraining(options.world_pretrain));
  }
  add("cold", base::StrCat("fine-tuning on ", options.dose.traces, " curated documents"), dose);
  add("rl", "GRPO on the outcome, from the base", arm);
  add("cold_rl", "the same from the cold start", arm);
  add("cold_rl_lc", "the same with the language reward", arm);
  add("rl_lc", "GRPO with the language reward, from the base", arm);
  if (options.null_arm) add("null", "GRPO on a random reward", arm);
  if (options.control_arms) {
    add("random_order_rl", "from traces in random order", arm);
    add("wrong_content_rl", "from traces below other prompts", arm);
  }
  if (options.high_rate_steps > 0) {
    experiments::RlOptions fast = training.rl;
    fast.steps = options.high_rate_steps;
    add("fast_rl", base::StrCat("GRPO at a learning rate of ", options.high_rate), rl_work(fast));
    add("fast_cold_rl", "the same from the cold start", rl_work(fast));
  }
  for (const std::string& mixture : options.drift_mixtures) {
    add("pretrain_world_" + mixture, "the base of the world " + mixture,
        pretraining(options.world_pretrain));
    add("rl_" + mixture, "GRPO on the outcome from it", arm);
  }
  return experiments::DescribePlan(training, plan);
}

}  // namespace r1bench::cold_start
