// The generated suites and the math verifier against each other: every answer of math_style is
// computed again by another method, written as an unsimplified expression or found by search, and
// the verifier must find the two equal. So an error in either shows.

#include <gtest/gtest.h>

#include <algorithm>
#include <complex>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/suites/integer_math.h"
#include "data/suites/math_style.h"
#include "data/suites/registry.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::verifiers {
namespace {

using base::Json;
using base::StrCat;
using Oracle = std::function<std::string(const Json&)>;

int64_t At(const Json& p, const char* key) { return p.at(key).get<int64_t>(); }
std::vector<int64_t> List(const Json& p, const char* key) {
  return p.at(key).get<std::vector<int64_t>>();
}
// A number in brackets, so that signs cannot run into operators.
std::string N(int64_t value) { return StrCat("(", value, ")"); }
std::string N(const Json& p, const char* key) { return N(At(p, key)); }
std::string Over(int64_t a, int64_t b) { return StrCat("\\frac{", a, "}{", b, "}"); }

// ---- Prealgebra

std::string FractionSum(const Json& p) {
  return StrCat(Over(At(p, "a"), At(p, "b")), "+(", Over(At(p, "c"), At(p, "d")), ")");
}
std::string PercentOf(const Json& p) {
  return StrCat(Over(At(p, "percent"), 100), "\\cdot ", At(p, "number"));
}
std::string MissingScore(const Json& p) {
  const std::vector<int64_t> scores = List(p, "scores");
  const int64_t sum = std::accumulate(scores.begin(), scores.end(), int64_t{0});
  const auto count = static_cast<int64_t>(scores.size()) + 1;
  for (int64_t s = 0;; ++s) {
    if (sum + s == count * At(p, "mean")) return std::to_string(s);
  }
}
std::string ShareInRatio(const Json& p) {
  for (int64_t x = 0;; ++x) {
    const int64_t y = At(p, "total") - x;
    if (x * At(p, "b") == y * At(p, "a")) return std::to_string(y - x);
  }
}
std::string WorkTogether(const Json& p) {
  return StrCat("\\frac{1}{\\frac{1}{", At(p, "a"), "}+\\frac{1}{", At(p, "b"), "}}");
}
std::string PriceChanges(const Json& p) {
  return StrCat("100(1+", Over(At(p, "up"), 100), ")(1-", Over(At(p, "down"), 100), ")");
}

// ---- Algebra

std::string LinearEquation(const Json& p) {
  for (int64_t q = 1; q <= 18; ++q) {
    for (int64_t x = -40 * q; x <= 40 * q; ++x) {
      if (At(p, "a") * x + At(p, "b") * q == At(p, "c") * x + At(p, "d") * q) return Over(x, q);
    }
  }
  return "none";
}
std::string Midpoint(const Json& p) {
  const auto middle = [&](const char* from, const char* to) {
    return StrCat(N(p, from), "+\\frac{1}{2}(", N(p, to), "-", N(p, from), ")");
  };
  return StrCat("(", middle("a", "c"), ",", middle("b", "d"), ")");
}
std::string Composition(const Json& p) {
  return StrCat(N(p, "a"), "(", N(p, "c"), N(p, "x"), "^2+", N(p, "d"), ")+", N(p, "b"));
}
std::string ExpandProduct(const Json& p) {
  const std::string x = p["name"];
  return StrCat("(", N(p, "a"), x, "+", N(p, "b"), ")(", N(p, "c"), x, "+", N(p, "d"), ")");
}
std::string QuadraticInequality(const Json& p) {
  std::vector<int64_t> roots;
  for (int64_t x = -30; x <= 30; ++x) {
    if (x * x - (At(p, "p") + At(p, "q")) * x + At(p, "p") * At(p, "q") == 0) roots.push_back(x);
  }
  const std::string op = At(p, "kind") % 2 == 0 ? "<" : "\\le";
  if (At(p, "kind") < 2) return StrCat(roots.front(), op, " x", op, " ", roots.back());
  return StrCat("x", op, " ", roots.front(), " \\text{ or } ", roots.back(), op, " x");
}
std::string LargerRoot(const Json& p) {
  return StrCat("\\frac{-", N(p, "b"), "+\\sqrt{", N(p, "b"), "^2-4\\cdot", N(p, "a"), "\\cdot",
                N(p, "c"), "}}{2\\cdot", N(p, "a"), "}");
}
// Elimination of x, then substitution.
std::string LinearSystem(const Json& p) {
  const std::string ratio = StrCat("\\frac{", At(p, "c"), "}{", At(p, "a"), "}");
  const std::string y = StrCat("\\frac{", N(p, "f"), "-", ratio, N(p, "e"), "}{", N(p, "d"), "-",
                               ratio, N(p, "b"), "}");
  return StrCat("(\\frac{", N(p, "e"), "-", N(p, "b"), "(", y, ")}{", At(p, "a"), "},", y, ")");
}
std::string TwoRealRoots(const Json& p) {
  const std::string bound = StrCat("\\sqrt{4\\cdot", At(p, "a"), "\\cdot", At(p, "c"), "}");
  return StrCat("k>", bound, " \\text{ or } k<-", bound);
}

// ---- Number theory

std::string CommonMultiple(const Json& p) {
  const int64_t a = At(p, "a"), b = At(p, "b");
  if (At(p, "least") == 1) {
    for (int64_t m = 1;; ++m) {
      if (m % a == 0 && m % b == 0) return std::to_string(m);
    }
  }
  for (int64_t d = a;; --d) {
    if (a % d == 0 && b % d == 0) return std::to_string(d);
  }
}
std::string RemainderOfProduct(const Json& p) {
  return std::to_string((At(p, "a") * At(p, "b") + At(p, "c")) % At(p, "m"));
}
std::string ToBase(const Json& p) {
  int64_t power = 1, rest = At(p, "n");
  while (power * At(p, "base") <= rest) power *= At(p, "base");
  std::string digits;
  for (; power > 0; power /= At(p, "base")) {
    int digit = 0;
    for (; rest >= power; rest -= power) ++digit;
    digits += static_cast<char>('0' + digit);
  }
  return StrCat("(", digits, ")_{", At(p, "base"), "}");
}
std::string DivisorCount(const Json& p) {
  int64_t count = 0, sum = 0;
  for (int64_t d = 1; d <= At(p, "n"); ++d) {
    if (At(p, "n") % d == 0) ++count, sum += d;
  }
  return std::to_string(At(p, "sum") == 1 ? sum : count);
}
std::string ModularInverse(const Json& p) {
  for (int64_t n = 0;; ++n) {
    if (At(p, "a") * n % At(p, "m") == 1) return std::to_string(n);
  }
}
std::string TwoRemainders(const Json& p) {
  for (int64_t n = 1;; ++n) {
    if (n % At(p, "m") == At(p, "r") && n % At(p, "n") == At(p, "s")) return std::to_string(n);
  }
}
std::string LastDigits(const Json& p) {
  int64_t value = 1;
  for (int64_t i = 0; i < At(p, "b"); ++i) value = value * At(p, "a") % 100;
  return std::to_string(value);
}

// ---- Counting and probability

std::string LetterArrangements(const Json& p) {
  std::string word = p["word"];
  std::sort(word.begin(), word.end());
  int64_t count = 0;
  do ++count;
  while (std::next_permutation(word.begin(), word.end()));
  return std::to_string(count);
}
std::string MixedCommittee(const Json& p) {
  const int64_t men = At(p, "men"), all = men + At(p, "women");
  int64_t count = 0;
  for (uint32_t mask = 0; mask < (1U << all); ++mask) {
    const uint32_t chosen_men = mask & ((1U << men) - 1);
    count += __builtin_popcount(mask) == At(p, "size") && chosen_men != 0 && chosen_men != mask;
  }
  return std::to_string(count);
}
std::string TwoDice(const Json& p) {
  int64_t hits = 0, all = 0;
  for (int64_t x = 1; x <= At(p, "faces"); ++x) {
    for (int64_t y = 1; y <= At(p, "faces"); ++y, ++all) hits += x + y == At(p, "sum");
  }
  return Over(hits, all);
}
std::string AllRed(const Json& p) {
  std::string product = "1";
  for (int64_t i = 0; i < At(p, "k"); ++i) {
    product += "\\cdot " + Over(At(p, "red") - i, At(p, "red") + At(p, "blue") - i);
  }
  return product;
}
std::string ExpectedWinnings(const Json& p) {
  int64_t found = 0, all = 0;
  for (uint32_t mask = 0; mask < (1U << At(p, "n")); ++mask) {
    if (__builtin_popcount(mask) != At(p, "k")) continue;
    ++all;
    found += __builtin_popcount(mask & ((1U << At(p, "prizes")) - 1));
  }
  return Over(found, all);
}
std::string BinomialCoefficient(const Json& p) {
  std::vector<int64_t> poly = {1};
  for (int64_t i = 0; i < At(p, "n"); ++i) {
    std::vector<int64_t> next(poly.size() + 1, 0);
    for (size_t j = 0; j < poly.size(); ++j) {
      next[j] += At(p, "b") * poly[j];
      next[j + 1] += At(p, "a") * poly[j];
    }
    poly = next;
  }
  return std::to_string(poly[p["k"].get<size_t>()]);
}
std::string ExactlyK(const Json& p) {
  int64_t weight = 0, all = 1;
  for (int64_t i = 0; i < At(p, "n"); ++i) all *= At(p, "q");
  for (uint32_t mask = 0; mask < (1U << At(p, "n")); ++mask) {
    if (__builtin_popcount(mask) != At(p, "k")) continue;
    int64_t product = 1;
    for (int64_t i = 0; i < At(p, "n"); ++i) {
      product *= (mask >> i) & 1U ? At(p, "p") : At(p, "q") - At(p, "p");
    }
    weight += product;
  }
  return Over(weight, all);
}

// ---- Geometry

std::string Hypotenuse(const Json& p) {
  return StrCat("\\sqrt{", At(p, "a"), "^2+", At(p, "b"), "^2}");
}
std::string CircleArea(const Json& p) {
  const std::string radius =
      At(p, "diameter") == 1 ? Over(At(p, "c"), 2) : StrCat("\\frac{", At(p, "c"), "\\pi}{2\\pi}");
  return StrCat("\\pi \\left(", radius, "\\right)^2");
}
std::string EquilateralArea(const Json& p) {
  return StrCat("\\frac{1}{2}\\left(", Over(At(p, "perimeter"), 3), "\\right)^2 \\sin 60^\\circ");
}
std::string PolygonAngle(const Json& p) { return StrCat("180-\\frac{360}{", At(p, "n"), "}"); }
// Half of two sides times the sine between them.
std::string TriangleArea(const Json& p) {
  const int64_t a = At(p, "a"), b = At(p, "b"), c = At(p, "c");
  const std::string cosine = Over(a * a + b * b - c * c, 2 * a * b);
  return StrCat(Over(a * b, 2), "\\sqrt{1-\\left(", cosine, "\\right)^2}");
}
std::string SolidVolume(const Json& p) {
  const int64_t r = At(p, "r"), h = At(p, "h");
  if (At(p, "kind") == 0) return StrCat("\\frac{1}{3}\\pi\\cdot ", r, "^2\\cdot ", h);
  const std::string radius = Over(r, 2);
  if (At(p, "kind") == 1) return StrCat("\\pi\\cdot(", radius, ")^2\\cdot ", h);
  return StrCat("\\frac{4}{3}\\pi\\left(", radius, "\\right)^3");
}
std::string Circumradius(const Json& p) {
  const int64_t a = At(p, "a"), b = At(p, "b"), c = At(p, "c");
  const std::string cosine = Over(b * b + c * c - a * a, 2 * b * c);
  return StrCat("\\frac{", a, "}{2\\sin(\\arccos(", cosine, "))}");
}

// ---- Intermediate algebra

std::string SeriesSum(const Json& p) {
  int64_t sum = 0;
  for (int64_t i = 0; i < At(p, "n"); ++i) sum += At(p, "first") + i * At(p, "step");
  return std::to_string(sum);
}
std::string RemainderAtPoint(const Json& p) {
  const std::string r = N(p, "r");
  return StrCat(N(p, "a"), r, "^3+", N(p, "b"), r, "^2+", N(p, "c"), r, "+", N(p, "d"));
}
// Powers of x reduced by x^2 = -p x - q.
std::string RemainderByQuadratic(const Json& p) {
  const std::vector<int64_t> c = List(p, "c");
  int64_t u = 0, v = 1, slope = 0, constant = 0;  // x^k = u x + v
  for (const int64_t coefficient : c) {
    slope += coefficient * u;
    constant += coefficient * v;
    const int64_t next_u = v - At(p, "p") * u;
    v = -At(p, "q") * u;
    u = next_u;
  }
  return StrCat(N(constant), "+", N(slope), "x");
}
std::string PartialFractions(const Json& p) {
  const std::string b =
      StrCat("\\frac{", N(p, "n"), "+", N(p, "m"), N(p, "q"), "}{", N(p, "q"), "-", N(p, "p"), "}");
  return StrCat("(", N(p, "m"), "-", b, ",", b, ")");
}
// The roots by the Durand-Kerner iteration.
std::string RootReciprocals(const Json& p) {
  using Complex = std::complex<double>;
  const double a = static_cast<double>(At(p, "a"));
  const Complex b = static_cast<double>(At(p, "b")) / a, c = static_cast<double>(At(p, "c")) / a,
                d = static_cast<double>(At(p, "d")) / a;
  Complex r[3] = {{1, 0}, {0.4, 0.9}, {-0.65, 0.72}};
  for (int step = 0; step < 2000; ++step) {
    for (int i = 0; i < 3; ++i) {
      const Complex value = ((r[i] + b) * r[i] + c) * r[i] + d;
      r[i] -= value / ((r[i] - r[(i + 1) % 3]) * (r[i] - r[(i + 2) % 3]));
    }
  }
  const double sum = (1.0 / r[0] + 1.0 / r[1] + 1.0 / r[2]).real();
  return Over(std::llround(sum * static_cast<double>(At(p, "d"))), At(p, "d"));
}
std::string ComplexQuotient(const Json& p) {
  return StrCat("\\frac{", N(p, "a"), "+", N(p, "b"), "i}{", N(p, "c"), "+", N(p, "d"), "i}");
}
std::string Biquadratic(const Json& p) {
  const int64_t s = At(p, "p") + At(p, "q"), t = At(p, "p") * At(p, "q");
  const auto root = [&](const char* sign) {
    return StrCat("\\sqrt{\\frac{", s, sign, "\\sqrt{", s * s - 4 * t, "}}{2}}");
  };
  return StrCat("\\pm ", root("+"), ", \\pm ", root("-"));
}
std::string RootDomain(const Json& p) {
  const int64_t lo = At(p, "p"), hi = At(p, "q");
  std::vector<int64_t> members;  // twice the half-integers in the domain, in (-40, 40)
  for (int64_t x2 = -80; x2 <= 80; ++x2) {
    const int64_t left = x2 - 2 * lo, right = At(p, "kind") == 0 ? 2 * hi - x2 : x2 - 2 * hi;
    const bool defined = At(p, "kind") == 1 || right != 0;
    if (defined && left * right >= 0) members.push_back(x2);
  }
  if (At(p, "kind") == 0) {
    return StrCat(members.front() / 2, "\\le x<", (members.back() + 1) / 2);
  }
  size_t gap = 1;
  while (members[gap] == members[gap - 1] + 1) ++gap;
  return StrCat("x\\le ", members[gap - 1] / 2, " \\text{ or } x\\ge ", members[gap] / 2);
}

// ---- Precalculus

std::string ExactTrig(const Json& p) {
  return StrCat("\\", At(p, "cosine") == 1 ? "cos" : "sin", "(", At(p, "degrees"), "^\\circ)");
}
std::string VectorLength(const Json& p) {
  const std::vector<int64_t> v = List(p, "v");
  return StrCat("\\sqrt{", N(v[0]), "^2+", N(v[1]), "^2+", N(v[2]), "^2}");
}
// Leibniz's sum over permutations.
std::string Determinant(const Json& p) {
  const std::vector<std::vector<int64_t>> m = {List(p, "u"), List(p, "v"), List(p, "w")};
  std::vector<size_t> order = {0, 1, 2};
  int64_t sum = 0;
  do {
    int sign = 1;
    for (size_t i = 0; i < 3; ++i) {
      for (size_t j = i + 1; j < 3; ++j) sign *= order[i] > order[j] ? -1 : 1;
    }
    sum += sign * m[0][order[0]] * m[1][order[1]] * m[2][order[2]];
  } while (std::next_permutation(order.begin(), order.end()));
  return std::to_string(sum);
}
std::string MatrixProduct(const Json& p) {
  const std::vector<int64_t> m = List(p, "m");
  std::string text = "\\begin{bmatrix}";
  for (size_t i = 0; i < 2; ++i) {
    for (size_t j = 0; j < 2; ++j) {
      text +=
          StrCat(j == 0 ? "" : "&", N(m[2 * i]), N(m[4 + j]), "+", N(m[2 * i + 1]), N(m[6 + j]));
    }
    text += i == 0 ? "\\\\" : "";
  }
  return text + "\\end{bmatrix}";
}
// By the alternating tensor.
std::vector<int64_t> CrossOf(const std::vector<int64_t>& u, const std::vector<int64_t>& v) {
  std::vector<int64_t> out(3, 0);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 3; ++k) out[i] += (i - j) * (j - k) * (k - i) / 2 * u[j] * v[k];
    }
  }
  return out;
}
std::string CrossProduct(const Json& p) {
  const std::vector<int64_t> c = CrossOf(List(p, "u"), List(p, "v"));
  return StrCat("\\left[\\begin{array}{c}", c[0], "\\\\", c[1], "\\\\", c[2],
                "\\end{array}\\right]");
}
std::string PolarCoordinates(const Json& p) {
  const int64_t quadrant = At(p, "quadrant");
  const std::string k = std::to_string(At(p, "k")), root = k + "\\sqrt{3}";
  const bool diagonal = At(p, "diagonal") == 1, steep = At(p, "steep") == 1;
  const std::string x =
      (quadrant == 1 || quadrant == 2 ? "-" : "") + (diagonal || steep ? k : root);
  const std::string y = (quadrant >= 2 ? "-" : "") + (diagonal || !steep ? k : root);
  const std::string r = StrCat("\\sqrt{(", x, ")^2+(", y, ")^2}");
  const std::string angle = StrCat("\\arccos(\\frac{", x, "}{", r, "})");
  return StrCat("(", r, ",", quadrant >= 2 ? "2\\pi-" : "", angle, ")");
}
// Gauss-Jordan elimination in fractions.
std::string InverseMatrix(const Json& p) {
  using data::Fraction;
  Fraction m[2][4] = {{At(p, "a"), At(p, "b"), 1, 0}, {At(p, "c"), At(p, "d"), 0, 1}};
  if (m[0][0].num == 0) std::swap(m[0], m[1]);
  for (int row = 0; row < 2; ++row) {
    const Fraction pivot = m[row][row];
    for (Fraction& entry : m[row]) entry = entry / pivot;
    const Fraction factor = m[1 - row][row];
    for (int j = 0; j < 4; ++j) m[1 - row][j] = m[1 - row][j] - factor * m[row][j];
  }
  const auto text = [](const Fraction& f) { return Over(f.num, f.den); };
  return StrCat("\\begin{pmatrix}", text(m[0][2]), "&", text(m[0][3]), "\\\\", text(m[1][2]), "&",
                text(m[1][3]), "\\end{pmatrix}");
}
// Lagrange: |u x v|^2 = |u|^2 |v|^2 - (u.v)^2.
std::string ParallelogramArea(const Json& p) {
  const std::vector<int64_t> u = List(p, "u"), v = List(p, "v");
  const auto dot = [](const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  };
  return StrCat("\\sqrt{", dot(u, u), "\\cdot ", dot(v, v), "-", N(dot(u, v)), "^2}");
}
// The distance to the foot of the perpendicular.
std::string PlaneDistance(const Json& p) {
  const std::vector<int64_t> n = List(p, "n"), x = List(p, "p");
  const int64_t gap = n[0] * x[0] + n[1] * x[1] + n[2] * x[2] - At(p, "d");
  const int64_t norm = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
  std::string sum = "0";
  for (const int64_t c : n) sum += StrCat("+\\left(", Over(gap * c, norm), "\\right)^2");
  return "\\sqrt{" + sum + "}";
}
std::string ComplexPower(const Json& p) {
  return StrCat("(", N(p, "a"), "+", N(p, "b"), "i)^{", At(p, "n"), "}");
}

