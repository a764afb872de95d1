#include "experiments/distill_vs_rl/short_arms.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "experiments/common/cost.h"
#include "experiments/common/finding_rules.h"
#include "experiments/common/seed_arms.h"
#include "experiments/distill_vs_rl/findings.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::StageName;
using experiments::Stages;

class ShortArms {
 public:
  ShortArms(const Stages& stages, std::vector<std::string>* notes)
      : stages_(stages), notes_(notes) {}

  // `arm` is fine-tuned on the right answers of `stage`.
  void CheckTraces(uint64_t seed, const std::string& stage, const std::string& arm) {
    if (!stages_.Finished(StageName(seed, stage))) return;
    const base::Json& metrics = stages_.Result(StageName(seed, stage)).at("metrics");
    if (!metrics.contains("wanted")) return;
    const auto got = metrics.at("traces").get<int64_t>();
    const auto wanted = metrics.at("wanted").get<int64_t>();
    if (got >= wanted) return;
    Note(arm, base::StrCat("Seed ", seed, ", ", stage, ": ", got, " of ", wanted,
                           " right answers; raise --max_sampling_rounds. ", arm,
                           " saw fewer than the teacher gave."));
  }

  // `arm` is RL with so many times distillation's operations.
  void CheckOperations(uint64_t seed, const std::string& arm, double factor) {
    for (const std::string& stage : {std::string("traces"), std::string("distill"), arm}) {
      if (!stages_.Finished(StageName(seed, stage))) return;
    }
    const double budget = factor * (Flops(seed, "traces") + Flops(seed, "distill"));
    const double spent = Flops(seed, arm);
    if (spent >= budget) return;
    Note(arm, base::StrCat("Seed ", seed, ", ", arm, ": ended at --steps with ",
                           static_cast<int>(100 * spent / budget),
                           " % of its operations, so not at equal compute."));
  }

  const std::set<std::string>& arms() const { return arms_; }

 private:
  double Flops(uint64_t seed, const std::string& stage) const {
    return experiments::CostFromJson(stages_.Result(StageName(seed, stage)).at("cost")).flops;
  }
  void Note(const std::string& arm, const std::string& text) {
    arms_.insert(arm);
    notes_->push_back(text + " Findings that need it are left out.");
  }

  const Stages& stages_;
  std::vector<std::string>* notes_;
  std::set<std::string> arms_;
};

}  // namespace

void LeaveOutShortArms(const DistillOptions& options, const Stages& stages,
                       reports::Report* report) {
  ShortArms found(stages, &report->notes);
  for (const uint64_t seed : options.training.seeds) {
    found.CheckTraces(seed, "own_traces", "own_sft");
    found.CheckTraces(seed, "large_traces", "large_sft");
    for (const char* arm : {"rl", "distill_rl", "null_reward"}) found.CheckOperations(seed, arm, 1);
    found.CheckOperations(seed, "rl_more", options.budget_factor);
  }
  std::set<std::string> claims;
  for (const experiments::FindingRule& rule : FindingRules()) {
    for (const std::string& stage : rule.stages) {
      if (found.arms().contains(stage)) claims.insert(rule.claim_id);
    }
  }
  std::erase_if(report->findings,
                [&](const reports::Finding& f) { return claims.contains(f.claim_id); });
}

}  // namespace r1bench::distill_vs_rl
