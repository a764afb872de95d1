// Conditions that "and" and "or" connect, sets of real numbers, and values of several unknowns.

#include <gtest/gtest.h>

#include <span>
#include <string>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

struct Pair {
  const char* gold;
  const char* answer;
};

void ExpectAll(std::span<const Pair> pairs, bool equal) {
  for (const Pair& pair : pairs) {
    const Verdict verdict = VerifyMathAnswer(pair.answer, ParseReference(pair.gold), {});
    EXPECT_EQ(verdict.reward > 0, equal) << pair.gold << " | " << pair.answer;
  }
}

const Pair kSameSet[] = {
    {"(-\\infty,2)\\cup(3,\\infty)", "x<2 \\text{ or } x>3"},
    {"(-\\infty,2)\\cup(3,\\infty)", "x<2, x>3"},
    {"x>0 \\text{ and } y>0", "x>0, y>0"},
    {"x>0 \\text{ and } y>0", "y>0 \\text{ and } x>0"},
    {"(2,3)", "x>2, x<3"},
    {"(2,3)", "x>2 \\text{ and } x<3"},
    {"2<x<3", "x>2, x<3"},
    {"2<x<3", "x<3 \\text{ and } x>2"},
    {"x>2 \\text{ and } x<3", "2<x<3"},
    {"x>2 \\text{ and } x<3", "(2,3)"},
    {"[-2,2]", "|x|\\le2"},
    {"|x|\\le2", "-2\\le x\\le2"},
    {"|x|>2", "x<-2 \\text{ or } x>2"},
    {"x\\le-2 \\text{ or } x\\ge2", "|x|\\ge2"},
    {"x\\le-2 \\text{ or } x\\ge2", "(-\\infty,-2]\\cup[2,\\infty)"},
    {"|x-1|<3", "(-2,4)"},
    {"|3-x|\\le1", "[2,4]"},
    {"|x+1|<3", "(-4,2)"},
    {"\\mathbb{R}", "(-\\infty,\\infty)"},
    {"(-\\infty,\\infty)", "\\mathbb{R}"},
    {"(-\\infty,\\infty)", "x\\in\\mathbb{R}"},
    {"[0,1)", "[0,0.5)\\cup[0.5,1)"},
    {"[0,1)", "\\{0\\}\\cup(0,1)"},
    {"[1,4]\\setminus\\{2\\}", "[1,2)\\cup(2,4]"},
    {"x\\neq3", "(-\\infty,3)\\cup(3,\\infty)"},
    {"x\\neq3", "\\mathbb{R}\\setminus\\{3\\}"},
    {"\\mathbb{R}\\setminus\\{0\\}", "x\\ne0"},
    {"x\\ne1,x\\ne2", "(-\\infty,1)\\cup(1,2)\\cup(2,\\infty)"},
    {"x\\ne1,x\\ne2", "x\\ne2,x\\ne1"},
    {"x>0, x\\ne3", "(0,3)\\cup(3,\\infty)"},
    {"(-\\infty,2)\\cup(3,\\infty)", "x\\in(-\\infty,2) \\text{ or } x\\in(3,\\infty)"},
    {"(-\\infty,2)\\cup(3,\\infty)", "\\mathbb{R}\\setminus[2,3]"},
    {"(-\\infty,2)\\cup(3,\\infty)", "x < 2 \\lor x > 3"},
    {"(2,\\infty)", "y>2"},
    {"x<1 \\text{ or } 2<x<3", "(-\\infty,1)\\cup(2,3)"},
    {"x<1 \\text{ or } 2<x \\text{ and } x<3", "(-\\infty,1)\\cup(2,3)"},
    {"1 \\text{ and } 2", "1 \\text{ or } 2"},
    {"1,2", "1 \\text{ and } 2"},
    {"1,2", "1, and 2"},
    {"\\text{red and blue}", "\\text{red, blue}"},
    {"(-1,\\sqrt2]", "-1<x\\le\\sqrt 2"},
    {"[\\frac13,\\pi]", "\\frac13\\le x\\le\\pi"},
    {"x\\ge2", "[2,\\infty)"},
    {"x\\le2", "(-\\infty,2]"},
    {"(1,2)", "1<x<2"},
    {"(2,3)", "(2,3)"},
    {"(1,2]\\cup[2,3)", "(1,3)"},
    {"\\emptyset", "x<2 \\text{ and } x>3"},
    {"(x<1 \\text{ or } x>2)", "(-\\infty,1)\\cup(2,\\infty)"},
    {"-1<x<1", "|x|<1"},
    {"(0,\\infty)", "0<x<\\infty"},
    {"x<-2,x>2", "(-\\infty,-2)\\cup(2,\\infty)"},
};

