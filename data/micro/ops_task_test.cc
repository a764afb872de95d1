#include "data/micro/ops_task.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/error.h"

namespace r1bench::micro {
namespace {

// Written without OpsTask: signed arithmetic and one reduction at the end.
int BruteForceValue(int m, int a, int b, int c, int pair) {
  const long first[] = {a + b, a - b, static_cast<long>(a) * b};
  const long x = first[pair / 3];
  const long second[] = {x + c, x - c, x * c};
  const long y = second[pair % 3] % m;
  return static_cast<int>(y < 0 ? y + m : y);
}

TEST(OpsTask, SolvablePromptsMatchBruteForceForEveryModulus) {
  for (int m = 2; m <= 10; ++m) {
    const OpsTask task(m);
    size_t next = 0;
    for (int i = 0; i < m * m * m * m; ++i) {
      const OpsPrompt prompt{i / (m * m * m), i / (m * m) % m, i / m % m, i % m};
      int solutions = 0;
      for (int pair = 0; pair < 9; ++pair) {
        const int value = BruteForceValue(m, prompt.a, prompt.b, prompt.c, pair);
        ASSERT_EQ(task.Value(prompt, PairAt(pair)), value);
        solutions += value == prompt.t ? 1 : 0;
      }
      ASSERT_EQ(task.NumSolutions(prompt), solutions);
      if (solutions > 0) {
        ASSERT_LT(next, task.solvable().size());
        ASSERT_EQ(task.solvable()[next++], prompt);
      }
    }
    EXPECT_EQ(next, task.solvable().size());
  }
}

TEST(OpsTask, Ops7Has1765SolvablePrompts) { EXPECT_EQ(OpsTask(7).solvable().size(), 1765u); }

TEST(OpsTask, RejectsAModulusOutsideTheVocabulary) {
  EXPECT_THROW(OpsTask(1), base::Error);
  EXPECT_THROW(OpsTask(11), base::Error);
}

TEST(OpsTask, PromptRoundTripsThroughTokensAndText) {
  const OpsTask task(7);
  for (const OpsPrompt& prompt : task.solvable()) {
    const std::vector<int32_t> tokens = task.PromptTokens(prompt);
    EXPECT_EQ(task.ParsePrompt(tokens), prompt);
    EXPECT_EQ(OpsEncode(OpsDecode(tokens)), tokens);
  }
  EXPECT_EQ(OpsDecode(task.PromptTokens({3, 5, 2, 6})), "3 5 2 6 ? ");
  EXPECT_EQ(task.PromptId({3, 5, 2, 6}), "ops7-3526");
  EXPECT_THROW(task.ParsePrompt(OpsEncode("3 5 2 7 ?")), base::Error);
  EXPECT_THROW(task.ParsePrompt(OpsEncode("3 5 2 ?")), base::Error);
}

TEST(OpsVocabulary, HasNineteenTokensAndRejectsOtherCharacters) {
  std::set<char> chars;
  for (int32_t id = 0; id < kOpsVocabSize; ++id) {
    chars.insert(TokenChar(id));
    EXPECT_EQ(TokenOfChar(TokenChar(id)), id);
  }
  EXPECT_EQ(chars.size(), 19u);
  EXPECT_EQ(TokenOfChar('x'), -1);
  EXPECT_EQ(TokenOfChar('\0'), -1);
  EXPECT_THROW(OpsEncode("1 + x"), base::Error);
  EXPECT_THROW(TokenChar(19), base::Error);
  EXPECT_EQ(OpsDecode(std::vector<int32_t>{1, -5, 17}), "1 <-5> E ");
}

TEST(OpsSplit, IsADisjointCoverThatDependsOnTheSeedAlone) {
  const OpsTask task(7);
  const OpsSplit split = SplitPrompts(task, 256, 1);
  EXPECT_EQ(split.held_out.size(), 256u);
  EXPECT_EQ(split.train.size(), 1509u);
  std::set<std::string> ids;
  for (const OpsPrompt& prompt : split.train) ids.insert(task.PromptId(prompt));
  for (const OpsPrompt& prompt : split.held_out) ids.insert(task.PromptId(prompt));
  EXPECT_EQ(ids.size(), 1765u);
  EXPECT_EQ(SplitPrompts(task, 256, 1).held_out, split.held_out);
  EXPECT_NE(SplitPrompts(task, 256, 2).held_out, split.held_out);
  EXPECT_TRUE(SplitPrompts(task, 0, 1).held_out.empty());
  EXPECT_THROW(SplitPrompts(task, 1765, 1), base::Error);
  EXPECT_THROW(SplitPrompts(task, -1, 1), base::Error);
}

OpsStatus StatusOf(const std::string& response) {
  const OpsTask task(7);
  // 3 + 5 = 1; 1 * 2 = 2: the pair (+, *) solves it.
  return GradeAnswer(task, {3, 5, 2, 2}, OpsEncode(response)).status;
}

TEST(OpsGrade, RewardsTheAnswerAlone) {
  EXPECT_EQ(StatusOf("+ 1 * 2 A + * E"), OpsStatus::kCorrect);
  EXPECT_EQ(StatusOf("A + * E"), OpsStatus::kCorrect);
  EXPECT_EQ(StatusOf("V W V 3 3 A + * E"), OpsStatus::kCorrect);
  EXPECT_EQ(StatusOf("+ 1 * 2 V A - - E"), OpsStatus::kWrong);
}

TEST(OpsGrade, ReadsUpToTheFirstEnd) {
  EXPECT_EQ(StatusOf("A + * E A - - E"), OpsStatus::kCorrect);
  EXPECT_EQ(StatusOf("E A + * E"), OpsStatus::kNoAnswer);
}

TEST(OpsGrade, RefusesAnythingButExactlyTwoOperatorsAfterTheFirstMarker) {
  for (const char* response : {"A E", "A + E", "A + * + E", "A + * V E", "A A + * E",
                               "A - - A + * E", "A 1 * E", "A + _ E", "A + ? E"}) {
    EXPECT_EQ(StatusOf(response), OpsStatus::kUnparsable) << response;
  }
  EXPECT_EQ(StatusOf("+ 1 * 2 V E"), OpsStatus::kNoAnswer);
  for (const char* response : {"", "A", "A + *", "A + * _"}) {
    EXPECT_EQ(StatusOf(response), OpsStatus::kTruncated) << response;
  }
}

TEST(OpsGrade, SurvivesIdsOutsideTheVocabulary) {
  const OpsTask task(7);
  const OpsPrompt prompt{3, 5, 2, 2};
  for (const int32_t bad : {-1, 19, 1 << 30, -(1 << 30)}) {
    const std::vector<int32_t> before = {bad, kTokenAnswer, kTokenAdd, kTokenMul, kTokenEnd};
    EXPECT_EQ(GradeAnswer(task, prompt, before).status, OpsStatus::kUnparsable);
    const std::vector<int32_t> after = {kTokenAnswer, kTokenAdd, kTokenMul, kTokenEnd, bad};
    EXPECT_EQ(GradeAnswer(task, prompt, after).status, OpsStatus::kCorrect);
  }
}

TEST(OpsGrade, AgreesWithBruteForceOnEveryAnswerOfEveryPrompt) {
  const OpsTask task(7);
  for (const OpsPrompt& p : task.solvable()) {
    for (int pair = 0; pair < 9; ++pair) {
      const std::vector<int32_t> response = {kTokenAnswer, PairAt(pair).first, PairAt(pair).second,
                                             kTokenEnd};
      const double expected = BruteForceValue(7, p.a, p.b, p.c, pair) == p.t ? 1.0 : 0.0;
      ASSERT_EQ(GradeAnswer(task, p, response).reward, expected);
    }
  }
}

}  // namespace
}  // namespace r1bench::micro
