#include <string>
#include <utility>
#include <vector>

#include "data/suites/aime_style.h"
#include "data/suites/integer_math.h"
#include "data/suites/latex.h"

namespace r1bench::data {
namespace {

using base::StrCat;
constexpr const char* kSubject = "Algebra";

// Power sums of the roots of a cubic by Newton's identities.
bool CubicPowerSum(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, -6, 6), b = Draw(rng, -9, 9), c = DrawNonZero(rng, -9, 9);
  const int64_t k = Draw(rng, 3, 5);
  draft->params = {{"a", a}, {"b", b}, {"c", c}, {"k", k}};
  draft->problem =
      StrCat("Let $r$, $s$ and $t$ be the (possibly complex) roots of $",
             PolynomialLatex({c, b, a, 1}, "x"), "$. Find $r^", k, " + s^", k, " + t^", k, "$.");
  // x^3 = -a x^2 - b x - c
  std::vector<int64_t> p = {3, -a, a * a - 2 * b};
  for (int64_t i = 3; i <= k; ++i) p.push_back(-a * p[i - 1] - b * p[i - 2] - c * p[i - 3]);
  return a != 0 && b != 0 && SetAimeAnswer(p[k], draft);
}

// a_n = p a_(n-1) + q a_(n-2), by powers of the companion matrix.
bool RecurrenceRemainder(base::Rng& rng, Draft* draft) {
  const int64_t p = Draw(rng, 1, 5), q = Draw(rng, 1, 5), n = Draw(rng, 50, 2500);
  const int64_t first = Draw(rng, 1, 5), second = Draw(rng, 1, 9);
  draft->params = {{"p", p}, {"q", q}, {"n", n}, {"first", first}, {"second", second}};
  const auto times = [](int64_t k) { return k == 1 ? std::string() : std::to_string(k); };
  draft->problem = StrCat("A sequence is defined by $a_1 = ", first, "$, $a_2 = ", second,
                          "$ and $a_n = ", times(p), "a_{n-1} + ", times(q),
                          "a_{n-2}$ for $n \\ge 3$. Find the remainder when $a_{", n,
                          "}$ is divided by $1000$.");
  constexpr int64_t kMod = 1000;
  int64_t m[4] = {p, q, 1, 0}, r[4] = {1, 0, 0, 1};
  const auto multiply = [](const int64_t* x, const int64_t* y, int64_t* out) {
    const int64_t z[4] = {(x[0] * y[0] + x[1] * y[2]) % kMod, (x[0] * y[1] + x[1] * y[3]) % kMod,
                          (x[2] * y[0] + x[3] * y[2]) % kMod, (x[2] * y[1] + x[3] * y[3]) % kMod};
    for (int i = 0; i < 4; ++i) out[i] = z[i];
  };
  for (int64_t e = n - 2; e > 0; e >>= 1) {
    if (e & 1) multiply(r, m, r);
    multiply(m, m, m);
  }
  return SetAimeAnswer((r[0] * second + r[1] * first) % kMod, draft);
}

bool ReciprocalPower(base::Rng& rng, Draft* draft) {
  const int64_t k = Draw(rng, 3, 30), n = Draw(rng, 2, 6);
  draft->params = {{"k", k}, {"n", n}};
  draft->problem = StrCat("A number $x$ satisfies $x + \\frac{1}{x} = ", k,
                          "$. Find the value of $x^", n, " + \\frac{1}{x^", n, "}$.");
  int64_t previous = 2, value = k;
  for (int64_t i = 2; i <= n; ++i) previous = std::exchange(value, k * value - previous);
  return SetAimeAnswer(value, draft);
}

// Sum of floor((a k + b) / m), k < n, by the Euclid-like recursion.
int64_t FloorSum(int64_t n, int64_t m, int64_t a, int64_t b) {
  int64_t sum = 0;
  while (true) {
    sum += (n - 1) * n / 2 * (a / m) + n * (b / m);
    a %= m;
    b %= m;
    const int64_t last = a * n + b;
    if (last < m) return sum;
    n = last / m;
    b = last % m;
    std::swap(m, a);
  }
}

bool FloorSums(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 3, 40), m = Draw(rng, 5, 60), n = Draw(rng, 15, 90);
  if (Gcd(a, m) != 1) return false;
  draft->params = {{"a", a}, {"m", m}, {"n", n}};
  draft->problem =
      StrCat("For a real number $x$ let $\\lfloor x \\rfloor$ be the greatest integer ",
             "not exceeding $x$. Evaluate $\\sum_{k=1}^{", n, "} \\left\\lfloor \\frac{", a, "k}{",
             m, "} \\right\\rfloor$.");
  return SetAimeAnswer(FloorSum(n + 1, m, a, 0), draft);
}

// Sum over k = 1..n of 1 / ((a k + b)(a k + a + b)) = n / ((a + b)(a n + a + b)).
bool Telescope(base::Rng& rng, Draft* draft) {
  const int64_t a = Draw(rng, 2, 5), b = Draw(rng, -1, 4), n = Draw(rng, 8, 60);
  if (a + b < 1) return false;
  draft->params = {{"a", a}, {"b", b}, {"n", n}};
  const auto term = [&](int64_t k) {
    return StrCat("\\frac{1}{", a * k + b, " \\cdot ", a * k + a + b, "}");
  };
  draft->problem =
      StrCat("The sum $", term(1), " + ", term(2), " + ", term(3), " + \\cdots + ", term(n),
             "$ equals $\\frac{p}{q}$, where $p$ and $q$ are relatively prime ",
             "positive integers. Find $p + q$.");
  const Fraction sum(n, (a + b) * (a * n + a + b));
  return SetAimeAnswer(sum.num + sum.den, draft);
}

bool Interpolation(base::Rng& rng, Draft* draft) {
  const int64_t degree = Draw(rng, 2, 3);
  std::vector<int64_t> c;
  for (int64_t i = 0; i <= degree; ++i) c.push_back(Draw(rng, -6, 6));
  if (c.back() == 0) return false;
  const auto at = [&](int64_t x) {
    int64_t value = 0;
    for (int64_t i = degree; i >= 0; --i) value = value * x + c[i];
    return value;
  };
  std::vector<int64_t> values;
  std::string given;
  for (int64_t x = 1; x <= degree + 1; ++x) {
    values.push_back(at(x));
    given += StrCat(x == 1 ? "" : (x == degree + 1 ? " and " : ", "), "$P(", x, ") = ", at(x), "$");
  }
  const int64_t target = Draw(rng, degree + 2, degree + 5);
  draft->params = {{"values", values}, {"target", target}};
  draft->problem = StrCat("Let $P(x)$ be the polynomial of least degree with ", given, ". Find $P(",
                          target, ")$.");
  return SetAimeAnswer(at(target), draft);
}

constexpr Family kFamilies[] = {
    {"cubic_power_sum", kSubject, 4, CubicPowerSum},
    {"recurrence_remainder", kSubject, 4, RecurrenceRemainder},
    {"reciprocal_power", kSubject, 2, ReciprocalPower},
    {"floor_sum", kSubject, 4, FloorSums},
    {"telescope", kSubject, 3, Telescope},
    {"interpolation", kSubject, 3, Interpolation},
};

}  // namespace

std::span<const Family> AimeAlgebra() { return kFamilies; }

}  // namespace r1bench::data
