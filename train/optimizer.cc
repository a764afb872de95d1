#include "train/optimizer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "kernels/math/math.h"

namespace r1bench::train {
namespace {

// Runs of tensors that decay, joined where they touch.
std::vector<kernels::DecayRange> DecayRanges(const model::ParameterLayout& layout) {
  std::vector<kernels::DecayRange> ranges;
  for (const model::TensorInfo& tensor : layout.tensors()) {
    if (!tensor.decays) continue;
    const int64_t end = tensor.offset + tensor.size;
    if (!ranges.empty() && ranges.back().end == tensor.offset) {
      ranges.back().end = end;
    } else {
      ranges.push_back({tensor.offset, end});
    }
  }
  return ranges;
}

void CheckOptions(const OptimizerOptions& o) {
  base::Require(std::isfinite(o.learning_rate) && o.learning_rate >= 0,
                "expected a learning rate of at least 0, got ", o.learning_rate);
  base::Require(o.beta1 >= 0 && o.beta1 < 1 && o.beta2 >= 0 && o.beta2 < 1,
                "expected beta1 and beta2 in [0, 1), got ", o.beta1, " and ", o.beta2);
  base::Require(o.epsilon > 0 && o.weight_decay >= 0 && o.max_grad_norm >= 0,
                "expected epsilon above 0, weight_decay and max_grad_norm of at least 0");
  const ScheduleOptions& s = o.schedule;
  base::Require(s.warmup_steps >= 0 && s.final_fraction >= 0 && s.final_fraction <= 1,
                "expected warmup_steps of at least 0 and final_fraction in [0, 1]");
  base::Require(s.shape == ScheduleShape::kConstant || s.total_steps > s.warmup_steps,
                "expected total_steps above warmup_steps, got ", s.total_steps, " and ",
                s.warmup_steps);
}

}  // namespace

ScheduleShape ParseSchedule(std::string_view name) {
  if (name == "constant") return ScheduleShape::kConstant;
  if (name == "linear") return ScheduleShape::kLinear;
  if (name == "cosine") return ScheduleShape::kCosine;
  base::Fail("expected a schedule constant, linear or cosine, got '", name, "'");
}

double ScheduleFactor(const ScheduleOptions& options, int64_t step) {
  if (step <= options.warmup_steps) {
    return static_cast<double>(step) / static_cast<double>(options.warmup_steps);
  }
  if (options.shape == ScheduleShape::kConstant) return 1;
  const double fall = static_cast<double>(options.total_steps - options.warmup_steps);
  const double done = std::min(1.0, static_cast<double>(step - options.warmup_steps) / fall);
  const double left = options.shape == ScheduleShape::kLinear
                          ? 1 - done
                          : 0.5 * (1 + kernels::CosD(std::numbers::pi * done));
  return options.final_fraction + (1 - options.final_fraction) * left;
}

Optimizer::Optimizer(const OptimizerOptions& options, const model::ParameterLayout& layout,
                     std::shared_ptr<model::Device> device)
    : options_(options),
      device_(std::move(device)),
      decay_(DecayRanges(layout)),
      first_moment_(layout.size(), device_),
      second_moment_(layout.size(), device_) {
  CheckOptions(options);
}

// Returns the norm of the gradient before clipping; if it is not finite nothing has changed.
double Optimizer::Update(const kernels::AdamWOptions& update, const float* gradients,
                         float* parameters) {
  float* m = first_moment_.local();
  float* v = second_moment_.local();
  if (device_ != nullptr) {
    return device_->AdamW(update, options_.max_grad_norm, size(), gradients, parameters, m, v,
                          decay_);
  }
  const double norm = std::sqrt(kernels::SumSquares(size(), gradients));
  if (!std::isfinite(norm)) return norm;
  const bool clip = options_.max_grad_norm > 0 && norm > options_.max_grad_norm;
  kernels::AdamWOptions clipped = update;
  clipped.grad_scale = clip ? static_cast<float>(options_.max_grad_norm / (norm + 1e-6)) : 1.0f;
  kernels::AdamW(clipped, size(), gradients, parameters, m, v, decay_);
  return norm;
}

Optimizer::StepInfo Optimizer::Step(const float* gradients, float* parameters) {
  const int64_t step = step_ + 1;
  const double rate = options_.learning_rate * ScheduleFactor(options_.schedule, step);
  kernels::AdamWOptions update;
  update.lr = rate;
  update.beta1 = options_.beta1;
  update.beta2 = options_.beta2;
  update.eps = options_.epsilon;
  update.weight_decay = options_.weight_decay;
  update.step = step;
  const double norm = Update(update, gradients, parameters);
  base::Require(std::isfinite(norm), "expected a finite gradient at update ", step, ", got norm ",
                norm, "; lower the learning rate or look at the loss of the steps before");
  step_ = step;
  return {.step = step, .learning_rate = rate, .grad_norm = norm};
}

void Optimizer::Reset() {
  first_moment_.Zero();
  second_moment_.Zero();
  step_ = 0;
}

}  // namespace r1bench::train
