#include <cstdlib>
#include <string>

#include "data/suites/latex.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Algebra";

bool LinearEquation(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -9, 9), b = DrawNonZero(rng, -20, 20);
  const int64_t c = DrawNonZero(rng, -9, 9), d = DrawNonZero(rng, -20, 20);
  if (a == c) return false;
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}};
  draft->problem = StrCat("Solve for $x$: $", PolynomialLatex({b, a}, "x"), " = ",
                          PolynomialLatex({d, c}, "x"), "$.");
  draft->answer = FractionLatex(Fraction(d - b, a - c));
  return true;
}

bool Midpoint(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, -12, 12), b = Draw(rng, -12, 12);
  const int64_t c = Draw(rng, -12, 12), d = Draw(rng, -12, 12);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}};
  draft->problem = StrCat("Find the midpoint of the segment with endpoints $(", a, ", ", b,
                          ")$ and $(", c, ", ", d, ")$. Give your answer as an ordered pair.");
  draft->answer = Bracketed("(", {FractionLatex({a + c, 2}), FractionLatex({b + d, 2})}, ")");
  return a != c && b != d;
}

bool Composition(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -5, 6), b = Draw(rng, -9, 9), c = DrawNonZero(rng, -3, 3);
  const int64_t d = DrawNonZero(rng, -9, 9), x = Draw(rng, -4, 5);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}, {"x", x}};
  draft->problem =
      StrCat("Let $f(x) = ", PolynomialLatex({b, a}, "x"),
             "$ and $g(x) = ", PolynomialLatex({d, 0, c}, "x"), "$. What is $f(g(", x, "))$?");
  draft->answer = std::to_string(a * (c * x * x + d) + b);
  return true;
}

bool ExpandProduct(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -6, 6), b = DrawNonZero(rng, -9, 9);
  const int64_t c = DrawNonZero(rng, -6, 6), d = DrawNonZero(rng, -9, 9);
  static constexpr const char* kNames[] = {"x", "y", "t", "n"};
  const std::string name = Choose(rng, kNames);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}, {"name", name}};
  draft->problem = StrCat("Expand the product $(", PolynomialLatex({b, a}, name), ")(",
                          PolynomialLatex({d, c}, name), ")$ and combine like terms.");
  draft->answer = PolynomialLatex({b * d, a * d + b * c, a * c}, name);
  return true;
}

bool QuadraticInequality(base::Rng& rng, Draft* draft) {
  const int64_t p = Draw(rng, -9, 8), q = Draw(rng, p + 1, 9), kind = Draw(rng, 0, 3);
  static constexpr const char* kSigns[] = {" < 0", " \\le 0", " > 0", " \\ge 0"};
  draft->params = {{"p", p}, {"q", q}, {"kind", kind}};
  draft->problem = StrCat("Solve the inequality $", PolynomialLatex({p * q, -(p + q), 1}, "x"),
                          kSigns[kind], "$. Give your answer in interval notation.");
  const bool closed = kind % 2 == 1;
  const std::string open = closed ? "[" : "(", close = closed ? "]" : ")";
  draft->answer = kind < 2 ? StrCat(open, p, ", ", q, close)
                           : StrCat("(-\\infty, ", p, close, " \\cup ", open, q, ", \\infty)");
  return true;
}

bool LargerRoot(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 1, 4), b = DrawNonZero(rng, -12, 12), c = DrawNonZero(rng, -12, 12);
  const int64_t d = b * b - 4 * a * c;
  if (d <= 0 || ExtractSquare(d).free == 1) return false;
  draft->params = {{"a", a}, {"b", b}, {"c", c}};
  draft->problem =
      StrCat("Find the larger of the two solutions of $", PolynomialLatex({c, b, a}, "x"),
             " = 0$. Express your answer in simplest radical form.");
  draft->answer = SumSurdLatex({-b, 2 * a}, {1, 2 * a}, d);
  return true;
}

bool LinearSystem(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -7, 7), b = DrawNonZero(rng, -7, 7);
  const int64_t c = DrawNonZero(rng, -7, 7), d = DrawNonZero(rng, -7, 7);
  const int64_t e = Draw(rng, -15, 15), f = Draw(rng, -15, 15), det = a * d - b * c;
  if (det == 0) return false;
  const auto left = [](int64_t p, int64_t q) {
    return Term(p, "x") + (q < 0 ? " - " : " + ") + Term(std::llabs(q), "y");
  };
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}, {"e", e}, {"f", f}};
  draft->problem = StrCat("Solve the system $", left(a, b), " = ", e, "$, $", left(c, d), " = ", f,
                          "$. Give your answer as an ordered pair $(x, y)$.");
  draft->answer = Bracketed(
      "(", {FractionLatex({e * d - b * f, det}), FractionLatex({a * f - e * c, det})}, ")");
  return true;
}

// x^2 + kx + c has two real solutions: k^2 > 4c.
bool TwoRealRoots(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 1, 9), c = Draw(rng, 1, 30);
  draft->params = {{"a", a}, {"c", c}};
  draft->problem =
      StrCat("For which real numbers $k$ does the equation $", Term(a, "x^2"), " + kx + ", c,
             " = 0$ have two different real solutions? Give your answer "
             "in interval notation.");
  const std::string bound = SurdLatex(2, a * c);
  draft->answer = StrCat("(-\\infty, -", bound, ") \\cup (", bound, ", \\infty)");
  return true;
}

constexpr Family kFamilies[] = {
    {"linear_equation", kSubject, 1, LinearEquation},
    {"midpoint", kSubject, 2, Midpoint},
    {"composition", kSubject, 2, Composition},
    {"expand_product", kSubject, 3, ExpandProduct},
    {"quadratic_inequality", kSubject, 3, QuadraticInequality},
    {"larger_root", kSubject, 4, LargerRoot},
    {"linear_system", kSubject, 4, LinearSystem},
    {"two_real_roots", kSubject, 5, TwoRealRoots},
};

}  // namespace

std::span<const Family> MathAlgebra() { return kFamilies; }

}  // namespace r1bench::data
