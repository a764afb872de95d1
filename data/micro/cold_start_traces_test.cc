#include "data/micro/cold_start_traces.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/error.h"
#include "data/micro/notation_analysis.h"

namespace r1bench::micro {
namespace {

class ColdStartTracesTest : public ::testing::Test {
 protected:
  std::vector<NotationDocument> Traces(TraceKind kind, int count = 96, uint64_t seed = 1) const {
    return ColdStartTraces(task_, split_.train, seed, {.kind = kind, .count = count});
  }
  NotationAnalysis Read(const NotationDocument& trace) const {
    return Analyze(task_, trace.prompt, std::span(trace.tokens).subspan(kPromptTokens));
  }

  OpsTask task_{7};
  OpsSplit split_ = SplitPrompts(task_, 256, 7);
};

TEST_F(ColdStartTracesTest, CanonicalTracesAreRightOrderedAndOfOneNotation) {
  int in_b = 0;
  std::set<std::string> ids;
  for (const NotationDocument& trace : Traces(TraceKind::kCanonical)) {
    ASSERT_LE(trace.tokens.size(), 64u);
    const NotationAnalysis a = Read(trace);
    EXPECT_EQ(a.ops.grade.status, OpsStatus::kCorrect);
    EXPECT_EQ(a.ops.out_of_order, 0);
    EXPECT_EQ(a.ops.repeats, 0);
    EXPECT_EQ(a.ops.arithmetic_slips, 0);
    EXPECT_EQ(a.ops.judged, a.ops.attempts);
    EXPECT_EQ(a.ops.judged_right, a.ops.judged);
    EXPECT_EQ(a.ops.reflections, a.ops.attempts - 1);
    EXPECT_FALSE(a.mixed());
    EXPECT_FALSE(a.format_error);
    in_b += trace.prompt.notation == Notation::kB ? 1 : 0;
    EXPECT_TRUE(ids.insert(task_.PromptId(trace.prompt.ops)).second);
  }
  EXPECT_EQ(in_b, 48);
}

TEST_F(ColdStartTracesTest, RandomOrderKeepsPromptsTruthAndNotationAndLosesTheOrder) {
  const auto canonical = Traces(TraceKind::kCanonical, 400);
  const auto random = Traces(TraceKind::kRandomOrder, 400);
  OpsAudit audit;
  for (size_t i = 0; i < random.size(); ++i) {
    ASSERT_EQ(random[i].prompt, canonical[i].prompt);
    ASSERT_LE(random[i].tokens.size(), 64u);
    const NotationAnalysis a = Read(random[i]);
    EXPECT_EQ(a.ops.grade.status, OpsStatus::kCorrect);
    EXPECT_EQ(a.ops.judged_right, a.ops.attempts);
    EXPECT_LE(a.ops.attempts, 10);
    EXPECT_FALSE(a.mixed());
    audit.Add(a.ops);
  }
  EXPECT_GT(audit.share_repeated(), 0.05);
  EXPECT_GT(audit.share_out_of_order(), 0.4);
}

TEST_F(ColdStartTracesTest, WrongContentIsACanonicalTraceOfAnotherPrompt) {
  const auto canonical = Traces(TraceKind::kCanonical);
  const auto wrong = Traces(TraceKind::kWrongContent);
  NotationAudit audit;
  for (size_t i = 0; i < wrong.size(); ++i) {
    ASSERT_EQ(wrong[i].prompt, canonical[i].prompt);
    const NotationDocument& other = canonical[(i + 2) % canonical.size()];
    EXPECT_TRUE(std::equal(wrong[i].tokens.begin() + kPromptTokens, wrong[i].tokens.end(),
                           other.tokens.begin() + kPromptTokens, other.tokens.end()));
    audit.Add(Read(wrong[i]));
  }
  EXPECT_EQ(audit.all.mixed, 0);
  EXPECT_EQ(audit.all.ops.share_out_of_order(), 0);
  EXPECT_LT(audit.all.ops.arithmetic_accuracy(), 0.4);
  EXPECT_LT(audit.all.ops.accuracy(), 0.5);
}

TEST_F(ColdStartTracesTest, DependOnTheSeedAndRefuseABadCount) {
  const auto one = Traces(TraceKind::kCanonical), same = Traces(TraceKind::kCanonical);
  const auto two = Traces(TraceKind::kCanonical, 96, 2);
  int differ = 0;
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].tokens, same[i].tokens);
    differ += one[i].tokens != two[i].tokens ? 1 : 0;
  }
  EXPECT_GT(differ, 80);
  EXPECT_THROW(Traces(TraceKind::kCanonical, 0), base::Error);
  EXPECT_THROW(Traces(TraceKind::kCanonical, 97), base::Error);
  EXPECT_THROW(Traces(TraceKind::kCanonical, 100000), base::Error);
}

}  // namespace
}  // namespace r1bench::micro
