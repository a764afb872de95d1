#include "data/micro/ops_analysis.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace r1bench::micro {
namespace {

// Prompt 3 5 2 2 ?: 3 + 5 = 1 and 1 * 2 = 2, so (+, *) solves it.
const OpsPrompt kPrompt{3, 5, 2, 2};

OpsAnalysis Of(const std::string& response) {
  return Analyze(OpsTask(7), kPrompt, OpsEncode(response));
}

TEST(OpsAnalysis, ReadsAGuess) {
  const OpsAnalysis a = Of("+ 1 * 2 A + * E");
  EXPECT_EQ(a.mode, OpsMode::kGuess);
  EXPECT_EQ(a.length, 8);
  EXPECT_EQ(a.attempts, 1);
  EXPECT_EQ(a.arithmetic_steps, 2);
  EXPECT_EQ(a.arithmetic_slips, 0);
  EXPECT_FALSE(a.has_check);
  EXPECT_EQ(a.grade.status, OpsStatus::kCorrect);
}

TEST(OpsAnalysis, ReadsACheck) {
  const OpsAnalysis a = Of("- 5 + 0 W A - + E");  // 3 - 5 = 5, 5 + 2 = 0, a miss
  EXPECT_EQ(a.mode, OpsMode::kCheck);
  EXPECT_EQ(a.reflections, 1);
  EXPECT_EQ(a.judged, 1);
  EXPECT_EQ(a.judged_right, 1);
  EXPECT_EQ(a.arithmetic_slips, 0);
  EXPECT_EQ(a.grade.status, OpsStatus::kWrong);
}

TEST(OpsAnalysis, ReadsASearchWithARepeat) {
  const OpsAnalysis a = Of("- 5 + 0 W - 5 + 0 W + 1 * 2 V A + * E");
  EXPECT_EQ(a.mode, OpsMode::kSearch);
  EXPECT_EQ(a.attempts, 3);
  EXPECT_EQ(a.repeats, 1);
  EXPECT_EQ(a.checks, 3);
  EXPECT_EQ(a.reflections, 2);
  EXPECT_EQ(a.judged_right, 3);
  EXPECT_EQ(a.length, 19);
  EXPECT_EQ(a.grade.status, OpsStatus::kCorrect);
}

TEST(OpsAnalysis, CountsStepsBackInTheOrderOfPairs) {
  // Pairs (+, +), (+, *), (-, +), (+, -): numbers 0, 2, 3, 1.
  const OpsAnalysis a = Of("+ 1 + 3 W + 1 * 2 W - 5 + 0 W + 1 - 6 A + - E");
  EXPECT_EQ(a.attempts, 4);
  EXPECT_EQ(a.out_of_order, 1);
  EXPECT_EQ(Of("+ 1 + 3 W + 1 + 3 W A + + E").out_of_order, 1);  // the same again
  OpsAudit audit;
  audit.Add(a);
  audit.Add(Of("+ 1 * 2 A + * E"));
  EXPECT_DOUBLE_EQ(audit.share_out_of_order(), 1.0 / 3);
}

TEST(OpsAnalysis, ListsAttemptsWithTheChecksDirectlyAfterThem) {
  const std::vector<int32_t> response = OpsEncode("W - 5 + 0 V 3 + 1 * 2 A + * 1 E");
  const OpsTask task(7);
  const std::vector<int> operands = {kPrompt.a, kPrompt.b, kPrompt.c};
  const std::vector<OpsAttempt> attempts =
      ReadAttempts(task.rules(), {operands, kPrompt.t}, Thought(task.rules().vocabulary, response));
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0].begin, 1u);
  EXPECT_EQ(attempts[0].length, 4u);
  EXPECT_EQ(attempts[0].combo, 3);
  EXPECT_EQ(attempts[0].value, 0);
  EXPECT_EQ(attempts[0].check, kTokenRight);
  EXPECT_EQ(attempts[1].begin, 7u);
  EXPECT_EQ(attempts[1].combo, 2);
  EXPECT_EQ(attempts[1].slips, 0);
  EXPECT_EQ(attempts[1].check, -1);
}

