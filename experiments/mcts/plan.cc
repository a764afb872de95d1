// --dry_run of mcts.
#include "experiments/common/plan.h"

#include "base/error.h"
#include "experiments/mcts/arms.h"
#include "experiments/mcts/run.h"
#include "experiments/mcts/seed_run.h"

namespace r1bench::mcts {
namespace {

using experiments::PlannedWork;

// Assumed of a real model.
constexpr double kLineTokens = 20;

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

// Lengths that the plan assumes.
struct Lengths {
  double prompt = 0, response = 0;
};

// Searching so many tokens for each of so many prompts of the micro world, with a value model that
// reads along.
PlannedWork Searching(const model::ModelConfig& config, double prompts, double tokens) {
  return experiments::SamplingWork(config, 2 * prompts, tokens);
}

// The same of a real model, in samples.
PlannedWork Samples(const model::ModelConfig& config, const Lengths& lengths, double prompts,
                    double tokens) {
  return experiments::SamplingWork(config, 2 * prompts * tokens / lengths.response,
                                   lengths.response);
}

// A tree over the lines of a real model: for each drawn line both networks read the text so far
// again.
PlannedWork LineTrees(const model::ModelConfig& config, const Lengths& lengths, double prompts,
                      double tokens) {
  PlannedWork work = Samples(config, lengths, prompts, tokens);
  const double lines = prompts * tokens / kLineTokens;
  const double read = lengths.prompt + lengths.response / 2;
  work.generate_flops += experiments::SamplingWork(config, 2 * lines, read).generate_flops;
  return work;
}

// One search of the largest budget for each prompt by every arm, tuning included.
PlannedWork Searches(const MctsOptions& options, const model::ModelConfig& config,
                     const Lengths& lengths) {
  const double prompts = options.training.held_out, tuning = options.world.tune_prompts;
  const double plain = static_cast<double>(PlainArms(options).size());
  const double tuned = static_cast<double>(Families(options).size() * options.explorations.size());
  const double trees = static_cast<double>(TreeArms(options).size());
  const double tokens = static_cast<double>(options.budgets.largest());
  if (options.micro()) {
    return Searching(config, (trees + plain) * prompts + tuned * tuning, tokens);
  }
  return Sum(Samples(config, lengths, plain * (prompts + tuning), tokens),
             LineTrees(config, lengths, trees * prompts + tuned * tuning, tokens));
}

PlannedWork ValueWork(const MctsOptions& options, const model::ModelConfig& config,
                      const Lengths& lengths) {
  const double texts = static_cast<double>(options.value.steps * options.value.texts);
  return Sum(experiments::SamplingWork(config, texts, lengths.response),
             experiments::SftWork(config, texts, lengths.prompt + lengths.response));
}

PlannedWork SelfTrainingWork(const MctsOptions& options, const model::ModelConfig& config,
                             const Lengths& lengths) {
  const SelfTrainingOptions& self = options.self;
  const double searched = 4.0 * self.rounds * self.prompts;
  const double learned = 4.0 * self.rounds * static_cast<double>(self.steps * self.documents);
  const double tokens = static_cast<double>(self.tokens);
  const PlannedWork learning =
      experiments::SftWork(config, learned, lengths.prompt + lengths.response);
  if (options.micro()) return Sum(Searching(config, searched, tokens), learning);
  MctsOptions values = options;
  values.value.steps = 2 * self.rounds * self.value_steps;
  return Sum(Sum(Samples(config, lengths, searched / 2, tokens),
                 LineTrees(config, lengths, searched / 2, tokens)),
             Sum(learning, ValueWork(values, config, lengths)));
}

// The stages of one K.
void AddMicroStages(const MctsOptions& options, int operands, experiments::Plan* plan) {
  const experiments::PretrainOptions& pretrain = options.training.pretrain;
  WorldOptions world = options.world;
  world.task.operands = operands;
  const Lengths lengths = {0, DocumentTokens(micro::OpsKTask(world.task))};
  const double documents = static_cast<double>(pretrain.steps * pretrain.documents);
  plan->stages.push_back({StageKey(operands, "pretrain"), "the base",
                          experiments::SftWork(plan->config, documents, lengths.response)});
  plan->stages.push_back({StageKey(operands, "value"), "the value model, on sampled texts",
                          ValueWork(options, plan->config, lengths)});
  plan->stages.push_back({StageKey(operands, "searches"), "all search arms",
                          Searches(options, plan->config, lengths)});
}

int LongestMicroResponse(const MctsOptions& options) {
  WorldOptions world = options.world;
  world.task.operands = options.largest();
  return micro::OpsKTask(world.task).ContextTokens(world.corpus.max_give_up);
}

experiments::MicroVocabulary VocabularyOf(const WorldOptions& world) {
  const micro::OpsKTask task(world.task);
  const micro::OpsVocabulary& v = task.vocabulary();
  return {v.size(), v.end(), v.pad()};
}

}  // namespace

std::string DescribePlan(const MctsOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  experiments::Plan plan;
  plan.experiment = "mcts";
  plan.model = experiments::PlanModelName(training);
  plan.config = experiments::PlanConfig(training, VocabularyOf(options.world));
  plan.limit = options.micro() ? LongestMicroResponse(options) : training.text.max_new_tokens;
  plan.remarks = base::StrCat("largest budget ", options.budgets.largest(), " tokens a prompt, ",
                              TreeArms(options).size(), " trees, ",
                              options.micro() ? "samples and long chains" : "samples", "\n");
  const double response = experiments::AssumedResponse(training, plan.limit);
  const Lengths lengths = {options.micro() ? 0 : experiments::AssumedPrompt(training), response};
  if (options.micro()) {
    for (const int k : options.operands) AddMicroStages(options, k, &plan);
  } else {
    plan.stages.push_back(
        {"value", "the value model, on sampled texts", ValueWork(options, plan.config, lengths)});
    plan.stages.push_back({"searches", "all search arms", Searches(options, plan.config, lengths)});
  }
  plan.stages.push_back({"self-training",
                         base::StrCat(options.self.rounds, " rounds of four learners"),
                         SelfTrainingWork(options, plan.config, lengths)});
  if (options.rl_arm) {
    plan.stages.push_back({"rl", "GRPO on the outcome, for comparison",
                           experiments::RlWork(training.rl, plan.config,
                                               experiments::AssumedPrompt(training), response)});
  }
  return experiments::DescribePlan(training, plan);
}

}  // namespace r1bench::mcts
