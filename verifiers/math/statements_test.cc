// What a statement says, and what it does not.

#include <gtest/gtest.h>

#include <string>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

bool Accepts(const std::string& gold, const std::string& answer) {
  return VerifyMathAnswer(answer, ParseReference(gold), {}).reward > 0;
}

struct Pair {
  const char* gold;
  const char* answer;
};

TEST(StatedValue, IsNamedByANameAndNotByAnEquation) {
  for (const char* name : {"x",
                           "n ",
                           "a_{37}",
                           "\\theta",
                           "f(5)",
                           "f(x)",
                           "g(f(2))",
                           "f^{-1}(3)",
                           "x(3)",
                           "V(t)",
                           "P(A)",
                           "P(X=3)",
                           "E[X]",
                           "AB",
                           "[ABC]",
                           "|AB|",
                           "|A|",
                           "\\angle A",
                           "m\\angle ABC",
                           "\\triangle ABC",
                           "\\frac{AB}{CD}",
                           "\\frac{[ABC]}{[DEF]}",
                           "\\cos A",
                           "\\tan\\theta",
                           "\\sin\\angle ABC",
                           "\\max(x,y)",
                           "\\gcd(a,b)",
                           "a+b",
                           "x_1-x_2",
                           "AB+CD",
                           "x=y",
                           "\\text{Area}",
                           "Area",
                           "\\text{Area of } ABC",
                           "\\text{number of ways}"}) {
    const std::string statement = std::string(name) + "=7";
    EXPECT_TRUE(Accepts("7", statement)) << statement;
    EXPECT_FALSE(Accepts("8", statement)) << statement;
  }
  for (const char* equation : {"x^2",
                               "x_1^2",
                               "x^{-1}",
                               "|x|",
                               "\\frac x2",
                               "x/3",
                               "\\frac{x}{y}",
                               "1/f(2)",
                               "\\sin x",
                               "\\ln x",
                               "\\sqrt x",
                               "e^x",
                               "xy",
                               "x\\cdot x",
                               "x\\cdot 2",
                               "2x",
                               "2f(2)",
                               "x(x+1)",
                               "a(b+c)",
                               "f(x)^2",
                               "f(2)f(3)",
                               "x+x",
                               "x+1",
                               "f(2)+1",
                               "AB^2",
                               "x:y",
                               "-x",
                               "(x,y)",
                               "\\lfloor x\\rfloor",
                               "\\text{not}"}) {
    const std::string statement = std::string(equation) + "=7";
    EXPECT_FALSE(Accepts("7", statement)) << statement;
    EXPECT_TRUE(Accepts(statement, statement)) << statement;
  }
}

TEST(StatedValue, OfAReferenceHasASimpleName) {
  for (const char* gold :
       {"x=7", "f^{-1}(3)=7", "|AB|=7", "\\frac{AB}{CD}=7", "\\text{Area}=7", "\\cos A=7"}) {
    EXPECT_TRUE(Accepts(gold, "7")) << gold;
  }
  for (const char* gold : {"a+b=7", "xy=7", "x^2=7", "2x=7", "|x|=7"}) {
    EXPECT_FALSE(Accepts(gold, "7")) << gold;
  }
}

TEST(StatedValue, OfATupleKeepsTheOrderOfItsNames) {
  const Pair equal[] = {{"(2,3)", "(x,y)=(2,3)"},
                        {"(2,3)", "(m,n)=(2,3)"},
                        {"(2,3)", "(n,k)=(2,3)"},
                        {"(2,3)", "(x_1,x_2)=(2,3)"},
                        {"(2,3,4)", "(x,y,z)=(2,3,4)"},
                        {"2:3", "x:y=2:3"},
                        {"2", "AB:CD=2"},
                        {"(y,x)=(2,3)", "(y,x)=(2,3)"},
                        {"(y,x)=(2,3)", "(x,y)=(3,2)"},
                        {"(a,b,c)=(1,2,3)", "(c,a,b)=(3,1,2)"},
                        {"x=AB", "x=AB"},
                        {"CD=AB", "AB=CD"}};
  for (const Pair& pair : equal) EXPECT_TRUE(Accepts(pair.gold, pair.answer)) << pair.answer;
  const Pair different[] = {{"(2,3)", "(y,x)=(2,3)"},
                            {"(2,3)", "(b,a)=(2,3)"},
                            {"(2,3)", "(x_2,x_1)=(2,3)"},
                            {"(2,3)", "(x,y,z)=(2,3)"},
                            {"(y,x)=(2,3)", "(2,3)"},
                            {"(x,y)=(2,3)", "(y,x)=(2,3)"},
                            {"(x,y)=(2,3)", "(a,b)=(2,3)"},
                            {"(x,y)=(2,3)", "(x,z)=(2,3)"},
                            {"x=AB", "x=BA"},
                            {"n=ABC", "n=ACB"}};
  for (const Pair& pair : different) EXPECT_FALSE(Accepts(pair.gold, pair.answer)) << pair.answer;
}

}  // namespace
}  // namespace r1bench::verifiers
