// Statistics for reports, experiments and the regression gate: means, intervals and tests.
//
// Everything random here (the bootstrap) draws from base/rng with a given seed, so that a report
// can be made again to the last digit. libm is used: no run signature depends on these numbers.
#ifndef R1BENCH_BASE_STATS_H_
#define R1BENCH_BASE_STATS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"

namespace r1bench::base {

// A closed interval. One that no data can narrow (a t interval of one value) is (-inf, inf).
struct Interval {
  double lo = 0, hi = 0;
  bool Contains(double x) const { return lo <= x && x <= hi; }
};

// ---- Descriptions. An empty input gives 0.
// --------------------------------------------------------

double Mean(std::span<const double> values);
double StdDev(std::span<const double> values);  // of a sample (n - 1); 0 for n < 2
double Median(std::span<const double> values);
// Linear interpolation between order statistics (the type 7 of Hyndman and Fan); p in [0, 1].
double Quantile(std::span<const double> values, double p);

// ---- Distributions.
// -------------------------------------------------------------------------------

double NormalCdf(double z);
double NormalQuantile(double p);  // p in (0, 1)
double StudentTCdf(double t, double degrees);
double StudentTQuantile(double p, double degrees);

// ---- Intervals.
// -----------------------------------------------------------------------------------

// Student's t interval for the mean: for a few seeds. n < 2 gives (-inf, inf).
Interval TInterval(std::span<const double> values, double level = 0.95);

// Welch's t interval for mean(x) - mean(y). Fewer than 2 values on a side give (-inf, inf).
Interval WelchInterval(std::span<const double> x, std::span<const double> y, double level = 0.95);

// Wilson's score interval for a share of n trials. n = 0 gives [0, 1].
Interval WilsonInterval(int64_t successes, int64_t n, double level = 0.95);

struct BootstrapOptions {
  int resamples = 10000;
  double level = 0.95;
  uint64_t seed = 1;
};

// Percentile bootstrap of any statistic of n units (problems, say): units are drawn with
// replacement and `statistic` gets their indices. n = 0 gives [0, 0].
Interval BootstrapInterval(int64_t n, FunctionRef<double(std::span<const uint32_t>)> statistic,
                           const BootstrapOptions& options = {});

// ... of the mean of values; of differences, for paired data.
Interval BootstrapMeanInterval(std::span<const double> values,
                               const BootstrapOptions& options = {});

// ... of the mean over all values when whole clusters are drawn (samples of the same problem, or of
// the same seed, are not independent).
Interval BootstrapClusterInterval(std::span<const std::vector<double>> clusters,
                                  const BootstrapOptions& options = {});

// ---- Agreement of two series of equal length. Throw base::Error on lengths that differ.
// ------------------------------------------------------------------------------------------------

// Area under the ROC curve: the chance that a score of the positives exceeds one of the negatives,
// ties half. One half if a class is empty.
double AreaUnderRoc(std::span<const double> scores, std::span<const uint8_t> positive);

// Cohen's kappa of two raters' categories: (agreement − chance) / (1 − chance), chance from the
// raters' own shares (Cohen 1960). 0 if both always give one and the same category, or for no data.
double CohenKappa(std::span<const int32_t> x, std::span<const int32_t> y);

// Pearson's correlation, and Spearman's: that of the ranks, ties at their mean rank. 0 if a series
// is constant.
double Correlation(std::span<const double> x, std::span<const double> y);
double RankCorrelation(std::span<const double> x, std::span<const double> y);

// ---- Tests. p-values are two-sided.
// ---------------------------------------------------------------

// Exact McNemar test: `b` pairs changed one way, `c` the other.
double McNemarExact(int64_t b, int64_t c);

struct TestResult {
  double statistic = 0;
  double p_value = 1;
};

// Mann-Whitney U of x (pairs with x > y, ties half). Exact, ties included, for up to 40 values in
// all; else normal with the corrections for ties and continuity.
TestResult MannWhitney(std::span<const double> x, std::span<const double> y);

// Wilcoxon's signed ranks W+ of differences; zeros are dropped. Exact, ties included, for up to 50;
// else normal as above.
TestResult WilcoxonSignedRank(std::span<const double> differences);

// Paired (one-sample) t test of mean 0. n < 2 gives p = 1.
TestResult PairedTTest(std::span<const double> differences);

// Holm's adjusted p-values, in the order of the input.
std::vector<double> HolmAdjust(std::span<const double> p_values);

// Two one-sided t tests (TOST): is the mean inside (-margin, margin)? `p_value` is the larger of
// the two; `interval` has level 1 - 2 alpha; equivalent if it lies inside the margins.
struct Equivalence {
  double p_value = 1;
  Interval interval;
  bool equivalent = false;
};
Equivalence TostEquivalence(std::span<const double> differences, double margin,
                            double alpha = 0.05);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_STATS_H_
