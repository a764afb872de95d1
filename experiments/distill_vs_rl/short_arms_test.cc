// Arms that got less than their rules say, and the flags that limit arms.
#include "experiments/distill_vs_rl/short_arms.h"

#include <gflags/gflags.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/main.h"
#include "experiments/common/cost.h"
#include "experiments/common/run_folder.h"
#include "experiments/common/seed_arms.h"
#include "experiments/common/stages.h"
#include "experiments/distill_vs_rl/flags.h"
#include "experiments/distill_vs_rl/student_arms.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::Cost;
using experiments::StageName;

constexpr uint64_t kSeed = 3;

// The claims of a report over a run in which only these stages are finished.
std::vector<std::string> ClaimsLeft(const std::map<std::string, base::Json>& results,
                                    std::vector<std::string>* notes) {
  const std::string path = testing::TempDir() + "/short";
  std::filesystem::remove_all(path);
  const auto folder = experiments::RunFolder::Create(path, "distill_vs_rl", "toy\n");
  experiments::Stages stages(folder.get());
  for (const auto& [stage, result] : results) stages.Finish(StageName(kSeed, stage), result);
  reports::Report report;
  for (const char* claim : {"distill.beats_rl", "distill.own_traces", "distill.sft_large"}) {
    report.findings.emplace_back().claim_id = claim;
  }
  DistillOptions options;
  options.training.seeds = {kSeed};
  options.budget_factor = 2;
  LeaveOutShortArms(options, stages, &report);
  *notes = report.notes;
  std::vector<std::string> claims;
  for (const reports::Finding& finding : report.findings) claims.push_back(finding.claim_id);
  return claims;
}

TEST(ShortArms, AreNotedAndGiveNoFinding) {
  const auto traces = [](int got) {
    return base::Json{{"metrics", {{"traces", got}, {"wanted", 10}}}};
  };
  const auto cost = [](double flops) {
    Cost cost;
    cost.flops = flops;
    return base::Json{{"cost", experiments::ToJson(cost)}};
  };
  using Claims = std::vector<std::string>;
  std::vector<std::string> notes;
  EXPECT_EQ(ClaimsLeft({{"own_traces", traces(10)},
                        {"traces", cost(60)},
                        {"distill", cost(40)},
                        {"rl", cost(100)}},
                       &notes),
            (Claims{"distill.beats_rl", "distill.own_traces", "distill.sft_large"}));
  EXPECT_TRUE(notes.empty());
  EXPECT_EQ(ClaimsLeft({{"own_traces", traces(7)}, {"large_traces", traces(9)}}, &notes),
            (Claims{"distill.beats_rl", "distill.sft_large"}));
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_NE(notes[0].find("7 of 10 right answers; raise --max_sampling_rounds"), std::string::npos);
  EXPECT_EQ(ClaimsLeft({{"traces", cost(60)}, {"distill", cost(40)}, {"rl", cost(20)}}, &notes),
            (Claims{"distill.own_traces", "distill.sft_large"}));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_NE(notes[0].find("20 % of its operations"), std::string::npos) << notes[0];
}

TEST(Flags, StepsLimitTheStudentAtSmallScaleOnly) {
  DistillOptions options;
  options.training.rl.steps = 4;
  EXPECT_GT(WithBudget(options, 1e6).steps, 1000000);
  options.training.scale = experiments::Scale::kSmall;
  EXPECT_EQ(WithBudget(options, 1e6).steps, 4);
  EXPECT_EQ(WithBudget(options, 1e6).max_flops, 1e6);
}

TEST(Flags, TooManyColdTracesAreRefusedAtOnce) {
  const gflags::FlagSaver saver;
  gflags::SetCommandLineOption("cold_traces", "1509");
  EXPECT_EQ(OptionsFromFlags({}).cold_traces, 1509);
  gflags::SetCommandLineOption("cold_traces", "1510");
  EXPECT_THROW(OptionsFromFlags({}), base::UsageError);
}

}  // namespace
}  // namespace r1bench::distill_vs_rl
