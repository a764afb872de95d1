#include "verifiers/code/checker.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

using V = CodeVerdict;

V Check(const char* checker, std::string_view expected, std::string_view output) {
  return CheckOutput(ParseChecker(checker, "test"), expected, output).verdict;
}

TEST(Checker, TokensIgnoreOnlyBlanks) {
  EXPECT_EQ(Check("tokens", "1 2\n3\n", "1\t2 3"), V::kAccepted);
  EXPECT_EQ(Check("tokens", "3\n", "\v\f\r\n 3"), V::kAccepted);
  EXPECT_EQ(Check("tokens", "", " \n"), V::kAccepted);
  EXPECT_EQ(Check("tokens", "3\n", ""), V::kWrongAnswer);
  EXPECT_EQ(Check("tokens", "3\n", "3 4"), V::kWrongAnswer);
  EXPECT_EQ(Check("tokens", "3 4", "3"), V::kWrongAnswer);
  EXPECT_EQ(Check("tokens", "3", "03"), V::kWrongAnswer);
  EXPECT_EQ(Check("tokens", "1 2", std::string_view("1\0002", 3)), V::kWrongAnswer);
  EXPECT_EQ(Check("tokens", "3", std::string_view("3\0", 2)), V::kWrongAnswer);
  EXPECT_EQ(Check("tokens", "3",
                  "\xEF\xBB\xBF"
                  "3"),
            V::kWrongAnswer);
  EXPECT_EQ(Check("tokens", "50000000000000001", "50000000000000000"), V::kWrongAnswer);
}

TEST(Checker, ExactAndLinesTellLayoutFromContent) {
  EXPECT_EQ(Check("exact", "1 2\n", "1 2\n"), V::kAccepted);
  EXPECT_EQ(Check("exact", "1 2\n", "1 2"), V::kPresentationError);
  EXPECT_EQ(Check("exact", "1 2\n", "1 3\n"), V::kWrongAnswer);
  EXPECT_EQ(Check("lines", "1 2\n3\n", "1 2 \r\n3\n\n \n"), V::kAccepted);
  EXPECT_EQ(Check("lines", "1 2\n3\n", "1 2\n3"), V::kAccepted);
  EXPECT_EQ(Check("lines", "1 2\n3\n", "1  2\n3"), V::kPresentationError);
  EXPECT_EQ(Check("lines", "1 2\n3\n", "\n1 2\n3"), V::kPresentationError);
  EXPECT_EQ(Check("lines", "1\n2\n", "1\n3\n"), V::kWrongAnswer);
  EXPECT_EQ(Check("lines", "1\n2\n", "1\n"), V::kWrongAnswer);
}

TEST(Checker, FloatsAgreeWithinEitherTolerance) {
  EXPECT_EQ(Check("float:1e-6", "0.333333333333", "0.3333334"), V::kAccepted);
  EXPECT_EQ(Check("float:1e-6", "0.333333333333", ".333"), V::kWrongAnswer);
  EXPECT_EQ(Check("float:1e-6", "1000000", "1000000.9"), V::kAccepted);
  EXPECT_EQ(Check("float:abs=1e-6,rel=0", "1000000", "1000000.9"), V::kWrongAnswer);
  EXPECT_EQ(Check("float:abs=0,rel=1e-6", "0", "1e-9"), V::kWrongAnswer);
  EXPECT_EQ(Check("float", "0", "1e-400"), V::kAccepted);
  EXPECT_EQ(Check("float", "2.5", "+25e-1"), V::kAccepted);
  EXPECT_EQ(Check("float", "YES 1", "YES 1.0000000001"), V::kAccepted);
  EXPECT_EQ(Check("float", "YES 1", "NO 1"), V::kWrongAnswer);
}

TEST(Checker, OnlyDecimalsAreNumbers) {
  for (const char* bad : {"nan", "NaN", "inf", "-inf", "1e999", "0x1", "1/3", "0.3..0.4", "1,0",
                          "1_0", "--1", "+-1", "1e", "", "infinity", "0.5f"}) {
    EXPECT_EQ(Check("float:0.9", "1", bad), V::kWrongAnswer) << bad;
  }
  EXPECT_EQ(Check("float:1e-6", "nan", "nan"), V::kAccepted);
  EXPECT_EQ(Check("float:1e-6", "inf", "inf"), V::kAccepted);
  EXPECT_EQ(Check("float:1e-6", "inf", "1e308"), V::kWrongAnswer);
  EXPECT_EQ(Check("float:1e-6", "nan", "0"), V::kWrongAnswer);
}

