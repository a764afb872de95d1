#include "data/suites/latex.h"

#include <cstdlib>

#include "base/error.h"

namespace r1bench::data {

using base::StrCat;

std::string FractionLatex(const Fraction& value) {
  if (value.den == 1) return std::to_string(value.num);
  return StrCat(value.num < 0 ? "-" : "", "\\frac{", std::llabs(value.num), "}{", value.den, "}");
}

std::string Term(int64_t coefficient, const std::string& variable) {
  if (coefficient == 1) return variable;
  if (coefficient == -1) return "-" + variable;
  return std::to_string(coefficient) + variable;
}

std::string Plus(int64_t value) { return StrCat(value < 0 ? " - " : " + ", std::llabs(value)); }

std::string PolynomialLatex(const std::vector<int64_t>& coefficients, const std::string& variable) {
  std::string text;
  for (size_t k = coefficients.size(); k-- > 0;) {
    const int64_t c = coefficients[k];
    if (c == 0) continue;
    const std::string power =
        k == 0
            ? ""
            : (k == 1 ? variable : StrCat(variable, "^", k < 10 ? "" : "{", k, k < 10 ? "" : "}"));
    const int64_t shown = text.empty() ? c : std::llabs(c);
    if (!text.empty()) text += c < 0 ? " - " : " + ";
    text += k == 0 ? std::to_string(shown) : Term(shown, power);
  }
  return text.empty() ? "0" : text;
}

// |factor| * unit / den with a sign, "" for the factor 1: \frac{3\pi}{4}.
static std::string ScaledUnit(const Fraction& factor, const std::string& unit) {
  const int64_t n = std::llabs(factor.num);
  const std::string top = (n == 1 ? "" : std::to_string(n)) + unit;
  const std::string body = factor.den == 1 ? top : StrCat("\\frac{", top, "}{", factor.den, "}");
  return (factor.num < 0 ? "-" : "") + body;
}

std::string PiLatex(const Fraction& coefficient) {
  return coefficient.num == 0 ? "0" : ScaledUnit(coefficient, "\\pi");
}

std::string SurdLatex(const Fraction& coefficient, int64_t radicand) {
  if (radicand == 0 || coefficient.num == 0) return "0";
  const SquareParts parts = ExtractSquare(radicand);
  const Fraction factor = coefficient * Fraction(parts.root);
  if (parts.free == 1) return FractionLatex(factor);
  return ScaledUnit(factor, StrCat("\\sqrt{", parts.free, "}"));
}

std::string SumSurdLatex(const Fraction& rational, const Fraction& coefficient, int64_t radicand) {
  const SquareParts parts = ExtractSquare(radicand > 0 ? radicand : 1);
  const Fraction factor = radicand == 0 ? Fraction(0) : coefficient * Fraction(parts.root);
  if (parts.free == 1 || factor.num == 0) return FractionLatex(rational + factor);
  if (rational.num == 0) return SurdLatex(factor, parts.free);
  // One denominator: (p + q sqrt(r)) / d.
  const int64_t den = Lcm(rational.den, factor.den);
  const int64_t p = rational.num * (den / rational.den), q = factor.num * (den / factor.den);
  const std::string top =
      StrCat(p, q < 0 ? "-" : "+", std::llabs(q) == 1 ? "" : StrCat(std::llabs(q)), "\\sqrt{",
             parts.free, "}");
  return den == 1 ? top : StrCat("\\frac{", top, "}{", den, "}");
}

std::string ComplexLatex(const Fraction& re, const Fraction& im) {
  if (im.num == 0) return FractionLatex(re);
  const Fraction size(std::llabs(im.num), im.den);
  const std::string unit = size == Fraction(1) ? "i" : FractionLatex(size) + "i";
  if (re.num == 0) return (im.num < 0 ? "-" : "") + unit;
  return FractionLatex(re) + (im.num < 0 ? "-" : "+") + unit;
}

std::string Bracketed(const std::string& open, const std::vector<std::string>& items,
                      const std::string& close) {
  std::string text = open;
  for (size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "" : ", ") + items[i];
  return text + close;
}

std::string MatrixLatex(const std::vector<std::vector<std::string>>& rows) {
  std::string text = "\\begin{pmatrix} ";
  for (size_t r = 0; r < rows.size(); ++r) {
    if (r > 0) text += " \\\\ ";
    for (size_t c = 0; c < rows[r].size(); ++c) text += (c == 0 ? "" : " & ") + rows[r][c];
  }
  return text + " \\end{pmatrix}";
}

}  // namespace r1bench::data