const Pair kOtherSet[] = {
    {"x<2 \\text{ or } x>3", "x<2 \\text{ and } x>3"},
    {"(-\\infty,2)\\cup(3,\\infty)", "x<2 \\text{ and } x>3"},
    {"x>0 \\text{ and } y>0", "x>0 \\text{ or } y>0"},
    {"(2,3)", "x>2 \\text{ or } x<3"},
    {"x>2 \\text{ and } x<3", "x>2 \\text{ or } x<3"},
    {"[-2,2]", "|x|<2"},
    {"|x|>2", "x<-2 \\text{ and } x>2"},
    {"\\mathbb R", "[0,\\infty)"},
    {"(3,\\infty)", "(3,\\infty]"},
    {"x>3", "(3,\\infty]"},
    {"[0,1)", "[0,0.5)\\cup(0.5,1)"},
    {"(-\\infty,0)\\cup(0,\\infty)", "x<0 \\text{ and } x>0"},
    {"x>2", "y>2"},
    {"x<a \\text{ or } x>b", "x<a \\text{ and } x>b"},
    {"(a,b)", "x>a \\text{ or } x<b"},
    {"(-\\infty,a)\\cup(b,\\infty)", "x<a \\text{ and } x>b"},
    {"5", "5 \\text{ or } "},
    {"5", " \\text{ or } 5"},
    {"\\text{red and blue}", "\\text{red or blue}"},
    {"x\\ge2", "[2,\\infty]"},
    {"(1,2)\\cup(2,3)", "(1,3)"},
    {"-1<x<1", "x^2<1"},
};

TEST(Conditions, AreEqualExactlyIfTheSameNumbersMeetThem) {
  ExpectAll(kSameSet, true);
  ExpectAll(kOtherSet, false);
}

const Pair kSameValues[] = {
    {"x=1,y=2", "(1,2)"},
    {"y=2,x=1", "(1,2)"},
    {"x=1,y=2,z=3", "(1,2,3)"},
    {"(1,2)", "x=1,y=2"},
    {"(1,2)", "y=2 \\text{ and } x=1"},
    {"x=1,y=2", "1,2"},
    {"x=1,y=2", "(x,y)=(1,2)"},
    {"x=1,y=2", "(y,x)=(2,1)"},
    {"(x,y)=(1,2)", "x=1,y=2"},
    {"x=1,y=2", "y=2,x=1"},
    {"x=1 \\text{ and } x=2", "x=1 \\text{ or } x=2"},
    {"1,2", "x=1 \\text{ or } x=2"},
    {"x=1 \\text{ or } x=2", "1,2"},
    {"x_1=1,x_2=2", "1,2"},
    {"x=2 \\text{ or } x>3", "\\{2\\}\\cup(3,\\infty)"},
    {"a=1,b=2,c=3", "(1,2,3)"},
    {"(1,2,3)", "a=1, b=2, c=3"},
    {"x=2,y=2", "(2,2)"},
};

const Pair kOtherValues[] = {
    {"x=1,y=2", "(2,1)"},
    {"(1,2)", "x=2,y=1"},
    {"(1,2)", "y=1,x=2"},
    {"1,2", "x=1,y=2"},
    {"x=1,y=2", "2,1"},
    {"x=1,y=2", "(y,x)=(1,2)"},
    {"x=1 \\text{ and } y=2", "x=1 \\text{ or } y=2"},
    {"x=1,y=2", "x=1 \\text{ or } y=2"},
    {"\\{1,2\\}", "x=1,y=2"},
    {"m=2,b=3", "(2,3)"},
    {"x=1,y=2", "x=1"},
    {"x=1", "x=1,y=2"},
    {"x=1,y=1", "1"},
};

TEST(NamedValues, ArePairedByNameOrInTheOrderOfATuple) {
  ExpectAll(kSameValues, true);
  ExpectAll(kOtherValues, false);
}

TEST(Conditions, ReadNoCommasAmongAndAndOr) {
  const auto gold = ParseReference("(0,1)");
  const Verdict verdict = VerifyMathAnswer("x>0, x<1 \\text{ and } x<2 \\text{ or } x=5", gold, {});
  EXPECT_EQ(verdict.status, Status::kUnparsable);
}

}  // namespace
}  // namespace r1bench::verifiers
