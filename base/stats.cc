#include "base/stats.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::base {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Interval kUnbounded{-kInfinity, kInfinity};
constexpr int64_t kMaxExactMannWhitney = 40;
constexpr int64_t kMaxExactWilcoxon = 50;

void RequireLevel(double level) {
  Require(level > 0 && level < 1, "expected a confidence level between 0 and 1, got ", level);
}

void RequireEqualLength(size_t x, size_t y) {
  Require(x == y, "expected two series of equal length, got ", x, " and ", y);
}

// The continued fraction of the incomplete beta function (Lentz's method).
double BetaFraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / away(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m <= 500; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

// The regularised incomplete beta function I_x(a, b).
double IncompleteBeta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * BetaFraction(a, b, x) / a;
  return 1 - front * BetaFraction(b, a, 1 - x) / b;
}

// The x with cdf(x) = p for an increasing cdf, by bisection.
template <typename Cdf>
double InvertCdf(const Cdf& cdf, double p) {
  Require(p > 0 && p < 1, "expected a probability between 0 and 1, got ", p);
  double lo = -1, hi = 1;
  while (cdf(lo) > p) lo *= 2;
  while (cdf(hi) < p) hi *= 2;
  for (int i = 0; i < 200 && lo < hi; ++i) {
    const double middle = lo + (hi - lo) / 2;
    if (middle == lo || middle == hi) break;
    (cdf(middle) < p ? lo : hi) = middle;
  }
  return lo + (hi - lo) / 2;
}

// Twice the ranks from 1 (so that the middle rank of ties is whole), and the sum of t^3 - t over
// groups of t ties.
struct Ranks {
  std::vector<int64_t> doubled;
  double tie_term = 0;
};

Ranks DoubledRanks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t i, size_t j) { return values[i] < values[j]; });
  Ranks ranks{std::vector<int64_t>(values.size()), 0};
  for (size_t begin = 0, end; begin < order.size(); begin = end) {
    end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (size_t i = begin; i < end; ++i) {
      ranks.doubled[order[i]] = static_cast<int64_t>(begin + 1 + end);
    }
    const double ties = static_cast<double>(end - begin);
    ranks.tie_term += ties * ties * ties - ties;
  }
  return ranks;
}

// Two-sided p of `observed` under counts[s] ways to reach the sum s: twice the smaller tail.
double TwoSidedP(const std::vector<double>& counts, int64_t observed) {
  double total = 0, below = 0, above = 0;
  for (int64_t s = 0; s < static_cast<int64_t>(counts.size()); ++s) {
    total += counts[s];
    if (s <= observed) below += counts[s];
    if (s >= observed) above += counts[s];
  }
  return std::min(1.0, 2 * std::min(below, above) / total);
}

// Two-sided p of a normal approximation with continuity correction.
double NormalP(double statistic, double mean, double variance, double continuity) {
  if (variance <= 0) return 1;
  const double z = std::max(0.0, std::abs(statistic - mean) - continuity) / std::sqrt(variance);
  return std::min(1.0, 2 * NormalCdf(-z));
}

// How many subsets of `size` of the doubled ranks have each sum.
std::vector<double> SubsetSums(const std::vector<int64_t>& ranks, int64_t size) {
  const int64_t total = std::accumulate(ranks.begin(), ranks.end(), int64_t{0});
  std::vector<std::vector<double>> ways(size + 1, std::vector<double>(total + 1, 0.0));
  ways[0][0] = 1;
  for (const int64_t rank : ranks) {
    for (int64_t k = size; k >= 1; --k) {
      for (int64_t s = total; s >= rank; --s) ways[k][s] += ways[k - 1][s - rank];
    }
  }
  return ways[size];
}

}  // namespace

