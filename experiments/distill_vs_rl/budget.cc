#include "experiments/distill_vs_rl/budget.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/stats.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::Cost;
using experiments::StageName;
using experiments::Stages;

const ArmStages& Find(const std::string& name) {
  for (const ArmStages& arm : Arms()) {
    if (arm.arm == name) return arm;
  }
  base::Fail("no arm ", name);
}

bool Finished(const Stages& stages, uint64_t seed, const ArmStages& arm) {
  const auto finished = [&](const std::string& stage) {
    return stages.Finished(StageName(seed, stage));
  };
  return finished(arm.arm) && std::all_of(arm.stages.begin(), arm.stages.end(), finished);
}

// All rounds of the arm that are finished.
int Rounds(const Stages& stages, uint64_t seed, const ArmStages& arm) {
  int rounds = 1;
  while (arm.rounds &&
         stages.Finished(StageName(seed, RoundStage(arm.stages.back(), rounds + 1)))) {
    ++rounds;
  }
  return rounds;
}

// The teacher of the small scale is not trained here.
bool TeacherTrained(const Stages& stages, uint64_t seed) {
  return stages.Finished(StageName(seed, "teacher"));
}

// One metric of an arm over the seeds that have it.
struct Row {
  std::string name, unit;
  std::vector<double> values = {};
};

void AddSeed(const Stages& stages, uint64_t seed, const ArmStages& arm, std::vector<Row>* rows) {
  const Cost cost = CostOfArm(stages, seed, arm, /*with_teacher=*/false);
  (*rows)[0].values.push_back(cost.generated_tokens);
  (*rows)[1].values.push_back(cost.trained_tokens);
  (*rows)[2].values.push_back(cost.flops);
  (*rows)[3].values.push_back(cost.seconds);
  const ArmStages& distill = Find("distill");
  if (Finished(stages, seed, distill)) {
    (*rows)[4].values.push_back(cost.flops / CostOfArm(stages, seed, distill, false).flops);
  }
  if (arm.of_teacher && TeacherTrained(stages, seed)) {
    (*rows)[5].values.push_back(CostOfArm(stages, seed, arm, true).flops);
  }
  if (arm.rounds) (*rows)[6].values.push_back(Rounds(stages, seed, arm));
}

// Behind the last metric of the group, or at the end.
void Insert(reports::Metric metric, std::vector<reports::Metric>* metrics) {
  const auto last = std::find_if(metrics->rbegin(), metrics->rend(),
                                 [&](const reports::Metric& m) { return m.group == metric.group; });
  const auto at = last == metrics->rend() ? metrics->end() : last.base();
  metrics->insert(at, std::move(metric));
}

}  // namespace

const std::vector<ArmStages>& Arms() {
  static const std::vector<ArmStages> kArms = {
      {"teacher", {"teacher"}},
      {"distill", {"traces", "distill"}, true},
      {"rl", {"rl"}},
      {"rl_more", {"rl_more"}},
      {"rl_whole", {"rl_whole"}},
      {"distill_rl", {"traces", "distill", "distill_rl"}, true},
      {"cold", {"cold"}},
      {"cold_rl", {"cold", "cold_rl"}},
      {"own_sft", {"own_traces", "own_sft"}},
      {"large_sft", {"large_traces", "large_sft"}},
      {"large_sft_whole", {"large_traces", "large_sft"}, false, /*rounds=*/true},
      {"large_self", {"traces", "large_self"}, true},
      {"null_traces", {"traces", "null_traces"}, true},
      {"null_reward", {"null_reward"}},
  };
  return kArms;
}

std::string RoundStage(const std::string& stage, int round) {
  return base::StrCat(stage, "_", round);
}

Cost CostOfArm(const Stages& stages, uint64_t seed, const ArmStages& arm, bool with_teacher) {
  Cost sum;
  const auto add = [&](const std::string& stage) {
    sum += experiments::CostFromJson(stages.Result(StageName(seed, stage)).at("cost"));
  };
  for (const std::string& stage : arm.stages) add(stage);
  for (int round = Rounds(stages, seed, arm); round > 1; --round) {
    for (const std::string& stage : arm.stages) add(RoundStage(stage, round));
  }
  if (with_teacher && arm.of_teacher) add("teacher");
  return sum;
}

double DistillationFlops(const experiments::SeedArms& arms, bool with_teacher) {
  const experiments::SeedContext& context = arms.context();
  return CostOfArm(*context.stages, context.seed, Find("distill"), with_teacher).flops;
}

double FlopsOfArm(const experiments::SeedArms& arms, const std::string& arm) {
  const experiments::SeedContext& context = arms.context();
  return CostOfArm(*context.stages, context.seed, Find(arm), /*with_teacher=*/false).flops;
}

void AddArmCosts(const experiments::StageReportSpec& spec, const std::vector<uint64_t>& seeds,
                 const Stages& stages, reports::Report* report) {
  for (const experiments::ShownStage& shown : spec.stages) {
    const auto arm = std::find_if(Arms().begin(), Arms().end(),
                                  [&](const ArmStages& a) { return a.arm == shown.key; });
    if (arm == Arms().end()) continue;
    std::vector<Row> rows = {{"whole arm: tokens sampled", "count"},
                             {"whole arm: tokens trained on", "count"},
                             {"whole arm: operations", "count"},
                             {"whole arm: seconds", "s"},
                             {"whole arm: operations over distillation's", "ratio"},
                             {"whole arm: operations with the teacher's RL", "count"},
                             {"whole arm: rounds", "count"}};
    for (const uint64_t seed : seeds) {
      if (Finished(stages, seed, *arm)) AddSeed(stages, seed, *arm, &rows);
    }
    for (const Row& row : rows) {
      if (row.values.empty()) continue;
      Insert({.group = shown.shown,
              .name = row.name,
              .value = base::Mean(row.values),
              .interval = base::TInterval(row.values),
              .n = std::ssize(row.values),
              .unit = row.unit,
              .reference = ""},
             &report->metrics);
    }
  }
}

}  // namespace r1bench::distill_vs_rl
