#include "experiments/cold_start/training_curve.h"

#include <algorithm>
#include <cmath>

#include "base/stats.h"

namespace r1bench::cold_start {
namespace {

constexpr size_t kWindow = 5;

// The mean of the (up to) five values that end before `end`.
double WindowMean(std::span<const double> curve, size_t end) {
  const size_t count = std::min(end, kWindow);
  return base::Mean(curve.subspan(end - count, count));
}

// Takes the component along `basis` out of `values`.
void Project(const std::vector<double>& basis, std::vector<double>* values) {
  double dot = 0, square = 0;
  for (size_t i = 0; i < basis.size(); ++i) {
    dot += basis[i] * (*values)[i];
    square += basis[i] * basis[i];
  }
  if (square == 0) return;
  for (size_t i = 0; i < basis.size(); ++i) (*values)[i] -= dot / square * basis[i];
}

}  // namespace

std::vector<double> AccuracyCurve(const std::vector<base::Json>& rows) {
  std::vector<double> curve;
  for (const base::Json& row : rows) {
    if (row.contains("accuracy")) curve.push_back(row.at("accuracy"));
  }
  return curve;
}

int64_t StepsTo(std::span<const double> curve, double target) {
  for (size_t end = 1; end <= curve.size(); ++end) {
    if (WindowMean(curve, end) >= target) return static_cast<int64_t>(end);
  }
  return static_cast<int64_t>(curve.size());
}

double DetrendedDeviation(std::span<const double> curve, int64_t steps) {
  const size_t n = std::min(curve.size(), static_cast<size_t>(steps));
  if (n < 4) return 0;
  std::vector<double> values(curve.begin(), curve.begin() + static_cast<std::ptrdiff_t>(n));
  // 1, x and x^2, made orthogonal: steps are equally spaced, so centred x is orthogonal to both.
  std::vector<double> constant(n, 1.0), linear(n), square(n);
  for (size_t i = 0; i < n; ++i) {
    linear[i] = static_cast<double>(i) - static_cast<double>(n - 1) / 2;
    square[i] = linear[i] * linear[i];
  }
  Project(constant, &square);
  for (const auto* basis : {&constant, &linear, &square}) Project(*basis, &values);
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum / static_cast<double>(n - 3));
}

double LossFromPeak(std::span<const double> curve) {
  if (curve.size() < kWindow) return 0;
  double peak = 0;
  for (size_t end = kWindow; end <= curve.size(); ++end) {
    peak = std::max(peak, WindowMean(curve, end));
  }
  return peak - WindowMean(curve, curve.size());
}

}  // namespace r1bench::cold_start