double Mean(std::span<const double> values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double StdDev(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double mean = Mean(values);
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double Median(std::span<const double> values) { return Quantile(values, 0.5); }

double Quantile(std::span<const double> values, double p) {
  Require(p >= 0 && p <= 1, "expected a quantile between 0 and 1, got ", p);
  if (values.empty()) return 0;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double place = p * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double NormalCdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double NormalQuantile(double p) { return InvertCdf(NormalCdf, p); }

double StudentTCdf(double t, double degrees) {
  Require(degrees > 0, "expected positive degrees of freedom, got ", degrees);
  const double tail = 0.5 * IncompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
  return t < 0 ? tail : 1 - tail;
}

double StudentTQuantile(double p, double degrees) {
  if (p > 0.5) return -StudentTQuantile(1 - p, degrees);  // tails are exact on the left
  return InvertCdf([&](double t) { return StudentTCdf(t, degrees); }, p);
}

Interval TInterval(std::span<const double> values, double level) {
  RequireLevel(level);
  if (values.size() < 2) return kUnbounded;
  const double n = static_cast<double>(values.size());
  const double half = -StudentTQuantile((1 - level) / 2, n - 1) * StdDev(values) / std::sqrt(n);
  return {Mean(values) - half, Mean(values) + half};
}

Interval WelchInterval(std::span<const double> x, std::span<const double> y, double level) {
  RequireLevel(level);
  if (x.size() < 2 || y.size() < 2) return kUnbounded;
  const double nx = static_cast<double>(x.size()), ny = static_cast<double>(y.size());
  const double vx = StdDev(x) * StdDev(x) / nx, vy = StdDev(y) * StdDev(y) / ny;
  const double difference = Mean(x) - Mean(y), variance = vx + vy;
  if (variance == 0) return {difference, difference};
  const double degrees = variance * variance / (vx * vx / (nx - 1) + vy * vy / (ny - 1));
  const double half = -StudentTQuantile((1 - level) / 2, degrees) * std::sqrt(variance);
  return {difference - half, difference + half};
}

Interval WilsonInterval(int64_t successes, int64_t n, double level) {
  RequireLevel(level);
  Require(successes >= 0 && successes <= n, "expected 0 to ", n, " successes, got ", successes);
  if (n == 0) return {0, 1};
  const double z = -NormalQuantile((1 - level) / 2), z2 = z * z;
  const double trials = static_cast<double>(n), p = static_cast<double>(successes) / trials;
  const double scale = 1 / (1 + z2 / trials);
  const double centre = (p + z2 / (2 * trials)) * scale;
  const double half = z * std::sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials)) * scale;
  return {successes == 0 ? 0 : std::max(0.0, centre - half),
          successes == n ? 1 : std::min(1.0, centre + half)};
}

Interval BootstrapInterval(int64_t n, FunctionRef<double(std::span<const uint32_t>)> statistic,
                           const BootstrapOptions& options) {
  RequireLevel(options.level);
  Require(options.resamples >= 1, "expected at least 1 resample, got ", options.resamples);
  if (n <= 0) return {};
  std::vector<double> results(options.resamples);
  std::vector<uint32_t> indices(n);
  for (int r = 0; r < options.resamples; ++r) {
    Rng rng(options.seed, "base/bootstrap", static_cast<uint64_t>(r));
    for (uint32_t& index : indices) index = rng.Below(static_cast<uint32_t>(n));
    results[r] = statistic(indices);
  }
  const double tail = (1 - options.level) / 2;
  return {Quantile(results, tail), Quantile(results, 1 - tail)};
}

Interval BootstrapMeanInterval(std::span<const double> values, const BootstrapOptions& options) {
  return BootstrapInterval(
      static_cast<int64_t>(values.size()),
      [&](std::span<const uint32_t> indices) {
        double sum = 0;
        for (const uint32_t i : indices) sum += values[i];
        return sum / static_cast<double>(indices.size());
      },
      options);
}

Interval BootstrapClusterInterval(std::span<const std::vector<double>> clusters,
                                  const BootstrapOptions& options) {
  std::vector<double> sums, counts;
  for (const std::vector<double>& cluster : clusters) {
    if (cluster.empty()) continue;
    sums.push_back(std::accumulate(cluster.begin(), cluster.end(), 0.0));
    counts.push_back(static_cast<double>(cluster.size()));
  }
  return BootstrapInterval(
      static_cast<int64_t>(sums.size()),
      [&](std::span<const uint32_t> indices) {
        double sum = 0, count = 0;
        for (const uint32_t i : indices) sum += sums[i], count += counts[i];
        return sum / count;
      },
      options);
}

double AreaUnderRoc(std::span<const double> scores, std::span<const uint8_t> positive) {
  RequireEqualLength(scores.size(), positive.size());
  const Ranks ranks = DoubledRanks(scores);
  int64_t positives = 0, doubled_sum = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (positive[i] == 0) continue;
    ++positives;
    doubled_sum += ranks.doubled[i];
  }
  const int64_t negatives = static_cast<int64_t>(scores.size()) - positives;
  if (positives == 0 || negatives == 0) return 0.5;
  const double doubled_u = static_cast<double>(doubled_sum - positives * (positives + 1));
  return doubled_u / 2 / (static_cast<double>(positives) * static_cast<double>(negatives));
}

double CohenKappa(std::span<const int32_t> x, std::span<const int32_t> y) {
  RequireEqualLength(x.size(), y.size());
  std::map<int32_t, std::array<double, 2>> shares;
  const double n = static_cast<double>(x.size());
  double agreement = 0, chance = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    agreement += (x[i] == y[i] ? 1 : 0) / n;
    shares[x[i]][0] += 1 / n;
    shares[y[i]][1] += 1 / n;
  }
  for (const auto& [category, share] : shares) chance += share[0] * share[1];
  return shares.size() < 2 ? 0 : (agreement - chance) / (1 - chance);
}

