// Steps of a real model's response: its lines. What is true of a line is not known, so labels are
// rollouts and the outcome.
#ifndef R1BENCH_EXPERIMENTS_PRM_TEXT_STEPS_H_
#define R1BENCH_EXPERIMENTS_PRM_TEXT_STEPS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "experiments/common/text_environment.h"
#include "experiments/prm/step_world.h"
#include "model/text_codec.h"

namespace r1bench::prm {

// A step ends with a token that holds a newline, if anything but white space stands before it; what
// is left at the end is a step too.
std::vector<Step> SplitLines(const model::TextCodec& codec, std::span<const int32_t> response);

class TextStepWorld : public StepWorld {
 public:
  // `environment` must outlive this.
  explicit TextStepWorld(const experiments::TextEnvironment& environment)
      : environment_(environment) {}

  const experiments::Environment& environment() const override { return environment_; }
  bool exact() const override { return false; }
  std::vector<Step> Steps(experiments::Split, int64_t,
                          std::span<const int32_t> response) const override {
    return SplitLines(*environment_.codec(), response);
  }

 private:
  const experiments::TextEnvironment& environment_;
};

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_TEXT_STEPS_H_