TEST(Checker, UnorderedComparesMultisets) {
  EXPECT_EQ(Check("unordered", "1 2 2", "2\n1 2\n"), V::kAccepted);
  EXPECT_EQ(Check("unordered", "1 2 2", "1 1 2"), V::kWrongAnswer);
  EXPECT_EQ(Check("unordered", "1 2", "1 2 2"), V::kWrongAnswer);
  EXPECT_EQ(Check("unordered:lines", "1 2\n3 4\n", "3  4\n\n1 2"), V::kAccepted);
  EXPECT_EQ(Check("unordered:lines", "1 2\n3 4\n", "3 2\n1 4"), V::kWrongAnswer);
}

TEST(Checker, YesAndNoInAnyCase) {
  EXPECT_EQ(Check("yesno", "YES\nNO 3", "yes No 3"), V::kAccepted);
  EXPECT_EQ(Check("yesno", "YES", "NO"), V::kWrongAnswer);
  EXPECT_EQ(Check("yesno", "YES", "Y"), V::kWrongAnswer);
  EXPECT_EQ(Check("yesno", "abc", "ABC"), V::kWrongAnswer);
}

TEST(Checker, MessagesQuoteAndEscape) {
  const CheckOutcome outcome = CheckOutput({}, "3", "\x1b[2J" + std::string(1000, 'x'));
  EXPECT_EQ(outcome.message.find('\x1b'), std::string::npos);
  EXPECT_LT(outcome.message.size(), 200u);
  EXPECT_EQ(Excerpt("a\n\xff"), "\"a\\x0a\\xff\"");
}

TEST(Checker, ReadsSpecificationsAndRefusesOthers) {
  const Checker checker = ParseChecker("float:abs=1e-3,rel=1e-9", "test");
  EXPECT_EQ(checker.absolute, 1e-3);
  EXPECT_EQ(checker.relative, 1e-9);
  EXPECT_EQ(ParseChecker("typed-json", "test").absolute, 0);
  const Checker special =
      ParseChecker({{"kind", "special"}, {"language", "python"}, {"source", "x"}}, "test");
  EXPECT_EQ(special.kind, CheckerKind::kSpecial);
  EXPECT_EQ(special.language, "python");
  for (const char* bad : {"", "token", "float:", "float:-1", "float:nan", "float:2", "tokens:1",
                          "float:abs=1,x=2", "special: a text"}) {
    EXPECT_THROW(ParseChecker(bad, "test"), base::Error) << bad;
  }
  EXPECT_THROW(ParseChecker({{"kind", "special"}}, "test"), base::Error);
  EXPECT_THROW(ParseChecker(3, "test"), base::Error);
}

TEST(Checker, KnowsTestlibsExitCodes) {
  EXPECT_EQ(SpecialOutcome(0, "ok").verdict, V::kAccepted);
  EXPECT_EQ(SpecialOutcome(1, "wrong answer").verdict, V::kWrongAnswer);
  EXPECT_EQ(SpecialOutcome(2, "").verdict, V::kPresentationError);
  EXPECT_EQ(SpecialOutcome(3, "").verdict, V::kInternalError);
  EXPECT_EQ(SpecialOutcome(4, "").verdict, V::kPresentationError);
  EXPECT_EQ(SpecialOutcome(8, "").verdict, V::kWrongAnswer);
  EXPECT_EQ(SpecialOutcome(77, "").verdict, V::kInternalError);
  const CheckOutcome half = SpecialOutcome(7, "points 0.5 half of it");
  EXPECT_EQ(half.verdict, V::kWrongAnswer);
  EXPECT_EQ(half.points, 0.5);
  EXPECT_EQ(SpecialOutcome(7, "points 1").verdict, V::kAccepted);
  EXPECT_EQ(SpecialOutcome(7, "points 2").verdict, V::kInternalError);
  EXPECT_EQ(SpecialOutcome(7, "none").verdict, V::kInternalError);
}

}  // namespace
}  // namespace r1bench::verifiers
