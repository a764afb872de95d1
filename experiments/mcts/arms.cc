#include "experiments/mcts/arms.h"

#include "experiments/mcts/score.h"

namespace r1bench::mcts {
namespace {

// Of UCT, for values in [0, 1]: the usual sqrt(2) halves to about this for values near one tenth.
constexpr double kUctExploration = 0.7;

double OverBudgets(const base::Json& metrics, const Budgets& budgets, const std::string& selector,
                   char unit) {
  double sum = 0;
  for (const int64_t budget : budgets.values) {
    sum += metrics.at(MetricName(selector, unit, budget)).get<double>();
  }
  return sum / static_cast<double>(budgets.values.size());
}

// Adds "<name>_<selector>" of one plain way to write texts, in forwards.
void TunePlain(const MctsOptions& options, const SearchWorld& world, const std::string& name,
               const SearchResult& result, base::Json* tuned) {
  const std::vector<Prompt> prompts = world.All(PromptSet::kTune);
  const base::Json metrics = Score(world, prompts, result.found, options.budgets, /*tree=*/false);
  for (const std::string selector : {"value", "majority"}) {
    (*tuned)[name + "_" + selector] = OverBudgets(metrics, options.budgets, selector, 'f');
  }
}

}  // namespace

std::vector<std::string> PlainArms(const MctsOptions& options) {
  if (!options.micro()) return {"samples"};
  return {"samples", "chains"};
}

std::vector<std::string> TokenFamilies(const MctsOptions& options) {
  if (!options.micro()) return {};
  return {"token_value", "token_value_fpr", "token_rollout", "token_rollout_fpr"};
}

std::vector<std::string> Families(const MctsOptions& options) {
  std::vector<std::string> families = TokenFamilies(options);
  families.push_back("step_puct");
  return families;
}

std::vector<TreeArm> TreeArms(const MctsOptions& options) {
  TextSearchOptions token;
  token.search.token_budget = options.budgets.largest();
  TextSearchOptions uct = token;
  uct.prior = false;
  uct.search.rule = Rule::kUct;
  uct.search.exploration = kUctExploration;
  TextSearchOptions rollout = token;
  rollout.rollout_leaf = true;
  TextSearchOptions step = token;
  step.level = Level::kStep;
  TextSearchOptions step_uct = step;
  step_uct.search.rule = Rule::kUct;
  step_uct.search.exploration = kUctExploration;
  const auto reduced = [](TextSearchOptions tree) {
    tree.search.first_play_reduction = true;
    return tree;
  };
  const auto capped = [&options](TextSearchOptions tree) {
    tree.search.max_children = options.cap;
    return tree;
  };
  std::vector<TreeArm> arms = {
      {"token_uct", "token tree, UCT without prior", uct, ""},
      {"token_value", "token tree, value leaf", token, "token_value"},
      {"token_value_fpr", "token tree, value leaf, reduction", reduced(token), "token_value_fpr"},
      {"token_rollout", "token tree, rollout leaf", rollout, "token_rollout"},
      {"token_rollout_fpr", "token tree, rollout leaf, reduction", reduced(rollout),
       "token_rollout_fpr"},
      {"step_uct", "step tree, UCT", step_uct, ""},
      {"step_puct", "step tree, PUCT", step, "step_puct"},
      {"step_cap", "step tree, PUCT, capped", capped(step), "step_puct"},
  };
  if (!options.micro()) {
    std::erase_if(arms, [](const TreeArm& arm) { return arm.options.level == Level::kToken; });
  }
  return arms;
}

TextSearchOptions Tuned(const TreeArm& arm, const base::Json& tuned) {
  TextSearchOptions options = arm.options;
  if (!arm.tuned_as.empty()) options.search.exploration = tuned.at(arm.tuned_as + "_c");
  return options;
}

base::Json Tune(const MctsOptions& options, const SearchWorld& world, const WritePlain& plain,
                uint64_t seed, Networks* networks) {
  const std::vector<Prompt> prompts = world.All(PromptSet::kTune);
  base::Json tuned;
  for (const TreeArm& arm : TreeArms(options)) {
    if (arm.tuned_as != arm.name) continue;
    double best = -1;
    for (const double c : options.explorations) {
      TextSearchOptions search = arm.options;
      search.search.exploration = c;
      const SearchResult result = SearchTexts(search, world, prompts, seed, networks);
      const base::Json metrics =
          Score(world, prompts, result.found, options.budgets, /*tree=*/true);
      const double any = OverBudgets(metrics, options.budgets, "any", 't');
      const double value = OverBudgets(metrics, options.budgets, "value", 'f');
      if (any + value <= best) continue;
      best = any + value;
      tuned[arm.name + "_c"] = c;
      tuned[arm.name + "_any"] = any;
      tuned[arm.name + "_value"] = value;
    }
  }
  for (const std::string& name : PlainArms(options)) {
    TunePlain(options, world, name, plain(name, prompts, seed, networks), &tuned);
  }
  return tuned;
}

}  // namespace r1bench::mcts