const std::map<std::string, Oracle>& Oracles() {
  static const std::map<std::string, Oracle> oracles = {
      {"fraction_sum", FractionSum},
      {"percent_of", PercentOf},
      {"missing_score", MissingScore},
      {"share_in_ratio", ShareInRatio},
      {"work_together", WorkTogether},
      {"price_changes", PriceChanges},
      {"linear_equation", LinearEquation},
      {"midpoint", Midpoint},
      {"composition", Composition},
      {"expand_product", ExpandProduct},
      {"quadratic_inequality", QuadraticInequality},
      {"larger_root", LargerRoot},
      {"linear_system", LinearSystem},
      {"two_real_roots", TwoRealRoots},
      {"common_multiple", CommonMultiple},
      {"remainder_of_product", RemainderOfProduct},
      {"to_base", ToBase},
      {"divisor_count", DivisorCount},
      {"modular_inverse", ModularInverse},
      {"two_remainders", TwoRemainders},
      {"last_digits", LastDigits},
      {"letter_arrangements", LetterArrangements},
      {"mixed_committee", MixedCommittee},
      {"two_dice", TwoDice},
      {"all_red", AllRed},
      {"expected_winnings", ExpectedWinnings},
      {"binomial_coefficient", BinomialCoefficient},
      {"exactly_k", ExactlyK},
      {"hypotenuse", Hypotenuse},
      {"circle_area", CircleArea},
      {"equilateral_area", EquilateralArea},
      {"polygon_angle", PolygonAngle},
      {"triangle_area", TriangleArea},
      {"solid_volume", SolidVolume},
      {"circumradius", Circumradius},
      {"series_sum", SeriesSum},
      {"remainder_at_point", RemainderAtPoint},
      {"remainder_by_quadratic", RemainderByQuadratic},
      {"partial_fractions", PartialFractions},
      {"root_reciprocals", RootReciprocals},
      {"complex_quotient", ComplexQuotient},
      {"biquadratic", Biquadratic},
      {"root_domain", RootDomain},
      {"exact_trig", ExactTrig},
      {"vector_length", VectorLength},
      {"determinant", Determinant},
      {"matrix_product", MatrixProduct},
      {"cross_product", CrossProduct},
      {"polar_coordinates", PolarCoordinates},
      {"inverse_matrix", InverseMatrix},
      {"parallelogram_area", ParallelogramArea},
      {"plane_distance", PlaneDistance},
      {"complex_power", ComplexPower},
  };
  return oracles;
}

