#include "experiments/prm/plan.h"

#include "base/error.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/plan.h"
#include "experiments/prm/seed_run.h"

namespace r1bench::prm {
namespace {

constexpr double kDocumentTokens = 14;   // mean of the micro corpus
constexpr double kStepsOfAResponse = 2;  // assumed at every scale
constexpr double kFineSteps = 3;         // of each of them

std::string WhatOf(const Arm& arm) {
  std::string what = arm.source == Source::kOutcome  ? "GRPO on the outcome"
                     : arm.source == Source::kRandom ? "GRPO on a coin flip"
                                                     : "GRPO on step scores";
  if (arm.source == Source::kPreference) what = "GRPO on a preference model, " + arm.size;
  if (arm.with_outcome) what += " and the outcome";
  if (arm.refresh) what += ", the judge trained on as it goes";
  return what;
}

// GRPO, and where the reward is made of rollouts, those too.
experiments::PlannedWork ArmWork(const PrmOptions& options, const Arm& arm,
                                 const model::ModelConfig& config, double prompt, double response) {
  experiments::RlOptions rl = options.training.rl;
  if (arm.longer) rl.steps = options.long_steps;
  experiments::PlannedWork work = experiments::RlWork(rl, config, prompt, response);
  if (arm.source != Source::kRollouts && arm.source != Source::kRolloutsFine) return work;
  const double steps = kStepsOfAResponse * (IsFine(arm.source) ? kFineSteps : 1);
  const experiments::PlannedWork rollouts =
      experiments::SamplingWork(config, work.responses * steps * options.traces.rollouts, response);
  work.responses += rollouts.responses;
  work.response_tokens += rollouts.response_tokens;
  work.generate_flops += rollouts.generate_flops;
  return work;
}

}  // namespace

std::string DescribePlan(const PrmOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  const bool micro = training.scale == experiments::Scale::kMicro;
  experiments::Plan plan;
  plan.experiment = "prm";
  plan.model = experiments::PlanModelName(training);
  plan.config = experiments::PlanConfig(training, experiments::kOpsVocabulary);
  plan.limit =
      micro ? training.context_tokens - micro::kPromptTokens : training.text.max_new_tokens;
  plan.remarks = experiments::DescribeRl(training.rl);
  const double prompt = experiments::AssumedPrompt(training);
  const double response = experiments::AssumedResponse(training, plan.limit);
  if (micro) {
    plan.stages.push_back({"pretrain", "the base, from nothing",
                           experiments::SftWork(plan.config,
                                                static_cast<double>(training.pretrain.steps *
                                                                    training.pretrain.documents),
                                                kDocumentTokens)});
  }
  const double traces = options.traces.cool + options.traces.hot;
  plan.stages.push_back(
      {"labels", "responses and rollouts from the end of every step",
       experiments::SamplingWork(
           plan.config, traces * (1 + kStepsOfAResponse * options.traces.rollouts), response)});
  if (micro) {
    plan.stages.push_back(
        {"labels_fine", "rollouts from the end of every operation",
         experiments::SamplingWork(
             plan.config, traces * kStepsOfAResponse * kFineSteps * options.traces.rollouts,
             response)});
  }
  for (const Source judge : JudgesOf(options)) {
    const double documents = static_cast<double>(options.model.steps) * options.model.documents;
    plan.stages.push_back({SourceName(judge), "a judge, from the base",
                           experiments::SftWork(plan.config, documents, prompt + response)});
  }
  for (const Arm& arm : options.arms) {
    plan.stages.push_back(
        {arm.name, WhatOf(arm), ArmWork(options, arm, plan.config, prompt, response)});
  }
  if (options.rerank_samples > 0) {
    plan.stages.push_back(
        {"rerank", "best of N on the base and on the outcome's policy",
         experiments::SamplingWork(plan.config, 2.0 * training.held_out * options.rerank_samples,
                                   response)});
  }
  return experiments::DescribePlan(training, plan);
}

}  // namespace r1bench::prm
