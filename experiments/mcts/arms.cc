#include "experiments/mcts/arms.h"

#include "experiments/mcts/score.h"

namespace r1bench::mcts {
namespace {

// Of UCT, for values in [0, 1]: the usual sqrt(2) halves to about this for values near one tenth.
constexpr double kUctExploration = 0.7;

double TuneScore(const base::Json& metrics, const Budgets& budgets) {
  double sum = 0;
  for (const int64_t budget : budgets.values) {
    sum += metrics.at(MetricName("any", 't', budget)).get<double>();
    sum += metrics.at(MetricName("value", 't', budget)).get<double>();
  }
  return sum / (2.0 * static_cast<double>(budgets.values.size()));
}

}  // namespace

std::vector<std::string> TokenFamilies() {
  return {"token_value", "token_value_fpr", "token_rollout", "token_rollout_fpr"};
}

std::vector<std::string> Families() {
  std::vector<std::string> families = TokenFamilies();
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
  return {
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
}

TextSearchOptions Tuned(const TreeArm& arm, const base::Json& tuned) {
  TextSearchOptions options = arm.options;
  if (!arm.tuned_as.empty()) options.search.exploration = tuned.at(arm.tuned_as + "_c");
  return options;
}

base::Json Tune(const MctsOptions& options, const World& world, uint64_t seed, Networks* networks) {
  base::Json tuned;
  for (const TreeArm& arm : TreeArms(options)) {
    if (arm.tuned_as != arm.name) continue;
    double best = -1;
    for (const double c : options.explorations) {
      TextSearchOptions search = arm.options;
      search.search.exploration = c;
      const SearchResult result = SearchTexts(search, world, world.tune(), seed, networks);
      const double score =
          TuneScore(Score(world, world.tune(), result.found, options.budgets, /*tree=*/true),
                    options.budgets);
      if (score <= best) continue;
      best = score;
      tuned[arm.name + "_c"] = c;
      tuned[arm.name + "_score"] = score;
    }
  }
  return tuned;
}

}  // namespace r1bench::mcts
