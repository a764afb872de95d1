#include "experiments/cold_start/training_curve.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace r1bench::cold_start {
namespace {

constexpr size_t kWindow = 5;
constexpr size_t kTrend = 3;  // parameters of a quadratic

// The mean of the five values that end before `end` >= 5.
double WindowMean(std::span<const CurvePoint> curve, size_t end) {
  double sum = 0;
  for (const CurvePoint& point : curve.subspan(end - kWindow, kWindow)) sum += point.accuracy;
  return sum / kWindow;
}

double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Takes the component along `basis`, of length 1, out of `values`.
void Project(const std::vector<double>& basis, std::vector<double>* values) {
  const double along = Dot(basis, *values);
  for (size_t i = 0; i < basis.size(); ++i) (*values)[i] -= along * basis[i];
}

// 1, x and x^2 at n equally spaced points, made orthogonal and of length 1.
std::array<std::vector<double>, kTrend> TrendBasis(size_t n) {
  std::array<std::vector<double>, kTrend> basis;
  for (size_t power = 0; power < kTrend; ++power) {
    for (size_t i = 0; i < n; ++i) {
      const double x = static_cast<double>(i) - static_cast<double>(n - 1) / 2;
      basis[power].push_back(std::pow(x, static_cast<double>(power)));
    }
    for (size_t lower = 0; lower < power; ++lower) Project(basis[lower], &basis[power]);
    const double length = std::sqrt(Dot(basis[power], basis[power]));
    for (double& value : basis[power]) value /= length;
  }
  return basis;
}

std::span<const CurvePoint> Early(std::span<const CurvePoint> curve, int64_t steps) {
  const auto end = std::find_if(curve.begin(), curve.end(),
                                [&](const CurvePoint& point) { return point.step > steps; });
  return curve.first(static_cast<size_t>(end - curve.begin()));
}

// Mean square of the residuals around the trend, of at least four points.
double ResidualVariance(std::span<const CurvePoint> early) {
  std::vector<double> values;
  for (const CurvePoint& point : early) values.push_back(point.accuracy);
  for (const auto& basis : TrendBasis(early.size())) Project(basis, &values);
  return Dot(values, values) / static_cast<double>(early.size() - kTrend);
}

}  // namespace

std::vector<CurvePoint> AccuracyCurve(const std::vector<base::Json>& rows) {
  std::vector<CurvePoint> curve;
  for (const base::Json& row : rows) {
    if (!row.contains("accuracy")) continue;
    CurvePoint point{row.at("step"), row.at("accuracy"), std::nullopt};
    if (row.contains("accuracy_variance")) point.variance = row.at("accuracy_variance");
    curve.push_back(point);
  }
  return curve;
}

int64_t StepsTo(std::span<const CurvePoint> curve, double target) {
  for (size_t end = kWindow; end <= curve.size(); ++end) {
    if (WindowMean(curve, end) >= target) return curve[end - 1].step;
  }
  return curve.empty() ? 0 : curve.back().step;
}

double DetrendedDeviation(std::span<const CurvePoint> curve, int64_t steps) {
  const std::span<const CurvePoint> early = Early(curve, steps);
  return early.size() <= kTrend ? 0 : std::sqrt(ResidualVariance(early));
}

std::optional<double> ExcessDeviation(std::span<const CurvePoint> curve, int64_t steps) {
  const std::span<const CurvePoint> early = Early(curve, steps);
  const size_t n = early.size();
  if (n <= kTrend) return std::nullopt;
  // What independent noise of these variances adds to the residuals' mean square: the trend takes
  // most of it at the ends.
  const auto trend = TrendBasis(n);
  double expected = 0;
  for (size_t i = 0; i < n; ++i) {
    if (!early[i].variance) return std::nullopt;
    double left = 1;
    for (const auto& basis : trend) left -= basis[i] * basis[i];
    expected += left * *early[i].variance;
  }
  const double excess = ResidualVariance(early) - expected / static_cast<double>(n - kTrend);
  return std::copysign(std::sqrt(std::abs(excess)), excess);
}

double LossFromPeak(std::span<const CurvePoint> curve) {
  if (curve.size() < kWindow) return 0;
  double peak = 0;
  for (size_t end = kWindow; end <= curve.size(); ++end) {
    peak = std::max(peak, WindowMean(curve, end));
  }
  return peak - WindowMean(curve, curve.size());
}

}  // namespace r1bench::cold_start
