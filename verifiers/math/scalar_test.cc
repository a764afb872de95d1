// Values and functions that are close, equal on a part of their domain, or equal for whole numbers.

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

Verdict Judge(const Pair& pair) {
  return VerifyMathAnswer(pair.answer, ParseReference(pair.gold), {});
}

void ExpectAll(std::span<const Pair> pairs, bool equal) {
  for (const Pair& pair : pairs) {
    EXPECT_EQ(Judge(pair).reward > 0, equal) << pair.gold << " | " << pair.answer;
  }
}

// Closer than any precision of the first evaluation.
const Pair kClose[] = {
    {"200", "\\log_2(2^{200}+1)"},
    {"100", "\\ln(e^{100}+1)"},
    {"10^8", "\\sqrt[5]{10^{40}+1}"},
    {"42", "42\\tanh(99)"},
    {"\\frac{\\pi}{2}", "\\arctan(10^{40})"},
    {"1000", "\\log_{10}(10^{1000}+1)"},
    {"2", "(2^{1000}+1)^{1/1000}"},
    {"\\ln 2", "100-\\ln\\cosh 100"},
    {"2x", "2x\\tanh(60)"},
    {"2x", "2x+1-\\coth(60)"},
    {"e", "e^{\\tanh 66}"},
    {"\\frac{\\pi}{4}", "\\arctan(\\tanh 88)"},
    {"\\frac{\\pi}{2}", "\\arctan(10^{4000})"},
    {"\\frac{\\pi}{2}", "\\arccos(10^{-60})"},
    {"\\frac{\\pi}{2}", "\\operatorname{arccot}(10^{-60})"},
    {"\\tan(\\sin(10^{-30}))", "\\sin(\\tan(10^{-30}))"},
    {"\\ln(10^{5000}+1)", "5000\\ln 10"},
    {"1", "\\tanh(10^{9})"},
    {"1", "\\tanh(10^{3})"},
    {"1", "\\tanh 5000"},
    {"\\sqrt{1000000007}+\\sqrt{1000000009}", "2\\sqrt{1000000008}"},
    {"\\sqrt{10^{20}+1}+\\sqrt{10^{20}-1}", "2\\cdot10^{10}"},
    {"3", "3+10^{-400}"},
    {"\\pi", "\\pi+10^{-2000}"},
    {"e^{\\pi\\sqrt{163}}", "640320^3+744"},
    {"\\sqrt{2}", "\\sqrt2+e^{-500}"},
    {"0", "\\ln(1+e^{-300})"},
    {"0", "\\ln\\ln(e+10^{-50})"},
};

const Pair kHardEqual[] = {
    {"\\ln(10^{5000})", "5000\\ln 10"},
    {"\\sqrt{2}+\\sqrt{3}", "\\sqrt{5+2\\sqrt{6}}"},
    {"\\sqrt[3]{2+\\sqrt5}+\\sqrt[3]{2-\\sqrt5}", "1"},
    {"\\cos 20^\\circ\\cos 40^\\circ\\cos 80^\\circ", "\\frac18"},
    {"\\arctan 1+\\arctan 2+\\arctan 3", "\\pi"},
    {"4\\arctan\\frac15-\\arctan\\frac1{239}", "\\frac\\pi4"},
    {"\\ln 1000000", "6\\ln 10"},
    {"2^{100}\\sqrt2", "\\sqrt{2^{201}}"},
    {"\\sqrt{10^{100}+1}", "\\sqrt{1+10^{100}}"},
    {"\\frac{\\sqrt2}{10^{100}}", "\\frac{2}{10^{100}\\sqrt2}"},
    {"\\ln(2\\cosh 100)", "100+\\ln(1+e^{-200})"},
    {"\\frac{e^{10}-e^{-10}}{e^{10}+e^{-10}}", "\\tanh 10"},
    {"\\sinh x", "\\frac{e^x-e^{-x}}{2}"},
    {"\\sin 2x", "2\\sin x\\cos x"},
    {"\\tan^2x+1", "\\sec^2 x"},
    {"e^{-x^2}\\sqrt{\\pi}", "\\sqrt\\pi e^{-x^2}"},
    {"1+\\sqrt2\\cdot10^{-30}", "1+\\frac{\\sqrt2}{10^{30}}"},
    {"e^{100}", "e^{50}e^{50}"},
    {"e^{1000}+1", "1+(e^{500})^2"},
    {"\\cosh^2x-\\sinh^2x", "1"},
    {"\\frac{1}{\\sqrt{1000000007}}", "\\frac{\\sqrt{1000000007}}{1000000007}"},
};

TEST(CompareScalars, TellsValuesApartHoweverClose) { ExpectAll(kClose, false); }
TEST(CompareScalars, FindsEqualValuesOfAnySize) { ExpectAll(kHardEqual, true); }

TEST(CompareScalars, SaysWhereItCannotDecide) {
  const Pair pair = {"\\frac{\\pi}{2}", "\\arctan(10^{4000})"};
  EXPECT_EQ(Judge(pair).status, Status::kOverBudget);
}