double Correlation(std::span<const double> x, std::span<const double> y) {
  RequireEqualLength(x.size(), y.size());
  const double mean_x = Mean(x), mean_y = Mean(y);
  double xx = 0, yy = 0, xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

double RankCorrelation(std::span<const double> x, std::span<const double> y) {
  const auto ranks = [](std::span<const double> values) {
    const Ranks r = DoubledRanks(values);
    return std::vector<double>(r.doubled.begin(), r.doubled.end());
  };
  return Correlation(ranks(x), ranks(y));
}

double McNemarExact(int64_t b, int64_t c) {
  Require(b >= 0 && c >= 0, "expected counts of at least 0, got ", b, " and ", c);
  const double n = static_cast<double>(b + c);
  double tail = 0;
  for (int64_t k = 0; k <= std::min(b, c); ++k) {
    const double x = static_cast<double>(k);
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1) -
                     n * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

TestResult MannWhitney(std::span<const double> x, std::span<const double> y) {
  if (x.empty() || y.empty()) return {};
  std::vector<double> all(x.begin(), x.end());
  all.insert(all.end(), y.begin(), y.end());
  const Ranks ranks = DoubledRanks(all);
  const int64_t nx = static_cast<int64_t>(x.size()), n = static_cast<int64_t>(all.size());
  const int64_t doubled_sum =
      std::accumulate(ranks.doubled.begin(), ranks.doubled.begin() + nx, int64_t{0});
  const double u = static_cast<double>(doubled_sum - nx * (nx + 1)) / 2;
  if (n <= kMaxExactMannWhitney) {
    return {u, TwoSidedP(SubsetSums(ranks.doubled, nx), doubled_sum)};
  }
  const double pairs = static_cast<double>(nx) * static_cast<double>(n - nx);
  const double m = static_cast<double>(n);
  const double variance = pairs / 12 * (m + 1 - ranks.tie_term / (m * (m - 1)));
  return {u, NormalP(u, pairs / 2, variance, 0.5)};
}

TestResult WilcoxonSignedRank(std::span<const double> differences) {
  std::vector<double> sizes;
  std::vector<bool> positive;
  for (const double d : differences) {
    if (d == 0) continue;
    sizes.push_back(std::abs(d));
    positive.push_back(d > 0);
  }
  const Ranks ranks = DoubledRanks(sizes);
  const int64_t n = static_cast<int64_t>(sizes.size());
  int64_t doubled_sum = 0;
  for (int64_t i = 0; i < n; ++i) doubled_sum += positive[i] ? ranks.doubled[i] : 0;
  const double w = static_cast<double>(doubled_sum) / 2;
  if (n == 0) return {};
  if (n <= kMaxExactWilcoxon) {
    std::vector<double> ways(n * (n + 1) + 1, 0.0);
    ways[0] = 1;
    for (const int64_t rank : ranks.doubled) {
      for (int64_t s = n * (n + 1); s >= rank; --s) ways[s] += ways[s - rank];
    }
    return {w, TwoSidedP(ways, doubled_sum)};
  }
  const double m = static_cast<double>(n);
  const double variance = m * (m + 1) * (2 * m + 1) / 24 - ranks.tie_term / 48;
  return {w, NormalP(w, m * (m + 1) / 4, variance, 0.5)};
}

TestResult PairedTTest(std::span<const double> differences) {
  if (differences.size() < 2) return {};
  const double n = static_cast<double>(differences.size());
  const double mean = Mean(differences), error = StdDev(differences) / std::sqrt(n);
  if (error == 0) return {mean == 0 ? 0 : std::copysign(kInfinity, mean), mean == 0 ? 1.0 : 0.0};
  const double t = mean / error;
  return {t, 2 * StudentTCdf(-std::abs(t), n - 1)};
}

std::vector<double> HolmAdjust(std::span<const double> p_values) {
  std::vector<size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t i, size_t j) { return p_values[i] < p_values[j]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const double scaled = static_cast<double>(order.size() - i) * p_values[order[i]];
    largest = std::max(largest, std::min(1.0, scaled));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

Equivalence TostEquivalence(std::span<const double> differences, double margin, double alpha) {
  Require(margin > 0, "expected an equivalence margin above 0, got ", margin);
  Require(alpha > 0 && alpha < 0.5, "expected an alpha between 0 and 0.5, got ", alpha);
  if (differences.size() < 2) return {1, kUnbounded, false};
  const double n = static_cast<double>(differences.size());
  const double mean = Mean(differences), error = StdDev(differences) / std::sqrt(n);
  Equivalence result;
  result.interval = TInterval(differences, 1 - 2 * alpha);
  if (error == 0) {
    result.p_value = std::abs(mean) < margin ? 0 : 1;
  } else {
    result.p_value = std::max(StudentTCdf(-(mean + margin) / error, n - 1),
                              StudentTCdf((mean - margin) / error, n - 1));
  }
  result.equivalent = result.interval.lo > -margin && result.interval.hi < margin;
  return result;
}

}  // namespace r1bench::base
