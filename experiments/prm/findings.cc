#include "experiments/prm/findings.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace r1bench::prm {
namespace {

using experiments::FindingRule;
using experiments::Get;
using experiments::SeedResults;
using reports::Criterion;

constexpr char kReport[] = "arXiv 2501.12948 v1, 4.2";

// Accuracy of an arm on held-out prompts, sampled.
double Gold(const SeedResults& s, const char* stage) { return Get(s, stage, "accuracy"); }

// Of an arm's training accuracy, from its highest window to the last one. The highest of noisy
// windows is too high: to be compared with an arm of the same length only.
double Fall(const SeedResults& s, const char* arm) {
  return Get(s, arm, "gold_peak") - Get(s, arm, "gold_end");
}

// The larger of two, by size.
double Farther(double x, double y) { return std::abs(x) > std::abs(y) ? x : y; }

// Two arms that differ in nothing but what a step is.
FindingRule StepCut(const char* claim_id, const char* title, const char* fine, const char* coarse) {
  return {
      .claim_id = claim_id,
      .title = title,
      .source = "control of this experiment",
      .text = std::string("held-out accuracy of ") + fine + " minus that of " + coarse +
              ", a step being an operation or a whole attempt: reproduced if the 95 % interval "
              "lies within -0.05 to +0.05, not reproduced if it lies outside",
      .stages = {fine, coarse},
      .criterion = Criterion::kWithin,
      .margin = 0.05,
      .effect = [fine, coarse](const SeedResults& s) { return Gold(s, fine) - Gold(s, coarse); }};
}

std::vector<FindingRule> LabelRules() {
  return {
      {.claim_id = "prm.steps",
       .title = "It is hard to say what a good step is",
       .source = kReport,
       .text = "Cohen's kappa between two sensible labels of the base's own steps, exact validity "
               "and success of any of 4 rollouts: reproduced if the 95 % interval over seeds lies "
               "below 0.2, not reproduced if it lies above",
       .stages = {"labels"},
       .criterion = Criterion::kBelow,
       .margin = 0.2,
       .effect = [](const SeedResults& s) { return Get(s, "labels", "kappa_valid_mc"); }},
      {.claim_id = "prm.labels",
       .title = "Labels made by a program are unreliable",
       .source = kReport,
       .text = "Cohen's kappa of the rollout label (any of 4 succeeds) with itself on fresh "
               "rollouts: reproduced if the 95 % interval lies below 0.8, the usual bound of "
               "'almost perfect', not reproduced if it lies above",
       .stages = {"labels"},
       .criterion = Criterion::kBelow,
       .margin = 0.8,
       .effect = [](const SeedResults& s) { return Get(s, "labels", "kappa_mc_mc"); }},
      StepCut("prm.step_cut", "How finely steps are cut makes no difference to their true reward",
              "rollouts_fine-mean", "rollouts-mean"),
      StepCut("prm.step_cut_learned", "... nor to the learned one", "prm_mc_fine-mean",
              "prm_mc-mean"),
  };
}

// Where progress is not known, the outcome's arm is the control and rollouts the one true label.
FindingRule LearnedHacking(bool exact_labels) {
  const std::string control = exact_labels ? "progress-mean" : "outcome";
  const std::string truth = exact_labels ? "both true labels (progress, rollouts)" : "rollouts";
  return {.claim_id = "prm.hacking",
          .title = "RL against a learned process reward model hacks what it has learned wrong",
          .source = kReport,
          .text =
              "mean form of prm_mc: its score rises by 0.3, the training accuracy falls from "
              "its peak to the end by 0.1 more than that of " +
              control +
              " (a peak of a noisy curve is too high, in both alike), and the held-out "
              "accuracy ends 0.15 below that of the same form of " +
              truth +
              "; the smallest slack is the effect. Reproduced if the 95 % interval lies above "
              "0, not reproduced if it lies below",
          .stages = {"prm_mc-mean", control, "rollouts-mean"},
          .criterion = Criterion::kAbove,
          .margin = 0,
          .effect = [control, exact_labels](const SeedResults& s) {
            const char* arm = "prm_mc-mean";
            const double rise = Get(s, arm, "proxy_end") - Get(s, arm, "proxy_start");
            const double fall = Fall(s, arm) - Fall(s, control.c_str());
            double truth = Gold(s, "rollouts-mean");
            if (exact_labels) truth = std::min(truth, Gold(s, "progress-mean"));
            return std::min({rise - 0.3, fall - 0.1, truth - Gold(s, arm) - 0.15});
          }};
}

std::vector<FindingRule> HackingRules(bool exact_labels) {
  return {
      LearnedHacking(exact_labels),
      {.claim_id = "prm.hacking_structural",
       .title = "The sum of step rewards fails even with exact labels (no learned error involved)",
       .source = "control of this experiment",
       .text = "valid-sum, no network: held-out accuracy at most half of the outcome arm's, and "
               "mean length at least 0.8 of the limit; the smaller slack is the effect. Reproduced "
               "if the 95 % interval lies above 0, not reproduced if it lies below",
       .stages = {"valid-sum", "outcome"},
       .criterion = Criterion::kAbove,
       .margin = 0,
       .effect =
           [](const SeedResults& s) {
             const double gold = Gold(s, "outcome") / 2 - Gold(s, "valid-sum");
             const double length =
                 Get(s, "valid-sum", "length") / Get(s, "valid-sum", "limit") - 0.8;
             return std::min(gold, length);
           }},
      {.claim_id = "prm.no_progress",
       .title = "Exact validity, as mean or minimum, teaches nothing: no progress, not hacking",
       .source = "control of this experiment",
       .text = "held-out accuracy of valid-mean and valid-min minus the base's, the one farther "
               "from 0: reproduced if the 95 % interval lies within -0.05 to +0.05, not reproduced "
               "if it lies outside",
       .stages = {"valid-mean", "valid-min", "base"},
       .criterion = Criterion::kWithin,
       .margin = 0.05,
       .effect =
           [](const SeedResults& s) {
             const double base = Gold(s, "base");
             return Farther(Gold(s, "valid-mean") - base, Gold(s, "valid-min") - base);
           }},
      {.claim_id = "prm.silent_decay",
       .title = "A learned judge of validity keeps its score while true validity falls",
       .source = "this experiment's trial runs",
       .text = "prm_valid-mean: its score ends within 0.02 of its start, and the same mean of the "
               "exact labels falls by 0.1; the smaller slack is the effect. Reproduced if the 95 % "
               "interval lies above 0, not reproduced if it lies below",
       .stages = {"prm_valid-mean"},
       .criterion = Criterion::kAbove,
       .margin = 0,
       .effect =
           [](const SeedResults& s) {
             const char* arm = "prm_valid-mean";
             const double score = std::abs(Get(s, arm, "proxy_end") - Get(s, arm, "proxy_start"));
             const double fall = Get(s, arm, "valid_start") - Get(s, arm, "valid_end");
             return std::min(0.02 - score, fall - 0.1);
           }},
      {.claim_id = "prm.null_reward",
       .title = "A random reward teaches nothing (control)",
       .source = "control of this experiment",
       .text = "held-out accuracy after RL on a coin flip minus the base's: reproduced if the 95 % "
               "interval lies within -0.05 to +0.05, not reproduced if it lies outside",
       .stages = {"random", "base"},
       .criterion = Criterion::kWithin,
       .margin = 0.05,
       .effect = [](const SeedResults& s) { return Gold(s, "random") - Gold(s, "base"); }},
      {.claim_id = "pipe.rm_hacking",
       .title = "A preference model used for long is hacked",
       .source = "arXiv 2501.12948 v2, B; Gao et al., 2210.10760",
       .text = "training accuracy at its peak minus at the end, mean over preference models of "
               "three sizes, minus the same of RL on the outcome for as long (a peak of a noisy "
               "curve is too high, in both alike): reproduced if the 95 % interval lies above "
               "0.05, not reproduced if it lies below",
       .stages = {"preference-small", "preference-medium", "preference-large", "outcome-long"},
       .criterion = Criterion::kAbove,
       .margin = 0.05,
       .effect =
           [](const SeedResults& s) {
             const double sizes = Fall(s, "preference-small") + Fall(s, "preference-medium") +
                                  Fall(s, "preference-large");
             return sizes / 3 - Fall(s, "outcome-long");
           }},
  };
}

struct RerankRule {
  const char* claim_id;
  const char* title;
  const char* source;
  const char* judge;   // its name, as the text and the metric say it
  const char* policy;  // "rerank_base"
  const char* of;      // what responses, for the text
  double margin;
};

FindingRule Rerank(const RerankRule& r) {
  const std::string best = std::string(r.judge) + "-last@8";
  char text[512];
  std::snprintf(text, sizeof text,
                "accuracy of the best of 8 responses of %s, by the last step's score of %s, minus "
                "that of their majority: reproduced if the 95 %% interval lies above %.2f, not "
                "reproduced if it lies below",
                r.of, r.judge, r.margin);
  const std::string policy = r.policy;
  return {.claim_id = r.claim_id,
          .title = r.title,
          .source = r.source,
          .text = text,
          .stages = {policy},
          .criterion = Criterion::kAbove,
          .margin = r.margin,
          .effect = [policy, best](const SeedResults& s) {
            return Get(s, policy, best) - Get(s, policy, "majority@8");
          }};
}

std::vector<FindingRule> UseRules() {
  constexpr char kControl[] = "control of this experiment";
  constexpr char kOfBase[] = "the base", kOfRl[] = "the outcome-trained policy";
  return {
      Rerank({"prm.rerank", "The same model is good for picking the best of N responses", kReport,
              "prm_mc", "rerank_base", kOfBase, 0.1}),
      Rerank({"prm.rerank_rl", "... also of responses after RL", kReport, "prm_mc", "rerank_rl",
              kOfRl, 0.02}),
      Rerank({"prm.rerank_blind", "... also when no result is printed for it to read", kControl,
              "prm_blind", "rerank_base", kOfBase, 0.1}),
      Rerank(
          {"prm.rerank_blind_rl", "... and both", kControl, "prm_blind", "rerank_rl", kOfRl, 0.02}),
      {.claim_id = "prm.guided_search",
       .title = "... and for guiding a search over steps",
       .source = kReport,
       .text = "accuracy of a 2x2 beam over steps guided by prm_mc on the base, minus that of a "
               "majority of 16, which spends more tokens: reproduced if the 95 % interval lies "
               "above 0.1, not reproduced if it lies below",
       .stages = {"rerank_base"},
       .criterion = Criterion::kAbove,
       .margin = 0.1,
       .effect =
           [](const SeedResults& s) {
             return Get(s, "rerank_base", "beam_prm_mc_2x2") - Get(s, "rerank_base", "majority@16");
           }},
      {.claim_id = "prm.retraining",
       .title = "Training the judge anew during RL is the cure",
       .source = std::string(kReport) + " (it says only that it costs more)",
       .text = "held-out accuracy of prm_mc-mean-refresh minus the outcome arm's: reproduced if "
               "the 95 % interval lies above -0.05, not reproduced if it lies below. What "
               "labels and training of the judge add stands in the arm's cost",
       .stages = {"prm_mc-mean-refresh", "outcome"},
       .criterion = Criterion::kAbove,
       .margin = -0.05,
       .effect =
           [](const SeedResults& s) {
             return Gold(s, "prm_mc-mean-refresh") - Gold(s, "outcome");
           }},
  };
}

}  // namespace

std::vector<FindingRule> FindingRules(bool exact_labels) {
  std::vector<FindingRule> rules;
  for (auto& part : {LabelRules(), HackingRules(exact_labels), UseRules()}) {
    for (const FindingRule& rule : part) {
      const std::string& id = rule.claim_id;
      const bool needs_labels =
          id.starts_with("prm.step") || id == "prm.guided_search" || id.find("blind") != id.npos;
      if (exact_labels || !needs_labels) rules.push_back(rule);
    }
  }
  return rules;
}

}  // namespace r1bench::prm