const Pair kWholeEqual[] = {
    {"\\lceil \\frac{n}{2}\\rceil", "\\lfloor\\frac{n+1}{2}\\rfloor"},
    {"\\lfloor n^2/4\\rfloor", "\\lfloor\\frac n2\\rfloor\\lceil\\frac n2\\rceil"},
    {"\\lceil x\\rceil", "-\\lfloor -x\\rfloor"},
    {"\\lfloor x+1\\rfloor", "\\lfloor x\\rfloor+1"},
    {"\\lfloor 2x\\rfloor", "\\lfloor x\\rfloor+\\lfloor x+\\frac12\\rfloor"},
    {"n \\bmod 2", "\\frac{1-(-1)^n}{2}"},
    {"\\lfloor\\frac{n}{2}\\rfloor", "\\frac{2n-1+(-1)^n}{4}"},
    {"(-1)^n", "(-1)^{n}"},
    {"(-1)^n", "(-1)^{-n}"},
    {"(-1)^n", "(-1)^{n+2}"},
    {"(-1)^n", "\\cos(n\\pi)"},
    {"(-1)^n", "\\cos n\\pi"},
    {"\\frac{1+(-1)^n}{2}", "\\frac12(1+(-1)^n)"},
    {"(-2)^{n-1}", "-\\frac{(-2)^n}{2}"},
    {"(-2)^n", "(-1)^n\\cdot 2^n"},
    {"n!(-1)^n", "(-1)^n n!"},
    {"\\frac{(-1)^n}{n}", "(-1)^n\\frac1n"},
    {"(-x)^n", "(-1)^n x^n"},
    {"i^{4n}", "1"},
    {"i^n", "i^{n+4}"},
    {"e^{i\\pi n}", "(-1)^n"},
    {"\\frac{(1+\\sqrt5)^n-(1-\\sqrt5)^n}{2^n\\sqrt5}",
     "\\frac{1}{\\sqrt5}\\left(\\left(\\frac{1+\\sqrt5}{2}\\right)^n-\\left(\\frac{1-\\sqrt5}{2}"
     "\\right)^n\\right)"},
    {"(-1)^{mn}", "(-1)^{nm}"},
    {"(-1)^{m+n}", "(-1)^{m-n}"},
    {"(-1)^{n(n-1)/2}", "(-1)^{\\binom n2}"},
    {"\\frac{(-1)^n x^n}{n!}", "\\frac{(-x)^n}{n!}"},
    {"(-1)^{n-1}2^n", "-2^n(-1)^n"},
};

const Pair kWholeDifferent[] = {
    {"\\lceil n/2\\rceil", "\\lfloor n/2\\rfloor+1"},
    {"\\lceil x\\rceil", "\\lfloor x\\rfloor+1"},
    {"\\lceil x\\rceil", "\\lfloor x+1\\rfloor"},
    {"\\lceil x/2\\rceil", "\\lfloor (x+1)/2\\rfloor"},
    {"\\lfloor n/100\\rfloor", "\\lfloor n/101\\rfloor"},
    {"\\lfloor n/2\\rfloor", "\\lfloor m/2\\rfloor"},
    {"\\lfloor 2x\\rfloor", "2\\lfloor x\\rfloor"},
    {"\\lfloor\\frac{n}{2}\\rfloor", "\\frac{2n+1+(-1)^n}{4}"},
    {"(-1)^n", "(-1)^{n+1}"},
    {"(-1)^n", "1"},
    {"(-1)^n", "-1"},
    {"\\frac{1+(-1)^n}{2}", "\\frac12(1-(-1)^n)"},
    {"(-2)^n", "2^n"},
    {"(-x)^n", "x^n"},
    {"i^n", "i^{n+2}"},
    {"\\frac{(1+\\sqrt5)^n-(1-\\sqrt5)^n}{2^n\\sqrt5}",
     "\\frac{1}{\\sqrt5}\\left(\\frac{1+\\sqrt5}{2}\\right)^n"},
    {"(-1)^{m+n}", "(-1)^{mn}"},
};

TEST(CompareScalars, ComparesAtWholeNumbersWhereOnlyThoseMakeSense) {
  ExpectAll(kWholeEqual, true);
  ExpectAll(kWholeDifferent, false);
}

const Pair kDomainEqual[] = {
    {"\\ln x", "\\ln|x|"},
    {"\\ln\\frac ab", "\\ln a-\\ln b"},
    {"\\ln a-\\ln b", "\\ln\\frac ab"},
    {"\\sqrt{ab}", "\\sqrt a\\sqrt b"},
    {"\\ln|x|+C", "\\ln|x|+C"},
    {"|x|", "\\sqrt{x^2}"},
    {"\\ln|x-1|-\\ln|x+1|", "\\ln\\left|\\frac{x-1}{x+1}\\right|"},
    {"\\frac12\\ln|x^2-1|", "\\frac12\\ln|x-1|+\\frac12\\ln|x+1|"},
    {"\\ln|x|", "\\frac12\\ln x^2"},
    {"\\ln|\\sec x|", "-\\ln|\\cos x|"},
    {"\\ln|\\sec x+\\tan x|", "-\\ln|\\sec x-\\tan x|"},
    {"x^{1/3}", "\\sqrt[3]{x}"},
    {"\\sqrt[3]{x^2}", "x^{2/3}"},
    {"2\\ln x", "\\ln x^2"},
    {"\\sqrt{x^2+1}", "(x^2+1)^{1/2}"},
    {"|x|^3", "\\sqrt{x^6}"},
    {"|x^3|", "x^2|x|"},
    {"|x-3|", "|3-x|"},
};

const Pair kDomainDifferent[] = {
    {"\\ln|x|", "\\ln x"},
    {"\\sqrt{|x|}", "\\sqrt x"},
    {"\\ln|x|+C", "C+\\ln x"},
    {"x", "\\sqrt{x^2}"},
    {"\\ln|x-1|-\\ln|x+1|", "\\ln\\frac{x-1}{x+1}"},
    {"|x|", "x"},
};

TEST(CompareScalars, TakesSymbolsAsRealAndAModulusSeriously) {
  ExpectAll(kDomainEqual, true);
  ExpectAll(kDomainDifferent, false);
}

}  // namespace
}  // namespace r1bench::verifiers
