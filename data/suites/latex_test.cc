#include "data/suites/latex.h"

#include <gtest/gtest.h>

namespace r1bench::data {
namespace {

TEST(Latex, WritesSimplestForms) {
  EXPECT_EQ(FractionLatex({6, -4}), "-\\frac{3}{2}");
  EXPECT_EQ(FractionLatex({8, 4}), "2");
  EXPECT_EQ(SurdLatex(1, 20), "2\\sqrt{5}");
  EXPECT_EQ(SurdLatex({1, 2}, 3), "\\frac{\\sqrt{3}}{2}");
  EXPECT_EQ(SurdLatex({-1, 2}, 12), "-\\sqrt{3}");
  EXPECT_EQ(SurdLatex(3, 49), "21");
  EXPECT_EQ(SurdLatex(3, 0), "0");
  EXPECT_EQ(SumSurdLatex({1, 2}, {1, 2}, 5), "\\frac{1+\\sqrt{5}}{2}");
  EXPECT_EQ(SumSurdLatex({-4, 2}, {1, 2}, 8), "-2+\\sqrt{2}");
  EXPECT_EQ(SumSurdLatex({1, 2}, {-1, 3}, 5), "\\frac{3-2\\sqrt{5}}{6}");
  EXPECT_EQ(SumSurdLatex(0, {1, 2}, 8), "\\sqrt{2}");
  EXPECT_EQ(SumSurdLatex(1, 1, 9), "4");
  EXPECT_EQ(PiLatex({3, 4}), "\\frac{3\\pi}{4}");
  EXPECT_EQ(PiLatex({-1, 3}), "-\\frac{\\pi}{3}");
  EXPECT_EQ(PiLatex(1), "\\pi");
  EXPECT_EQ(ComplexLatex(6, -5), "6-5i");
  EXPECT_EQ(ComplexLatex(0, -1), "-i");
  EXPECT_EQ(ComplexLatex({1, 2}, {3, 2}), "\\frac{1}{2}+\\frac{3}{2}i");
  EXPECT_EQ(ComplexLatex(3, 0), "3");
}

TEST(Latex, WritesPolynomials) {
  EXPECT_EQ(PolynomialLatex({3, -1, 2}, "x"), "2x^2 - x + 3");
  EXPECT_EQ(PolynomialLatex({0, 1}, "n"), "n");
  EXPECT_EQ(PolynomialLatex({-4, 0, -1}, "t"), "-t^2 - 4");
  EXPECT_EQ(PolynomialLatex({0, 0}, "x"), "0");
  EXPECT_EQ(PolynomialLatex({1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, "x"), "x^{10} + 1");
}

TEST(Latex, WritesBracketsAndMatrices) {
  EXPECT_EQ(Bracketed("(", {"1", "2"}, "]"), "(1, 2]");
  EXPECT_EQ(MatrixLatex({{"1", "2"}, {"3", "4"}}),
            "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}");
}

}  // namespace
}  // namespace r1bench::data
