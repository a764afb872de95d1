// --dry_run of mcts.
#include "experiments/common/plan.h"

#include "base/error.h"
#include "experiments/mcts/arms.h"
#include "experiments/mcts/run.h"
#include "experiments/mcts/seed_run.h"

namespace r1bench::mcts {
namespace {

using experiments::PlannedWork;

// Mean length of a document of K operands: the corpus's shares of one attempt and of a few.
double DocumentTokens(const micro::OpsKTask& task) { return task.ContextTokens(2) - 6.0; }

PlannedWork Sum(PlannedWork a, const PlannedWork& b) {
  a.responses += b.responses;
  a.response_tokens += b.response_tokens;
  a.documents += b.documents;
  a.document_tokens += b.document_tokens;
  a.generate_flops += b.generate_flops;
  a.train_flops += b.train_flops;
  return a;
}

// One search of `tokens` tokens for each prompt by every arm, tuning included.
PlannedWork Searches(const MctsOptions& options, const model::ModelConfig& config, double prompts,
                     double tune_prompts) {
  const double trees = static_cast<double>(TreeArms(options).size());
  const double tuned =
      static_cast<double>(Families().size() * options.explorations.size()) * tune_prompts;
  const double tokens = static_cast<double>(options.budgets.largest());
  // Twice: the value model reads along.
  return experiments::SamplingWork(config, 2 * ((trees + 2) * prompts + tuned), tokens);
}

}  // namespace

std::string DescribePlan(const MctsOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  const bool micro = training.scale == experiments::Scale::kMicro;
  WorldOptions world = options.world;
  world.task.operands = options.largest();
  const micro::OpsKTask largest(world.task);
  const micro::OpsVocabulary& v = largest.vocabulary();
  experiments::Plan plan;
  plan.experiment = "mcts";
  plan.model = experiments::PlanModelName(training);
  plan.config = experiments::PlanConfig(training, {v.size(), v.end(), v.pad()});
  plan.limit =
      micro ? largest.ContextTokens(world.corpus.max_give_up) : training.text.max_new_tokens;
  plan.remarks = base::StrCat("largest budget ", options.budgets.largest(), " tokens a prompt, ",
                              TreeArms(options).size(), " trees, samples and long chains\n");
  for (const int k : micro ? options.operands : std::vector<int>{options.headline}) {
    world.task.operands = k;
    const double document = micro ? DocumentTokens(micro::OpsKTask(world.task))
                                  : experiments::AssumedResponse(training, plan.limit);
    if (micro) {
      const double documents =
          static_cast<double>(training.pretrain.steps * training.pretrain.documents);
      plan.stages.push_back({StageKey(k, "pretrain"), "the base",
                             experiments::SftWork(plan.config, documents, document)});
    }
    const double texts = static_cast<double>(options.value.steps * options.value.texts);
    plan.stages.push_back({micro ? StageKey(k, "value") : "value",
                           "the value model, on sampled texts",
                           Sum(experiments::SamplingWork(plan.config, texts, document),
                               experiments::SftWork(plan.config, texts, document))});
    plan.stages.push_back({micro ? StageKey(k, "searches") : "searches", "all search arms",
                           Searches(options, plan.config, training.held_out, world.tune_prompts)});
  }
  const SelfTrainingOptions& self = options.self;
  const double searched = 4.0 * self.rounds * self.prompts;
  const double learned = 4.0 * self.rounds * static_cast<double>(self.steps * self.documents);
  plan.stages.push_back(
      {"self-training", base::StrCat(self.rounds, " rounds of four learners"),
       Sum(experiments::SamplingWork(plan.config, 2 * searched, static_cast<double>(self.tokens)),
           experiments::SftWork(plan.config, learned,
                                experiments::AssumedResponse(training, plan.limit)))});
  if (options.rl_arm) {
    plan.stages.push_back(
        {"rl", "GRPO on the outcome, for comparison",
         experiments::RlWork(training.rl, plan.config, experiments::AssumedPrompt(training),
                             experiments::AssumedResponse(training, plan.limit))});
  }
  return experiments::DescribePlan(training, plan);
}

}  // namespace r1bench::mcts
