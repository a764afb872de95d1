// Rotary frequencies and their published stretchings (declared in config.h).
//   linear   Chen et al. 2306.15595: positions divided by the factor.
//   dynamic  "dynamic NTK": the base grows with the sequence length.
//   yarn     Peng et al. 2309.00071: high frequencies kept, low ones interpolated, a ramp between;
//            attention scores get a temperature.
//   llama3   Llama 3.1: the same idea with thresholds on the wavelength.
// All in double with our own log, pow (kernels/math): the same floats on every machine.
#include <algorithm>
#include <cmath>

#include "kernels/math/math.h"
#include "model/config.h"

namespace r1bench::model {
namespace {

using kernels::LogD;
using kernels::PowD;

constexpr double kTwoPi = 6.283185307179586476925286766559;

double OriginalLength(const ModelConfig& c) {
  const int64_t original = c.rope_scaling.original_max_position_embeddings;
  return static_cast<double>(original > 0 ? original : c.max_position_embeddings);
}

// The dynamic type's base for a sequence of `length` tokens.
double DynamicBase(const ModelConfig& c, int64_t length) {
  const double dim = static_cast<double>(c.head_dim);
  const double context = static_cast<double>(c.max_position_embeddings);
  const double stretch = std::max(static_cast<double>(length), context) / context;
  const double factor = c.rope_scaling.factor;
  if (stretch == 1.0 || c.head_dim == 2) return c.rope_theta;
  return c.rope_theta * PowD(factor * stretch - (factor - 1.0), dim / (dim - 2.0));
}

// The (fractional) index of the pair that turns `rotations` times within the original length.
double CorrectionIndex(const ModelConfig& c, double rotations) {
  return static_cast<double>(c.head_dim) * LogD(OriginalLength(c) / (rotations * kTwoPi)) /
         (2.0 * LogD(c.rope_theta));
}

void Yarn(const ModelConfig& c, std::vector<double>* freq) {
  const RopeScaling& s = c.rope_scaling;
  double low = CorrectionIndex(c, s.beta_fast), high = CorrectionIndex(c, s.beta_slow);
  if (s.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, static_cast<double>(c.head_dim - 1));
  if (low == high) high += 0.001;
  for (size_t i = 0; i < freq->size(); ++i) {
    const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    (*freq)[i] = (*freq)[i] / s.factor * ramp + (*freq)[i] * (1.0 - ramp);
  }
}

void Llama3(const ModelConfig& c, std::vector<double>* freq) {
  const RopeScaling& s = c.rope_scaling;
  const double length = OriginalLength(c);
  for (double& f : *freq) {
    const double wavelength = kTwoPi / f;
    if (wavelength > length / s.low_freq_factor) {
      f /= s.factor;
    } else if (wavelength >= length / s.high_freq_factor) {
      const double smooth =
          (length / wavelength - s.low_freq_factor) / (s.high_freq_factor - s.low_freq_factor);
      f = (1.0 - smooth) * f / s.factor + smooth * f;
    }
  }
}

double YarnScale(double factor, double mscale) {
  return factor <= 1.0 ? 1.0 : 0.1 * mscale * LogD(factor) + 1.0;
}

}  // namespace

std::vector<float> RopeInvFreq(const ModelConfig& c, int64_t length) {
  const bool dynamic = c.rope_scaling.type == RopeScaling::Type::kDynamic;
  const double base = dynamic ? DynamicBase(c, length) : c.rope_theta;
  std::vector<double> freq(static_cast<size_t>(c.head_dim / 2));
  for (size_t i = 0; i < freq.size(); ++i) {
    freq[i] = 1.0 / PowD(base, 2.0 * static_cast<double>(i) / static_cast<double>(c.head_dim));
  }
  switch (c.rope_scaling.type) {
    case RopeScaling::Type::kLinear:
      for (double& f : freq) f /= c.rope_scaling.factor;
      break;
    case RopeScaling::Type::kYarn:
      Yarn(c, &freq);
      break;
    case RopeScaling::Type::kLlama3:
      Llama3(c, &freq);
      break;
    case RopeScaling::Type::kNone:
    case RopeScaling::Type::kDynamic:
      break;
  }
  const std::vector<float>& factors = c.rope_scaling.freq_factors;
  for (size_t i = 0; i < factors.size() && i < freq.size(); ++i) freq[i] /= factors[i];
  return std::vector<float>(freq.begin(), freq.end());
}

double RopeAttentionFactor(const ModelConfig& c) {
  const RopeScaling& s = c.rope_scaling;
  if (s.type != RopeScaling::Type::kYarn) return 1.0;
  if (s.attention_factor > 0) return s.attention_factor;
  if (s.mscale > 0 && s.mscale_all_dim > 0) {
    return YarnScale(s.factor, s.mscale) / YarnScale(s.factor, s.mscale_all_dim);
  }
  return YarnScale(s.factor, 1.0);
}

}  // namespace r1bench::model
