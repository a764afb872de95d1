// What the accuracy of the training batches, step by step, says about an arm: its speed and its
// stability.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_TRAINING_CURVE_H_
#define R1BENCH_EXPERIMENTS_COLD_START_TRAINING_CURVE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/json.h"

namespace r1bench::cold_start {

// One batch. A step that trained on no batch of its own has no point.
struct CurvePoint {
  int64_t step = 0;
  double accuracy = 0;
  std::optional<double> variance;  // of the accuracy, as drawn (experiments::AccuracyVariance)
};

// The points of an arm's rows: those with `step` and `accuracy`.
std::vector<CurvePoint> AccuracyCurve(const std::vector<base::Json>& rows);

// The first step at which the mean of the last five batches (this one included; five there must be)
// is at least `target`; the last step where there is none. 0 for no points.
int64_t StepsTo(std::span<const CurvePoint> curve, double target);

// Standard deviation of the accuracy around its quadratic trend over the steps up to `steps` (least
// squares, three degrees of freedom taken off). A curve that merely rises fast is not unstable. 0
// for fewer than four points.
double DetrendedDeviation(std::span<const CurvePoint> curve, int64_t steps);

// The same without what drawing the batches does: the root of the variance around the trend minus
// the share that the points' own variances explain. Sampling alone gives 0 on average, whatever the
// accuracy; so that it does, a negative rest -x gives -sqrt(x). None for fewer than four points or
// where a point's variance is not known.
std::optional<double> ExcessDeviation(std::span<const CurvePoint> curve, int64_t steps);

// Highest mean of five batches in a row, minus the mean of the last five: what was lost again. 0
// for fewer than five points.
double LossFromPeak(std::span<const CurvePoint> curve);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_TRAINING_CURVE_H_