TEST(MathStyle, AnswersOfEveryFamilyAgreeWithAnotherMethod) {
  const MathVerifier verifier;
  EXPECT_EQ(data::MathFamilies().size(), Oracles().size());
  for (const data::Family& family : data::MathFamilies()) {
    ASSERT_EQ(Oracles().count(family.name), 1u) << family.name;
    std::set<std::string> statements;
    for (uint64_t i = 0; i < 25; ++i) {
      base::Rng rng(11, StrCat("test/", family.name), i);
      const data::Problem problem = data::MakeFromFamily(family, rng);
      const std::string other = Oracles().at(family.name)(problem.extra["params"]);
      const Verdict verdict = verifier.VerifyAnswer(*verifier.Prepare(problem), other);
      EXPECT_EQ(verdict.status, Status::kCorrect)
          << family.name << ": " << problem.problem << "\n  answer " << problem.answer
          << "\n  other  " << other << "\n  " << verdict.reason;
      statements.insert(problem.problem);
    }
    EXPECT_GE(statements.size(), 12u) << family.name << " repeats itself";
  }
}

TEST(Arithmetic, TheVerifierComputesTheSameValues) {
  const MathVerifier verifier;
  for (const data::Problem& problem : data::GenerateSuite("arithmetic", 3, 400)) {
    const size_t start = problem.problem.find('$') + 1;
    const std::string formula = problem.problem.substr(start, problem.problem.rfind('$') - start);
    EXPECT_EQ(verifier.VerifyAnswer(*verifier.Prepare(problem), formula).status, Status::kCorrect)
        << problem.problem << " | " << problem.answer;
  }
}

