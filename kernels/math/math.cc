#include "kernels/math/math.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "kernels/exp_constants.h"
#include "kernels/math/math_impl.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int64_t kGrainElements = 16384;

// Coefficients of the Taylor series below, highest power first.
struct Series {
  double c[16];
  int count;
};

// ±1/k! for k = first, first - 2, … >= last; that of `last` has the given sign, and it alternates.
constexpr Series Reciprocals(int first, int last, double sign) {
  Series s = {};
  for (int k = first; k >= last; k -= 2) {
    double factorial = 1;
    for (int i = 2; i <= k; ++i) factorial *= i;
    s.c[s.count++] = ((k - last) / 2 % 2 != 0 ? -sign : sign) / factorial;
  }
  return s;
}

constexpr Series AtanhSeries() {
  Series s = {};
  for (int k = 23; k >= 5; k -= 2) s.c[s.count++] = 2.0 / k;
  return s;
}

constexpr Series kSinSeries = Reciprocals(17, 3, -1.0);
constexpr Series kCosSeries = Reciprocals(18, 4, 1.0);
constexpr Series kAtanhSeries = AtanhSeries();

template <const Series& s>
double Horner(double x) {
  double q = s.c[0];
#pragma GCC unroll 16
  for (int i = 1; i < s.count; ++i) q = std::fma(q, x, s.c[i]);
  return q;
}

// A sum of two doubles, |lo| <= half an ulp of hi.
struct Pair {
  double hi;
  double lo;
};

Pair TwoSum(double a, double b) {
  const double s = a + b;
  const double v = s - a;
  return {s, (a - (s - v)) + (b - v)};
}

// 2^n · x without overflow on the way, for any n that a result can need.
double ScaleByPowerOfTwo(double x, int64_t n) {
  const int64_t half = n / 2;
  const auto power = [](int64_t e) { return std::bit_cast<double>((e + 1023) << 52); };
  return x * power(half) * power(n - half);
}

// e^(x + tail), |tail| tiny.
double ExpWithTail(double x, double tail) {
  if (!(x > kExpDMin)) return x != x ? x : 0.0;
  if (x > kExpDMax) return kInfinity;
  const double shifted = std::fma(x, kExpDInvLn2, kExpDRound);
  const double n = shifted - kExpDRound;
  const double r_hi = std::fma(-n, kExpDLn2Hi, x);
  const double r_lo = std::fma(-n, kExpDLn2Lo, tail);
  const double r = r_hi + r_lo;
  const double r_error = (r_hi - r) + r_lo;
  double q = kExpDSeries[0];
#pragma GCC unroll 16
  for (int i = 1; i < 12; ++i) q = std::fma(q, r, kExpDSeries[i]);
  const double t = std::fma(r * r, q, r_error);
  return ScaleByPowerOfTwo(1.0 + (r + t), static_cast<int64_t>(n));
}

// log x = e·ln 2 + 2·atanh(s), s = (m-1)/(m+1), as a pair good to about 2^-66. x > 0, finite.
Pair LogPair(double x) {
  int64_t e = 0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    e = -54;
  }
  uint64_t bits = std::bit_cast<uint64_t>(x);
  e += static_cast<int64_t>(bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffffu) | 0x3ff0000000000000u;
  double m = std::bit_cast<double>(bits);
  if (m > 0x1.6a09e667f3bcdp+0) {
    m *= 0.5;
    ++e;
  }
  const double f = m - 1.0;  // exact
  const Pair g = TwoSum(m, 1.0);
  const double s = f / g.hi;
  const double s_lo = (std::fma(-s, g.hi, f) - s * g.lo) / g.hi;
  // 2·(s³/3 + s⁵/5 + …) to s²³: the rest is below 2^-62 for |s| <= 0.1716.
  const double z = s * s;
  // The first coefficient, 2/3, in two parts.
  const double cube = z * s;
  const double cube_lo = std::fma(z, s, -cube) + std::fma(s, s, -z) * s + 3.0 * (z * s_lo);
  constexpr double kTwoThirds = 0x1.5555555555555p-1;
  constexpr double kTwoThirdsLo = 0x1.5555555555555p-55;
  const double c = cube * kTwoThirds;
  const double c_lo = std::fma(cube, kTwoThirds, -c) + cube * kTwoThirdsLo + cube_lo * kTwoThirds;
  const double small = std::fma(cube * z, Horner<kAtanhSeries>(z), c_lo) + 2.0 * s_lo;
  const double n = static_cast<double>(e);
  const Pair a = TwoSum(n * kExpDLn2Hi, 2.0 * s);
  const Pair b = TwoSum(a.hi, c);
  const double lo = std::fma(n, kExpDLn2Lo, (a.lo + b.lo) + small);
  const double hi = b.hi + lo;
  return {hi, (b.hi - hi) + lo};
}

