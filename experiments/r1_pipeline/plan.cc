#include "experiments/r1_pipeline/plan.h"

#include <algorithm>

#include "experiments/common/plan.h"
#include "experiments/r1_pipeline/pipeline_world.h"

namespace r1bench::r1_pipeline {
namespace {

constexpr double kDocumentTokens = 14;   // mean of the base's corpus
constexpr double kRequestTokens = 15;    // a request and its response
constexpr double kMicroPrompts = 3018;   // arithmetic prompts to train on, both notations
constexpr double kMicroRequests = 1380;  // requests to train on
// The report's data for its reward models (v2, supplement): preference pairs, safety prompts.
constexpr double kReportPairs = 66000, kReportSafety = 106000;

class Planner {
 public:
  explicit Planner(const PipelineOptions& options)
      : options_(options), training_(options.training) {
    micro_ = training_.scale == experiments::Scale::kMicro;
    plan_.experiment = "r1_pipeline";
    plan_.model = experiments::PlanModelName(training_);
    plan_.config = experiments::PlanConfig(training_, kPipelineVocabulary);
    plan_.limit =
        micro_ ? training_.context_tokens - micro::kPromptTokens : training_.text.max_new_tokens;
    plan_.remarks = experiments::DescribeRl(training_.rl);
    prompt_ = experiments::AssumedPrompt(training_);
    response_ = experiments::AssumedResponse(training_, plan_.limit);
  }

  experiments::Plan Make() {
    if (micro_) {
      const double documents =
          static_cast<double>(training_.pretrain.steps * training_.pretrain.documents);
      Add("pretrain", "the base, from nothing",
          experiments::SftWork(plan_.config, documents, kDocumentTokens));
    }
    Add("zero", "R1-Zero: RL from the base on rule rewards", Rl(training_.rl.steps));
    Add("dev1", "Dev1: cold start, fine-tuning of the base",
        Tune(static_cast<double>(options_.cold_traces), options_.cold.epochs));
    Add("dev2", "Dev2: RL from Dev1, with the language reward", Rl(training_.rl.steps));
    AddSampled();
    Add("r1_rules", "R1: RL from Dev3 on rule rewards", Rl(options_.rule_steps));
    if (!has_preferences()) return plan_;
    Add("r1", "R1: on all scenarios, with reward models", Rl(options_.preference_steps));
    if (options_.null_arm) {
      Add("r1_null", "the same on random preferences", Rl(options_.preference_steps));
    }
    if (options_.long_steps > 0) {
      Add("r1_long", "R1 and so many steps more", Rl(options_.long_steps));
    }
    return plan_;
  }

 private:
  // Rejection sampling, Dev3, reward models.
  void AddSampled() {
    const double kept = static_cast<double>(options_.reasoning_samples);
    const double samples = static_cast<double>(options_.samples_per_prompt);
    const double prompts = static_cast<double>(options_.rejection_prompts);
    const double drawn = samples * (micro_ ? std::min(kMicroPrompts, prompts) : prompts);
    Add("rejection", "solutions of Dev2, to be picked from",
        experiments::SamplingWork(plan_.config, drawn, response_));
    const double general = has_preferences() ? static_cast<double>(options_.general_samples) : 0.0;
    const double set = kept + general;
    Add("dev3", "Dev3: fine-tuning of the base on the set", Tune(set, options_.tuning.epochs));
    if (!has_preferences()) return;
    if (options_.reasoning_only_arm) {
      Add("dev3_reasoning", "the same without general samples", Tune(set, options_.tuning.epochs));
    }
    const double judged =
        micro_ ? kMicroRequests * options_.reward_model.samples : 2 * kReportPairs + kReportSafety;
    const double tokens = micro_ ? kRequestTokens : prompt_ + response_;
    Add("preferences", "two reward models, from judged responses",
        experiments::SftWork(plan_.config, judged * options_.reward_model.tuning.epochs, tokens));
  }

  // The small scale has no requests, and so no general samples, no reward models, no last stage.
  bool has_preferences() const { return training_.scale != experiments::Scale::kSmall; }

  experiments::PlannedWork Rl(int64_t steps) const {
    experiments::RlOptions rl = training_.rl;
    rl.steps = steps;
    return experiments::RlWork(rl, plan_.config, prompt_, response_);
  }

  experiments::PlannedWork Tune(double documents, int epochs) const {
    return experiments::SftWork(plan_.config, documents * epochs, prompt_ + response_);
  }

  void Add(const char* name, const char* what, const experiments::PlannedWork& work) {
    plan_.stages.push_back({name, what, work});
  }

  const PipelineOptions& options_;
  const experiments::TrainingOptions& training_;
  experiments::Plan plan_;
  bool micro_ = true;
  double prompt_ = 0, response_ = 0;
};

}  // namespace

std::string DescribePlan(const PipelineOptions& options) {
  return experiments::DescribePlan(options.training, Planner(options).Make());
}

}  // namespace r1bench::r1_pipeline
