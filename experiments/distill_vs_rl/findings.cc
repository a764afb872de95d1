#include "experiments/distill_vs_rl/findings.h"

#include <string>

#include "base/error.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::FindingRule;
using experiments::Get;
using experiments::SeedResults;
using reports::Criterion;

// All rules compare the sampled accuracy (pass@1 on held-out prompts) of two arms of one seed.
FindingRule Difference(const std::string& claim, const std::string& title,
                       const std::string& source, const std::string& what, const std::string& first,
                       const std::string& second, Criterion criterion, double margin) {
  const std::string points = base::StrCat(margin);
  std::string verdict;
  switch (criterion) {
    case Criterion::kAbove:
      verdict = "lies above " + points + ", not reproduced if it lies below";
      break;
    case Criterion::kBelow:
      verdict = "lies below " + points + ", not reproduced if it lies above";
      break;
    case Criterion::kWithin:
      verdict = base::StrCat("lies within -", points, " to ", points,
                             ", not reproduced if it lies outside");
      break;
  }
  FindingRule rule;
  rule.claim_id = claim;
  rule.title = title;
  rule.source = source;
  rule.text = "sampled accuracy (pass@1), " + what +
              ": reproduced if the 95 % interval over seeds " + verdict;
  rule.stages = {first, second};
  rule.criterion = criterion;
  rule.margin = margin;
  rule.effect = [first, second](const SeedResults& s) {
    return Get(s, first, "accuracy") - Get(s, second, "accuracy");
  };
  return rule;
}

constexpr char kReport[] = "arXiv 2501.12948 v1, 4.1, Table 6 (v2, Table 16)";
constexpr char kMissing[] = "missing in arXiv 2501.12948, asked by its readers";
constexpr char kControl[] = "control of this experiment";

}  // namespace

std::vector<FindingRule> FindingRules() {
  return {
      Difference("distill.beats_rl",
                 "A small model learns more from a large one's traces than from RL of its own",
                 kReport,
                 "distilled minus RL of its own with as many operations as sampling the traces "
                 "and fine-tuning on them (the teacher's own training not counted)",
                 "distill", "rl", Criterion::kAbove, 0.10),
      Difference("distill.budget", "More RL of the small model does not close the gap", kReport,
                 "distilled minus RL with the larger budget (--budget_factor times the operations)",
                 "distill", "rl_more", Criterion::kAbove, 0.10),
      Difference("distill.whole_budget", "Nor does it if distillation also bears the teacher's RL",
                 kReport,
                 "distilled minus RL with as many operations as distillation and the teacher's own "
                 "RL together (pre-training of neither counted)",
                 "distill", "rl_whole", Criterion::kAbove, 0.10),
      Difference("distill.rl_after", "RL after distillation adds more",
                 "arXiv 2501.12948 v1, 2.4 and 4.1 (left open)",
                 "distilled and then RL with as many operations again (2 to 1 in all, so not at "
                 "equal compute), minus distilled",
                 "distill_rl", "distill", Criterion::kAbove, 0.02),
      Difference("distill.sft_rl_small",
                 "Distillation also beats the small model trained R1's way (cold start, then RL)",
                 kMissing,
                 "distilled minus a cold start on canonical traces and RL, together with as many "
                 "operations",
                 "distill", "cold_rl", Criterion::kAbove, 0.10),
      Difference(
          "distill.sft_large",
          "The large model needs RL: fine-tuning on right answers of its own falls short", kMissing,
          "large model after RL minus large base fine-tuned in rounds, each on right answers "
          "of its weights at that time, until as many operations as those of that RL are "
          "spent (at most one round more)",
          "teacher", "large_sft_whole", Criterion::kAbove, 0.10),
      Difference("distill.own_traces",
                 "The small model needs another's traces: right answers of its own teach it less",
                 kControl, "distilled minus fine-tuned on as many right answers of its own base",
                 "distill", "own_sft", Criterion::kAbove, 0.10),
      Difference("distill.null_traces", "Traces of other prompts teach nothing (control)", kControl,
                 "fine-tuned on the teacher's traces below other prompts, minus the base",
                 "null_traces", "student_base", Criterion::kBelow, 0.05),
      Difference("distill.null_reward", "A random reward teaches nothing (control)", kControl,
                 "after RL on a coin-flip reward, minus the base", "null_reward", "student_base",
                 Criterion::kWithin, 0.05),
  };
}

}  // namespace r1bench::distill_vs_rl