std::string Replace(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

TEST(Suites, EveryAnswerVerifiesAgainstItselfAndItsSpellings) {
  const MathVerifier verifier;
  for (const std::string& suite : data::SuiteNames()) {
    for (const data::Problem& problem : data::GenerateSuite(suite, 5, 300)) {
      const auto prepared = verifier.Prepare(problem);
      const std::string& gold = problem.answer;
      for (const std::string& response :
           {"<think>\\boxed{1}</think> It is $\\boxed{" + gold + "}$.",
            "<think>hm</think><answer>" + gold + "</answer>",
            "\\boxed{" + Replace(gold, "\\frac", "\\dfrac") + "}",
            "\\boxed{" + Replace(Replace(gold, "(", "\\left("), ")", "\\right)") + "}",
            "\\boxed{" + Replace(gold, "pmatrix", "bmatrix") + "}",
            "\\boxed{ " + Replace(gold, ", ", ",") + ". }", "So the answer is $" + gold + "$."}) {
        const bool mixed =
            response.find("\\left(") != std::string::npos &&
            (response.find('[') != std::string::npos || response.find(']') != std::string::npos);
        if (mixed) continue;  // the replacement would break a half-open interval
        const Verdict verdict = verifier.Verify(*prepared, response);
        EXPECT_EQ(verdict.status, Status::kCorrect) << gold << " | " << response;
      }
    }
  }
}

// Answers are in simplest form, so different texts are different values.
TEST(Suites, DifferentAnswersAreNotEqual) {
  const MathVerifier verifier;
  const std::vector<data::Problem> problems = data::GenerateSuite("math_style", 6, 150);
  for (const data::Problem& a : problems) {
    const auto prepared = verifier.Prepare(a);
    for (const data::Problem& b : problems) {
      if (a.extra["family"] == "price_changes" || b.extra["family"] == "price_changes") continue;
      const bool equal = verifier.VerifyAnswer(*prepared, b.answer).reward > 0;
      EXPECT_EQ(equal, a.answer == b.answer) << a.answer << " | " << b.answer;
    }
  }
}

}  // namespace
}  // namespace r1bench::verifiers
