// Ordinary ways to write one answer, beside near misses that look alike.
#include <gtest/gtest.h>

#include <string>

#include "verifiers/math/verify_math.h"

namespace r1bench::verifiers {
namespace {

struct Pair {
  const char* gold;
  const char* answer;
};

bool Accepts(const Pair& pair) {
  return VerifyMathAnswer(pair.answer, ParseReference(pair.gold), {}).status == Status::kCorrect;
}

template <size_t n>
void ExpectAccepted(const Pair (&pairs)[n]) {
  for (const Pair& pair : pairs) EXPECT_TRUE(Accepts(pair)) << pair.gold << " | " << pair.answer;
}

template <size_t n>
void ExpectRefused(const Pair (&pairs)[n]) {
  for (const Pair& pair : pairs) EXPECT_FALSE(Accepts(pair)) << pair.gold << " | " << pair.answer;
}

TEST(Notation, WhatIsNotShownIsNoAnswer) {
  const Pair refused[] = {
      {"17", "\\phantom{17}"},       {"17", "\\hspace{17}"},   {"17", "\\vspace*{17}"},
      {"17", "\\label{17}"},         {"17", "\\tag{17}"},      {"17", "\\color{17}"},
      {"17", "\\textcolor{17}{18}"}, {"17", "1\\phantom{0}7"}, {"17", "\\vec{17}"},
      {"17", "\\hat{17}"},           {"x", "\\hat{x}"}};
  ExpectRefused(refused);
  const Pair accepted[] = {{"17", "17\\hspace{1cm}"},
                           {"17", "\\color{red}{17}"},
                           {"17", "{\\color{blue}17}"},
                           {"17", "\\textcolor[rgb]{1,0,0}{17}"},
                           {"17", "17\\phantom{0}"},
                           {"17", "\\Large 17"},
                           {"v", "\\vec{v}"},
                           {"\\mathbf{i}", "\\hat{i}"},
                           {"\\mathbf{i}", "\\hat{\\mathbf{i}}"}};
  ExpectAccepted(accepted);
}

TEST(Notation, BracketsMatchTheirKind) {
  const Pair refused[] = {{"(1,2)", "\\langle 1,2)"}, {"(1,2)", "(1,2\\rangle"}};
  ExpectRefused(refused);
  const Pair accepted[] = {{"(1,2)", "\\langle 1,2\\rangle"}, {"\\langle 1,2\\rangle", "⟨1, 2⟩"}};
  ExpectAccepted(accepted);
}

TEST(Notation, WordsOfCapitalLettersKeepTheirOrder) {
  const Pair refused[] = {{"HTT", "TTH"},
                          {"AB", "BA"},
                          {"BAC", "\\text{ABC}"},
                          {"(HT,TH)", "(TH,HT)"},
                          {"\\{HH,TH\\}", "\\{HH,HT\\}"},
                          {"TH,HT", "TH,TH"},
                          {"AB", "x = BA"}};
  ExpectRefused(refused);
  const Pair accepted[] = {{"BAC", "\\text{BAC}"},
                           {"AB", "A\\cdot B"},
                           {"\\{HH,TH\\}", "\\{TH,HH\\}"},
                           {"3AB+C", "C+3BA"},
                           {"xy", "yx"}};
  ExpectAccepted(accepted);
}

TEST(Notation, ChoicesMayBeNamedAndFollowedByTheirContent) {
  for (const char* answer : {"\\text{Option B}", "option B", "\\text{Choice (B)}", "\\text{B) }17",
                             "B. 17", "\\textbf{B. }\\frac12", "\\text{B: }17", "[B]",
                             "\\text{(B) Paris}", "\\text{Answer: B}", "(B) none of these"}) {
    EXPECT_TRUE(Accepts({"\\text{B}", answer})) << answer;
    EXPECT_FALSE(Accepts({"\\text{C}", answer})) << answer;
  }
  for (const char* answer : {"\\text{B or C}", "\\text{Option B or C}", "\\text{not B}", "B, C",
                             "\\text{Option B is wrong}", "\\text{B) or C)}", "B+1", "B 17", "2B",
                             "\\text{B triangle}"}) {
    EXPECT_FALSE(Accepts({"\\text{B}", answer})) << answer;
  }
}

TEST(Notation, AnnouncementsInsideAnAnswer) {
  const Pair accepted[] = {{"17", "\\text{The answer is }17"},
                           {"17", "\\text{Final answer: }17"},
                           {"17", "\\text{Answer} = 17"},
                           {"17", "\\text{seventeen}"},
                           {"\\text{four}", "4"},
                           {"25", "\\text{twenty-five}"},
                           {"17", "\\text{exactly }17"},
                           {"\\text{Monday}", "\\boxed{\\text{Monday}}"},
                           {"\\text{No}", "no"}};
  ExpectAccepted(accepted);
  const Pair refused[] = {{"17", "\\text{The answer is not }17"},
                          {"15", "\\text{twenty-five}"},
                          {"20", "\\text{twenty-five}"},
                          {"17", "17 or"},
                          {"\\text{Monday}", "\\text{not Monday}"}};
  ExpectRefused(refused);
}

TEST(Notation, FractionsPeriodsAndSelections) {
  const Pair accepted[] = {{"\\frac12", "{1 \\over 2}"},
                           {"\\frac{a+1}{b}", "a+1 \\over b"},
                           {"\\frac12", "\\nicefrac12"},
                           {"\\frac13", "0.\\bar3"},
                           {"\\frac13", "0.\\overline 3"},
                           {"\\frac13", "0.(3)"},
                           {"10", "{}_5C_2"},
                           {"10", "_5C_2"},
                           {"10", "{}^{5}\\mathrm{C}_{2}"},
                           {"10", "5C2"},
                           {"20", "5P2"},
                           {"20", "{}_5P_2"},
                           {"5", "\\max\\{3,5\\}"},
                           {"3", "\\min\\{3,5\\}"},
                           {"\\max(a,b)", "\\max\\{b,a\\}"}};
  ExpectAccepted(accepted);
  const Pair refused[] = {{"0", "0.(3)"},     {"2.5", "2.(5)"},
                          {"10", "5C1"},      {"10", "{}_2C_5"},
                          {"10", "5P2"},      {"\\frac{a+1}{b}", "a+{1 \\over b}"},
                          {"10", "_{12}C_2"}, {"\\max(a,b)", "\\min\\{a,b\\}"}};
  ExpectRefused(refused);
  EXPECT_TRUE(Accepts({"10", "2.5(4)"}));  // a product
}

TEST(Notation, BasesAndTimes) {
  const Pair accepted[] = {{"52_8", "52_{(8)}"},
                           {"52_8", "52_{\\text{eight}}"},
                           {"52_8", "52\\text{ base }8"},
                           {"52_8", "52\\text{ (base 8)}"},
                           {"10:30\\text{ a.m.}", "10:30 AM"},
                           {"10:30\\text{ a.m.}", "10\\!:\\!30\\text{ am}"},
                           {"10:30\\text{ a.m.}", "10:30"}};
  ExpectAccepted(accepted);
  const Pair refused[] = {{"52_8", "52_{(9)}"},
                          {"52_8", "52\\text{ base }9"},
                          {"52_8", "(base 8)"},
                          {"10:30\\text{ a.m.}", "10:30 PM"}};
  ExpectRefused(refused);
}

TEST(Notation, SpaceBetweenRowsIsNoEntry) {
  const char* const matrix = "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}";
  EXPECT_TRUE(Accepts({matrix, "\\begin{pmatrix}1&2\\\\[6pt]3&4\\end{pmatrix}"}));
  EXPECT_TRUE(Accepts({matrix, "\\begin{array}{cc}1&2\\\\*[1.5ex]3&4\\end{array}"}));
  EXPECT_FALSE(Accepts({matrix, "\\begin{pmatrix}1&2\\\\[6pt]3&5\\end{pmatrix}"}));
  EXPECT_FALSE(Accepts({matrix, "\\begin{pmatrix}1&2\\\\[3]&5\\end{pmatrix}"}));
}

TEST(Notation, UnicodeIsReadAsItsSigns) {
  const Pair accepted[] = {{"-17", "－１７"},
                           {"-17", "\xEF\xBB\xBF-17"},
                           {"-17", "-17\u200E"},
                           {"(1,2)", "（1，2）"},
                           {"x^{10}", "x¹⁰"},
                           {"x^{-1}", "x⁻¹"},
                           {"x_{12}", "x₁₂"},
                           {"\\frac38", "⅜"},
                           {"2\\pi", "2𝜋"},
                           {"2x", "𝟐𝑥"},
                           {"1000000", "1\u00A0000\u00A0000"},
                           {"1000000", "1\\ 000\\ 000"},
                           {"1000000", "1\\;000\\;000"},
                           {"\\mathbb{R}", "ℝ"}};
  ExpectAccepted(accepted);
  const Pair refused[] = {{"-17", "１７"}, {"x^{10}", "x¹⁺⁰"}, {"11", "1¹"}, {"2", "x²"}};
  ExpectRefused(refused);
}

}  // namespace
}  // namespace r1bench::verifiers
