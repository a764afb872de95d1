// Ratios, which scale, beside times of day, which do not; and answers that are no value at all.

#include <gtest/gtest.h>

#include <string>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

Verdict Judged(const std::string& gold, const std::string& answer) {
  return VerifyMathAnswer(answer, ParseReference(gold), {});
}

bool Accepts(const std::string& gold, const std::string& answer) {
  return Judged(gold, answer).reward > 0;
}

struct Pair {
  const char* gold;
  const char* answer;
};

TEST(Ratios, AreEqualByCrossMultiplication) {
  const Pair equal[] = {{"3:4", "6:8"},
                        {"3:4", "9 : 12"},
                        {"3:4", "15:20"},
                        {"3:4", "\\frac12:\\frac23"},
                        {"3:4", "1.5 : 2"},
                        {"1:2:3", "2:4:6"},
                        {"\\sqrt2:1", "2:\\sqrt2"},
                        {"\\pi:4", "2\\pi:8"},
                        {"0:1", "0:7"},
                        {"30:45", "2:3"},
                        {"4:99", "8:198"},
                        {"x:y=3:4", "6:8"},
                        {"3:4", "x:y=6:8"},
                        {"a:b", "a:b"}};
  for (const Pair& pair : equal) EXPECT_TRUE(Accepts(pair.gold, pair.answer)) << pair.answer;
  const Pair different[] = {
      {"3:4", "4:3"},     {"3:4", "8:6"},        {"3:4", "6:9"},
      {"3:4", "6:8:10"},  {"1:2:3", "2:4:5"},    {"1:2:3", "3:2:1"},
      {"0:1", "1:0"},     {"0:0", "1:2"},        {"1:2", "0:0"},
      {"1:0:0", "0:0:1"}, {"a:b", "2a:2b"},      {"\\sqrt2:1", "1:\\sqrt2"},
      {"3:4", "(6,8)"},   {"(3,4)", "(6,8)"},    {"\\sqrt2:1", "1.41421356:1"},
      {"3:4", "6:8 AM"},  {"2:3", "4:6.000001"}, {"3:4", "(\\sqrt2-\\sqrt2):(\\sqrt3-\\sqrt3)"}};
  for (const Pair& pair : different) {
    EXPECT_FALSE(Accepts(pair.gold, pair.answer)) << pair.gold << " | " << pair.answer;
  }
}

TEST(Ratios, OfAReferenceLikeATimeOfDayStandAsTheyAre) {
  for (const char* answer : {"1:3", "5:15", "20:60", "2:6"}) {
    EXPECT_FALSE(Accepts("10:30", answer)) << answer;
  }
  EXPECT_FALSE(Accepts("1:30:00", "2:60:0"));
  EXPECT_FALSE(Accepts("5:12", "10:24"));
  EXPECT_TRUE(Accepts("10:30", "10:30"));
  EXPECT_TRUE(Accepts("5:12", "5 : 12"));
}

TEST(Undefined, AnswersAreNoValueWhateverTheReference) {
  for (const char* answer : {"\\frac10", "1/0", "0^{-1}", "\\log 0", "\\ln 0", "\\log_2(1-1)",
                             "(-2)!", "5 \\bmod 0", "0/0", "x/0", "x=1/0", "(1, 2/0)"}) {
    const Verdict verdict = Judged(answer[0] == '(' && answer[1] == '1' ? "(1,2)" : "7", answer);
    EXPECT_EQ(verdict.status, Status::kUnparsable) << answer;
    EXPECT_EQ(verdict.details.at("rule"), "undefined") << answer;
    EXPECT_NE(verdict.reason.find("undefined"), std::string::npos) << answer;
  }
}

TEST(Undefined, ReferencesEqualThemselvesAlone) {
  EXPECT_TRUE(Accepts("1/0", "1 / 0"));
  EXPECT_EQ(Judged("1/0", "5").status, Status::kWrong);
  EXPECT_EQ(Judged("1/0", "5").details.at("rule"), "undefined");
  EXPECT_EQ(Judged("1/0", "2/0").status, Status::kUnparsable);
}

TEST(Undefined, AnswersAreReadSoThatNothingElseIsTried) {
  const MathOptions lenient{.policy = MathPolicy::kLenient};
  const Verdict verdict =
      VerifyMath("It is \\boxed{1/0} and perhaps 5", ParseReference("5"), lenient);
  EXPECT_EQ(verdict.status, Status::kUnparsable);
  EXPECT_EQ(verdict.details.at("answer"), "1/0");
}

}  // namespace
}  // namespace r1bench::verifiers
