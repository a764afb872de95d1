// What the accuracy of the training batches, step by step, says about an arm: its speed and its
// stability. Step i of a curve is curve[i - 1].
#ifndef R1BENCH_EXPERIMENTS_COLD_START_TRAINING_CURVE_H_
#define R1BENCH_EXPERIMENTS_COLD_START_TRAINING_CURVE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/json.h"

namespace r1bench::cold_start {

// The `accuracy` of an arm's rows.
std::vector<double> AccuracyCurve(const std::vector<base::Json>& rows);

// The first step at which the mean of the last five steps (this one included; fewer at the start)
// is at least `target`; the number of steps where none is.
int64_t StepsTo(std::span<const double> curve, double target);

// Standard deviation of the first `steps` values around their quadratic trend (least squares, three
// degrees of freedom taken off). A curve that merely rises fast is not unstable. 0 for fewer than
// four values.
double DetrendedDeviation(std::span<const double> curve, int64_t steps);

// Highest mean of five steps in a row, minus the mean of the last five: what was lost again. 0 for
// fewer than five values.
double LossFromPeak(std::span<const double> curve);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_TRAINING_CURVE_H_
