#include <string>
#include <vector>

#include "data/suites/latex.h"
#include "data/suites/math_style.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Intermediate Algebra";

bool SeriesSum(base::Rng& rng, Draft* draft) {
  const int64_t first = Draw(rng, -9, 20), step = Draw(rng, 2, 9), n = Draw(rng, 8, 60);
  draft->params = {{"first", first}, {"step", step}, {"n", n}};
  draft->problem = StrCat("Find the sum of the first $", n, "$ terms of the arithmetic sequence $",
                          first, ", ", first + step, ", ", first + 2 * step, ", \\ldots$.");
  draft->answer = std::to_string(n * (2 * first + (n - 1) * step) / 2);
  return true;
}

bool RemainderAtPoint(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -4, 4), b = Draw(rng, -6, 6), c = Draw(rng, -9, 9);
  const int64_t d = Draw(rng, -9, 9), r = DrawNonZero(rng, -4, 4);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}, {"r", r}};
  draft->problem = StrCat("What is the remainder when $", PolynomialLatex({d, c, b, a}, "x"),
                          "$ is divided by $", PolynomialLatex({-r, 1}, "x"), "$?");
  draft->answer = std::to_string(((a * r + b) * r + c) * r + d);
  return true;
}

// Division of a x^4 + b x^3 + c x^2 + d x + e by x^2 + p x + q.
bool RemainderByQuadratic(base::Rng& rng, Draft* draft) {
  std::vector<int64_t> c;  // from the constant up
  for (int i = 0; i < 4; ++i) c.push_back(Draw(rng, -7, 7));
  c.push_back(DrawNonZero(rng, -3, 3));
  const int64_t p = DrawNonZero(rng, -3, 3), q = DrawNonZero(rng, -4, 4);
  draft->params = {{"c", c}, {"p", p}, {"q", q}};
  draft->problem = StrCat("Find the remainder when $", PolynomialLatex(c, "x"), "$ is divided by $",
                          PolynomialLatex({q, p, 1}, "x"), "$.");
  for (size_t k = 4; k >= 2; --k) {
    c[k - 1] -= p * c[k];
    c[k - 2] -= q * c[k];
  }
  draft->answer = PolynomialLatex({c[0], c[1]}, "x");
  return c[1] != 0;
}

bool PartialFractions(base::Rng& rng, Draft* draft) {
  const int64_t p = Draw(rng, -7, 7), q = Draw(rng, -7, 7);
  const int64_t m = DrawNonZero(rng, -9, 9), n = Draw(rng, -12, 12);
  if (p == q || p == 0 || q == 0) return false;
  const std::string left = PolynomialLatex({-p, 1}, "x"), right = PolynomialLatex({-q, 1}, "x");
  draft->params = {{"p", p}, {"q", q}, {"m", m}, {"n", n}};
  draft->problem =
      StrCat("Find the constants $A$ and $B$ for which $\\frac{", PolynomialLatex({n, m}, "x"),
             "}{(", left, ")(", right, ")} = \\frac{A}{", left, "} + \\frac{B}{", right,
             "}$ holds for all $x$ where both sides are defined. Give your answer as an "
             "ordered pair $(A, B)$.");
  draft->answer =
      Bracketed("(", {FractionLatex({m * p + n, p - q}), FractionLatex({m * q + n, q - p})}, ")");
  return true;
}

// 1/r + 1/s + 1/t = (rs + st + tr) / rst.
bool RootReciprocals(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -5, 5), b = Draw(rng, -9, 9), c = DrawNonZero(rng, -9, 9);
  const int64_t d = DrawNonZero(rng, -9, 9);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}};
  draft->problem =
      StrCat("Let $r$, $s$ and $t$ be the roots of $", PolynomialLatex({d, c, b, a}, "x"),
             " = 0$. Compute $\\frac{1}{r} + \\frac{1}{s} + \\frac{1}{t}$.");
  draft->answer = FractionLatex({-c, d});
  return true;
}

bool ComplexQuotient(base::Rng& rng, Draft* draft) {
  const int64_t a = DrawNonZero(rng, -9, 9), b = DrawNonZero(rng, -9, 9);
  const int64_t c = DrawNonZero(rng, -6, 6), d = DrawNonZero(rng, -6, 6);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"d", d}};
  draft->problem = StrCat("Write $\\frac{", ComplexLatex(a, b), "}{", ComplexLatex(c, d),
                          "}$ in the form $x + yi$ with real numbers $x$ and $y$.");
  const int64_t norm = c * c + d * d;
  draft->answer = ComplexLatex({a * c + b * d, norm}, {b * c - a * d, norm});
  return true;
}

// x^4 - (p + q) x^2 + p q = 0.
bool Biquadratic(base::Rng& rng, Draft* draft) {
  const int64_t p = Draw(rng, 1, 20), q = Draw(rng, p + 1, 30);
  draft->params = {{"p", p}, {"q", q}};
  draft->problem =
      StrCat("Find all real solutions of $", PolynomialLatex({p * q, 0, -(p + q), 0, 1}, "x"),
             " = 0$. Enter your answers separated by commas.");
  const std::string x = SurdLatex(1, p), y = SurdLatex(1, q);
  draft->answer = StrCat("-", y, ", -", x, ", ", x, ", ", y);
  return true;
}

// Domain of sqrt((x - p) / (q - x)): [p, q) for p < q; of sqrt((x - p)(x - q)): the outside.
bool RootDomain(base::Rng& rng, Draft* draft) {
  const int64_t p = DrawNonZero(rng, -12, 11), q = DrawNonZero(rng, -12, 12);
  const int64_t kind = Draw(rng, 0, 1);
  if (p >= q) return false;
  draft->params = {{"p", p}, {"q", q}, {"kind", kind}};
  const std::string inside =
      kind == 0 ? StrCat("\\frac{", PolynomialLatex({-p, 1}, "x"), "}{", q, " - x}")
                : PolynomialLatex({p * q, -(p + q), 1}, "x");
  draft->problem = StrCat("What is the domain of the real-valued function $f(x) = \\sqrt{", inside,
                          "}$? Give your answer in interval notation.");
  draft->answer = kind == 0 ? StrCat("[", p, ", ", q, ")")
                            : StrCat("(-\\infty, ", p, "] \\cup [", q, ", \\infty)");
  return true;
}

constexpr Family kFamilies[] = {
    {"series_sum", kSubject, 1, SeriesSum},
    {"remainder_at_point", kSubject, 2, RemainderAtPoint},
    {"remainder_by_quadratic", kSubject, 3, RemainderByQuadratic},
    {"partial_fractions", kSubject, 3, PartialFractions},
    {"root_reciprocals", kSubject, 4, RootReciprocals},
    {"complex_quotient", kSubject, 4, ComplexQuotient},
    {"biquadratic", kSubject, 5, Biquadratic},
    {"root_domain", kSubject, 5, RootDomain},
};

}  // namespace

std::span<const Family> MathIntermediateAlgebra() { return kFamilies; }

}  // namespace r1bench::data