TEST(OpsAnalysis, CountsEachSlipOnceAndJudgesTheWrittenResult) {
  // x is wrong (3 - 5 = 5, not 4); y = 4 + 2 = 6 follows from it, and `W` is true of it.
  const OpsAnalysis first = Of("- 4 + 6 W A - + E");
  EXPECT_EQ(first.arithmetic_slips, 1);
  EXPECT_EQ(first.judged_right, 1);
  // y is wrong (5 + 2 = 0), and `V` is true of the written 2.
  const OpsAnalysis second = Of("- 5 + 2 V A - + E");
  EXPECT_EQ(second.arithmetic_slips, 1);
  EXPECT_EQ(second.judged_right, 1);
  // Both wrong, check wrong.
  const OpsAnalysis third = Of("- 4 + 0 V A - + E");
  EXPECT_EQ(third.arithmetic_slips, 2);
  EXPECT_EQ(third.judged_right, 0);
}

TEST(OpsAnalysis, NumeralsAboveTheModulusAreSlips) {
  EXPECT_EQ(Of("+ 8 * 2 A + * E").arithmetic_slips, 1);  // 8 for 1; 8 * 2 = 2 (mod 7) holds
  EXPECT_EQ(Of("+ 1 * 9 A + * E").arithmetic_slips, 1);
}

TEST(OpsAnalysis, AcceptsAnyTokens) {
  const OpsAnalysis empty = Of("");
  EXPECT_TRUE(empty.truncated);
  EXPECT_EQ(empty.length, 0);
  EXPECT_EQ(empty.mode, OpsMode::kGuess);
  const OpsAnalysis cut = Of("+ 1 * 2 W - 5");
  EXPECT_TRUE(cut.truncated);
  EXPECT_EQ(cut.attempts, 1);
  EXPECT_EQ(cut.stray, 2);
  const OpsAnalysis loose = Of("W W + + 1 * 2 3 V A + * E");
  EXPECT_EQ(loose.attempts, 1);
  EXPECT_EQ(loose.checks, 3);
  EXPECT_EQ(loose.judged, 0);  // the `V` follows a stray numeral
  EXPECT_EQ(loose.stray, 2);
  const std::vector<int32_t> garbage = {99, -3, 10, 1 << 30, 12, 4, 17};
  const OpsAnalysis a = Analyze(OpsTask(7), kPrompt, garbage);
  EXPECT_EQ(a.attempts, 0);
  EXPECT_EQ(a.stray, 6);
  EXPECT_EQ(a.grade.status, OpsStatus::kUnparsable);
}

TEST(OpsAnalysis, IgnoresWhatFollowsTheEnd) {
  const OpsAnalysis a = Of("+ 1 * 2 A + * E W W W");
  EXPECT_EQ(a.length, 8);
  EXPECT_EQ(a.reflections, 0);
}

TEST(OpsAudit, SumsRatesAndMerges) {
  OpsAudit audit, other;
  audit.Add(Of("+ 1 * 2 A + * E"));              // guess, right, length 8
  audit.Add(Of("- 5 + 0 W A - + E"));            // check, wrong, length 9
  other.Add(Of("- 4 + 6 W + 1 * 2 V A + * E"));  // search, right, one slip in four, length 14
  audit.Merge(other);
  EXPECT_EQ(audit.count(), 3);
  EXPECT_DOUBLE_EQ(audit.accuracy(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(audit.mean_length(), 31.0 / 3);
  EXPECT_DOUBLE_EQ(audit.length_if_correct(), 11.0);
  EXPECT_DOUBLE_EQ(audit.length_if_wrong(), 9.0);
  EXPECT_DOUBLE_EQ(audit.reflections_per_response(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(audit.share_with_check(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(audit.arithmetic_accuracy(), 7.0 / 8);
  EXPECT_DOUBLE_EQ(audit.check_accuracy(), 1.0);
  EXPECT_DOUBLE_EQ(audit.mode_share(OpsMode::kSearch), 1.0 / 3);
  EXPECT_DOUBLE_EQ(audit.mode_accuracy(OpsMode::kCheck), 0.0);
}

TEST(AuditGate, NamesEveryFailure) {
  OpsAudit weak;
  for (int i = 0; i < 100; ++i) weak.Add(Of("- 4 + 6 V A + * E"));
  const GateResult result = CheckGate(weak);
  EXPECT_FALSE(result.passed);
  ASSERT_EQ(result.failures.size(), 3u);
  EXPECT_NE(result.failures[0].find("arithmetic"), std::string::npos);
  EXPECT_NE(result.failures[1].find("check"), std::string::npos);
  EXPECT_NE(result.failures[2].find("searches"), std::string::npos);
  EXPECT_FALSE(CheckGate(OpsAudit()).passed);
}

}  // namespace
}  // namespace r1bench::micro
