// The optimizer: AdamW over flat arenas, with global-norm clipping and a learning-rate schedule.
//
//   AdamW     decoupled weight decay, arXiv 1711.05101, algorithm 2 (kernels/adamw has the update);
//             decay acts on matrices, not on norms or biases (TensorInfo::decays)
//   clipping  g · min(1, max_norm / (|g| + 1e-6)), |g| over all parameters, as PyTorch's
//             clip_grad_norm_ does
//   schedule  a pure function of the step number, so a resumed run needs no state for it
//
// Steps count from 1. The moments are two arenas of the parameters' layout; with the step number
// they are the whole state (see train/checkpoint.h).
#ifndef R1BENCH_TRAIN_OPTIMIZER_H_
#define R1BENCH_TRAIN_OPTIMIZER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "kernels/adamw/adamw.h"
#include "model/device.h"
#include "model/parameters.h"

namespace r1bench::train {

enum class ScheduleShape { kConstant, kLinear, kCosine };

// "constant", "linear", "cosine". Throws base::Error on anything else.
ScheduleShape ParseSchedule(std::string_view name);

struct ScheduleOptions {
  ScheduleShape shape = ScheduleShape::kConstant;
  int64_t warmup_steps = 0;     // linear from peak/warmup_steps at step 1 up to the peak
  int64_t total_steps = 0;      // where the fall ends; needed by kLinear and kCosine
  double final_fraction = 0.0;  // of the peak, from total_steps on
};

// Factor in [0, 1] on the peak learning rate at `step` (1 for the first update). Deterministic cos.
double ScheduleFactor(const ScheduleOptions& options, int64_t step);

struct OptimizerOptions {
  double learning_rate = 1e-3;  // peak
  double beta1 = 0.9;
  double beta2 = 0.95;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  double max_grad_norm = 1.0;  // 0: no clipping
  ScheduleOptions schedule = {};
};

class Optimizer {
 public:
  // On the CPU or, if given, on a device. Throws base::Error on a value out of its range.
  Optimizer(const OptimizerOptions& options, const model::ParameterLayout& layout,
            std::shared_ptr<model::Device> device = nullptr);

  struct StepInfo {
    int64_t step = 0;  // of this update
    double learning_rate = 0;
    double grad_norm = 0;  // before clipping
  };

  // One update of `parameters` (layout's size) by `gradients`, which stay as they are; both lie on
  // the device, if there is one. If the gradient is not finite it throws base::Error and nothing
  // has changed.
  StepInfo Step(const float* gradients, float* parameters);

  const OptimizerOptions& options() const { return options_; }
  int64_t size() const { return first_moment_.size(); }
  int64_t step() const { return step_; }  // updates done

  // State, for checkpoints.
  model::FlatArena& first_moment() { return first_moment_; }
  model::FlatArena& second_moment() { return second_moment_; }
  const model::FlatArena& first_moment() const { return first_moment_; }
  const model::FlatArena& second_moment() const { return second_moment_; }
  void set_step(int64_t step) { step_ = step; }

  // Zero moments and step 0: a new training stage on the same weights.
  void Reset();

 private:
  double Update(const kernels::AdamWOptions& options, const float* gradients, float* parameters);

  OptimizerOptions options_;
  std::shared_ptr<model::Device> device_;
  std::vector<kernels::DecayRange> decay_;
  model::FlatArena first_moment_, second_moment_;
  int64_t step_ = 0;
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_OPTIMIZER_H_
