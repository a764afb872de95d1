// Curves for charts: the series of several seeds of one arm become one line with a band.
#ifndef R1BENCH_REPORTS_CURVES_H_
#define R1BENCH_REPORTS_CURVES_H_

#include <string>
#include <vector>

#include "reports/report.h"

namespace r1bench::reports {

// At every x: the mean over the seeds that have a (finite) value there, and their least and
// greatest.
struct Curve {
  std::string arm;
  int seeds = 0;
  std::vector<double> x, mean, lo, hi;
};

struct Chart {
  std::string name;         // of the series: "accuracy"
  std::string title, unit;  // for people: "Accuracy", "share of correct responses"
  std::vector<Curve> curves;
};

inline constexpr int kMaxCurvePoints = 300;

// One chart a series name: well-known names (accuracy, length, reflections, ...) first, in the
// order in which one reads them, then the rest as given. Curves keep the order of first appearance.
// Longer ones are thinned to kMaxCurvePoints by averaging neighbours.
std::vector<Chart> ChartsOf(const std::vector<Series>& series);

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_CURVES_H_