// r = x - n·(pi/2) for the nearest n; returns n mod 4. |x| <= 2^26, so n has at most 26 bits and
// its products with the 27-bit parts of pi/2 are exact.
int64_t ReduceQuarter(double x, Pair* r) {
  constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;
  constexpr double kParts[3] = {0x1.921fb54p+0, 0x1.10b461p-30, 0x1.a62633145c06ep-58};
  const double shifted = std::fma(x, kTwoOverPi, kExpDRound);
  const double n = shifted - kExpDRound;
  const double a = std::fma(-n, kParts[0], x);
  const Pair b = TwoSum(a, -n * kParts[1]);
  const double c = n * kParts[2];
  const double c_lo = std::fma(n, kParts[2], -c);
  const Pair d = TwoSum(b.hi, -c);
  const double lo = (d.lo + b.lo) - c_lo;
  r->hi = d.hi + lo;
  r->lo = (d.hi - r->hi) + lo;
  return static_cast<int64_t>(n) & 3;
}

// Taylor series on |r| <= pi/4; the next terms are below 2^-60.
double SinSeries(Pair r) {
  const double z = r.hi * r.hi;
  const double q = Horner<kSinSeries>(z);
  // sin(hi + lo) = sin(hi) + lo·cos(hi), cos(hi) = 1 - hi²/2 to the precision needed.
  return r.hi + std::fma(r.hi * z, q, r.lo * (1.0 - 0.5 * z));
}

double CosSeries(Pair r) {
  const double z = r.hi * r.hi;
  const double q = Horner<kCosSeries>(z);
  const double half = 0.5 * z;
  const double head = 1.0 - half;
  const double tail = (1.0 - head) - half;
  const double z_error = std::fma(r.hi, r.hi, -z);
  return head + (std::fma(z * z, q, tail) - std::fma(0.5, z_error, r.hi * r.lo));
}

double Quarter(int64_t n, Pair r) {
  const double value = n % 2 == 0 ? SinSeries(r) : CosSeries(r);
  return n >= 2 ? -value : value;
}

}  // namespace

float Exp(float x) {
  // Comparisons keep a NaN: neither is true for it.
  x = x > kExpMax ? kExpMax : x;
  x = x < kExpMin ? kExpMin : x;
  const float shifted = std::fma(x, kExpInvLn2, kExpRound);
  const float n = shifted - kExpRound;
  const float r = std::fma(-n, kExpLn2Lo, std::fma(-n, kExpLn2Hi, x));
  float q = kExpPoly[4];
  for (int k = 3; k >= 0; --k) q = std::fma(q, r, kExpPoly[k]);
  const float p = 1.0f + std::fma(r * r, q, r);
  const int32_t exponent = std::bit_cast<int32_t>(shifted) - std::bit_cast<int32_t>(kExpRound);
  const int32_t half = exponent >> 1;
  // Wraps for a NaN, whose result does not depend on it.
  const auto power = [](int32_t e) {
    return std::bit_cast<float>((static_cast<uint32_t>(e) + 127u) << 23);
  };
  if (x != x) return x;
  return p * power(half) * power(exponent - half);
}

float Log(float x) {
  if (!(x > 0)) return x == 0 ? -std::numeric_limits<float>::infinity() : static_cast<float>(kNaN);
  if (x == std::numeric_limits<float>::infinity()) return x;
  const uint64_t bits = std::bit_cast<uint64_t>(static_cast<double>(x));
  double e = static_cast<double>(static_cast<int64_t>(bits >> 52) - 1023);
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
  if (m > kLogSqrt2) {
    m *= 0.5;
    e += 1.0;
  }
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  double q = kLogSeries[0];
  for (int i = 1; i < 7; ++i) q = std::fma(q, z, kLogSeries[i]);
  return static_cast<float>(std::fma(e, kLogLn2, std::fma(s * z, q, s + s)));
}

void ExpArray(int64_t n, const float* x, float* y) {
  const MathKernels& kernels = Select(kMathReference, kMathAvx2, kMathAvx512);
  base::ParallelFor(n, kGrainElements, [&](int64_t begin, int64_t end) {
    kernels.exp(end - begin, x + begin, y + begin);
  });
}

double ExpD(double x) { return ExpWithTail(x, 0.0); }

double LogD(double x) {
  if (!(x > 0)) return x == 0 ? -kInfinity : kNaN;
  if (x == kInfinity) return x;
  return LogPair(x).hi;
}

double PowD(double base, double exponent) {
  if (exponent == 0 || base == 1) return 1.0;
  if (base == 0 && exponent > 0) return 0.0;
  if (!(base > 0) || base == kInfinity || exponent != exponent) return kNaN;
  const Pair log = LogPair(base);
  const double product = log.hi * exponent;
  if (!(product < 711.0)) return product != product ? product : kInfinity;
  if (product < kExpDMin) return 0.0;
  return ExpWithTail(product, std::fma(log.hi, exponent, -product) + log.lo * exponent);
}

double SinD(double x) {
  if (!(std::fabs(x) <= 0x1p26)) return kNaN;
  Pair r;
  const int64_t n = ReduceQuarter(x, &r);
  return Quarter(n, r);
}

double CosD(double x) {
  if (!(std::fabs(x) <= 0x1p26)) return kNaN;
  Pair r;
  const int64_t n = ReduceQuarter(x, &r);
  return Quarter((n + 1) & 3, r);
}

}  // namespace r1bench::kernels
