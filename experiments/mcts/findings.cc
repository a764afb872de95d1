#include "experiments/mcts/findings.h"

#include <algorithm>

#include "experiments/mcts/arms.h"
#include "experiments/mcts/score.h"
#include "experiments/mcts/seed_run.h"

namespace r1bench::mcts {
namespace {

using experiments::FindingRule;
using experiments::Get;
using experiments::SeedResults;

constexpr char kSource[] = "arXiv 2501.12948 v1, 4.2";

// The family with the highest `figure` on the tuning prompts (the first of equals).
std::string Chosen(const std::vector<std::string>& families, const std::string& figure,
                   int operands, const SeedResults& seed) {
  std::string best = families.front();
  const std::string tune = StageKey(operands, "tune");
  for (const std::string& family : families) {
    if (Get(seed, tune, family + figure) > Get(seed, tune, best + figure)) best = family;
  }
  return best;
}

std::vector<std::string> Stages(int operands, std::vector<std::string> names) {
  for (std::string& name : names) name = StageKey(operands, name);
  return names;
}

std::vector<std::string> With(std::vector<std::string> names,
                              const std::vector<std::string>& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

// " at 4 operands"; nothing where there are none.
std::string AtOperands(int operands) {
  return operands == kNoOperands ? "" : base::StrCat(" at ", operands, " operands");
}

// Mean over budgets, in forwards, of a selector's accuracy in one stage.
double OverBudgets(const MctsOptions& options, const SeedResults& seed, const std::string& stage,
                   const std::string& selector) {
  double sum = 0;
  for (const int64_t budget : options.budgets.values) {
    sum += Get(seed, stage, MetricName(selector, 'f', budget));
  }
  return sum / static_cast<double>(options.budgets.values.size());
}

FindingRule Explosion(const MctsOptions& options) {
  const int k = options.largest();
  return {"mcts.explosion",
          "Searching over tokens explodes: with many operands a token tree falls behind sampling",
          kSource,
          base::StrCat("share of prompts with a right text found in ", options.budgets.largest(),
                       " tokens at ", k,
                       " operands, best token tree (chosen on other prompts) minus samples: "
                       "reproduced if the 95 % interval over seeds lies below -0.05, not "
                       "reproduced if it lies above"),
          Stages(k, With({"samples", "tune"}, TokenFamilies(options))),
          reports::Criterion::kBelow,
          -0.05,
          false,
          [options, k](const SeedResults& s) { return TokenTreeMargin(options, k, s); }};
}

FindingRule Cap(const MctsOptions& options) {
  const int k = options.headline;
  return {"mcts.explosion_cap",
          "A limit on a node's children leads into local optima",
          kSource,
          base::StrCat("share of prompts with a right text found in ", options.budgets.largest(),
                       " tokens", AtOperands(k), ", step tree minus step tree with at most ",
                       options.cap,
                       " children a node: reproduced if the 95 % interval lies above +0.10, not "
                       "reproduced if it lies below"),
          Stages(k, {"step_puct", "step_cap"}),
          reports::Criterion::kAbove,
          0.10,
          false,
          [options, k](const SeedResults& s) {
            const std::string metric = MetricName("any", 't', options.budgets.largest());
            return Get(s, StageKey(k, "step_puct"), metric) -
                   Get(s, StageKey(k, "step_cap"), metric);
          }};
}

FindingRule Value(const MctsOptions& options) {
  const int k = options.headline;
  return {
      "mcts.value",
      "A value model for unfinished attempts is hard to train",
      kSource,
      base::StrCat("largest share of the possible margin (AUC - 0.5, learned over Bayes) at any "
                   "depth before the result is printed, at ",
                   k,
                   " operands: reproduced if the 95 % interval lies below 0.3, not reproduced "
                   "if it lies above"),
      Stages(k, {"value"}),
      reports::Criterion::kBelow,
      0.3,
      false,
      [k](const SeedResults& s) { return Get(s, StageKey(k, "value"), "captured"); }};
}

FindingRule Inference(const MctsOptions& options) {
  const int k = options.headline;
  return {
      "mcts.inference",
      "With a trained value model tree search helps at inference",
      kSource,
      base::StrCat("accuracy of the value model's choice", AtOperands(k),
                   options.micro() ? " and" : " at", " equal forwards, mean over budgets, ",
                   options.micro()
                       ? "best tree minus the best of samples and long chains, each by value or "
                         "by majority (both sides"
                       : "step tree minus samples by value or by majority (the way",
                   " chosen by this figure on other prompts): reproduced if the 95 % interval lies "
                   "above 0, not reproduced if it lies below"),
      Stages(k, With(With({"tune"}, PlainArms(options)), Families(options))),
      reports::Criterion::kAbove,
      0.0,
      false,
      [options, k](const SeedResults& s) { return InferenceMargin(options, k, s); }};
}

// Accuracy after the last round, one learner's less another's (or the base's, if empty).
double After(const MctsOptions& options, const SeedResults& seed, const std::string& learner,
             const std::string& other) {
  const std::string last =
      StageKey(options.headline, "round" + std::to_string(options.self.rounds));
  const double before = other.empty() ? Get(seed, StageKey(options.headline, "base"), "accuracy")
                                      : Get(seed, last, other + "_accuracy");
  return Get(seed, last, learner + "_accuracy") - before;
}

std::vector<FindingRule> Iterate(const MctsOptions& options) {
  const std::string last = "round" + std::to_string(options.self.rounds);
  const std::vector<std::string> stages = Stages(options.headline, {"base", last});
  return {
      {"mcts.iterate", "Repeated self-improvement by search does not work", kSource,
       base::StrCat("sampled accuracy after ", options.self.rounds,
                    " rounds of training on what the step tree found, minus the base's: "
                    "reproduced if the 95 % interval lies below +0.05, not reproduced if it lies "
                    "above"),
       stages, reports::Criterion::kBelow, 0.05, false,
       [options](const SeedResults& s) { return After(options, s, "tree", ""); }},
      {"mcts.iterate_repeat", "Repeating the loop adds nothing to its first round", kSource,
       "sampled accuracy after the last round of training on what the step tree found, minus after "
       "the first: reproduced if the 95 % interval lies below +0.05, not reproduced if it lies "
       "above",
       Stages(options.headline, {"round1", last}), reports::Criterion::kBelow, 0.05, false,
       [k = options.headline, last](const SeedResults& s) {
         return Get(s, StageKey(k, last), "tree_accuracy") -
                Get(s, StageKey(k, "round1"), "tree_accuracy");
       }},
      {"mcts.iterate_samples",
       "Plain rejection sampling teaches more than the tree (as many texts each)",
       "control of this experiment",
       "sampled accuracy after the last round, learned from samples minus learned from the tree: "
       "reproduced if the 95 % interval lies above 0, not reproduced if it lies below",
       stages, reports::Criterion::kAbove, 0.0, false,
       [options](const SeedResults& s) { return After(options, s, "samples", "tree"); }},
      {"mcts.iterate_matched",
       "A text from the tree teaches the same as a sampled one of its length",
       "control of this experiment",
       "the same with equally many texts of the same lengths: reproduced if the 95 % interval lies "
       "within -0.05 to +0.05, not reproduced if it lies outside",
       stages, reports::Criterion::kWithin, 0.05, false,
       [options](const SeedResults& s) {
         return After(options, s, "samples_matched", "tree_matched");
       }},
  };
}

}  // namespace

double TokenTreeMargin(const MctsOptions& options, int operands, const SeedResults& seed) {
  const std::string metric = MetricName("any", 't', options.budgets.largest());
  return Get(seed, StageKey(operands, Chosen(TokenFamilies(options), "_any", operands, seed)),
             metric) -
         Get(seed, StageKey(operands, "samples"), metric);
}

double InferenceMargin(const MctsOptions& options, int operands, const SeedResults& seed) {
  const std::string tune = StageKey(operands, "tune");
  std::string stage = "samples", selector = "value";
  for (const std::string& s : PlainArms(options)) {
    for (const std::string how : {"value", "majority"}) {
      const bool better = Get(seed, tune, s + "_" + how) > Get(seed, tune, stage + "_" + selector);
      if (better) stage = s, selector = how;
    }
  }
  const double plain = OverBudgets(options, seed, StageKey(operands, stage), selector);
  const std::string tree = StageKey(operands, Chosen(Families(options), "_value", operands, seed));
  return OverBudgets(options, seed, tree, "value") - plain;
}

std::vector<FindingRule> FindingRules(const MctsOptions& options) {
  std::vector<FindingRule> rules;
  if (options.micro()) rules.push_back(Explosion(options));
  rules.push_back(Cap(options));
  if (options.micro()) rules.push_back(Value(options));
  rules.push_back(Inference(options));
  if (options.self.rounds > 0) {
    for (FindingRule& rule : Iterate(options)) {
      const bool needs_repetition = rule.claim_id == "mcts.iterate_repeat";
      if (!needs_repetition || options.self.rounds > 1) rules.push_back(std::move(rule));
    }
  }
  return rules;
}

}  // namespace r1bench::mcts
