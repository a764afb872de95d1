// The steps of a response of OPS-M, and what is true of each.
//
// What a step is can be said in two ways. A response cut by *attempts*: a step is the text up to
// and including a check (`V` or `W`). Cut by *operations*: a step ends with a number or a check.
// What is left before the answer, if anything, is a step too; the answer is none. Both are
// delimiter rules, as a rule by newlines is: garbage has steps as well.
//
//   + 1 * 2 W - 0 + 3 V A - + E     three facts about steps, of which two disagree on the first:
//   `+ 1 * 2 W`  valid, no hit      right arithmetic, right check; but it does not solve the prompt
//   `- 0 + 3 V`  valid, hit
//
// Labels that need no network:
//   valid      well-formed, arithmetic right, check (if any) true, operators not tried before
//   hit        well-formed, and the operators solve the prompt, whatever was calculated
//   progress   1 for a hit, 0.2 for a miss, 0 for what is malformed or has wrong arithmetic or a
//              wrong check: what a Monte-Carlo value would be if it made no mistakes
//
// Of an attempt's operations each is asked about itself: the first hits if some second operator
// would solve the prompt with it, the second and the check if the attempt does, and the second
// alone can repeat. An attempt is valid exactly if it is whole and all of its operations are.
#ifndef R1BENCH_EXPERIMENTS_PRM_OPS_STEPS_H_
#define R1BENCH_EXPERIMENTS_PRM_OPS_STEPS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "data/micro/ops_task.h"
#include "experiments/common/ops_environment.h"
#include "experiments/prm/step_world.h"

namespace r1bench::prm {

enum class Cut { kAttempts, kOperations };

// Any token ids at all are accepted. Read up to the first `A` or `E`.
std::vector<Step> SplitSteps(const micro::OpsTask& task, const micro::OpsPrompt& prompt,
                             std::span<const int32_t> response, Cut cut);

class OpsStepWorld : public StepWorld {
 public:
  // `environment` must outlive this.
  OpsStepWorld(const experiments::OpsEnvironment& environment, Cut cut)
      : environment_(environment), cut_(cut) {}

  const experiments::Environment& environment() const override { return environment_; }
  bool exact() const override { return true; }
  std::vector<Step> Steps(experiments::Split split, int64_t prompt,
                          std::span<const int32_t> response) const override {
    return SplitSteps(environment_.task(), environment_.At(split, prompt), response, cut_);
  }

 private:
  const experiments::OpsEnvironment& environment_;
  const Cut cut_;
};

// What a reward model reads: prompt and response, and the row at which each step has ended.
struct StepView {
  std::vector<int32_t> tokens;
  std::vector<int64_t> rows;  // one a step
};

// All of it, or *blind* (of OPS alone): without the calculated numbers and without checks, so that
// only operators, `A` and `E` remain and a judge would have to do the arithmetic itself.
StepView ViewSteps(std::span<const int32_t> prompt, std::span<const int32_t> response,
                   std::span<const Step> steps, bool blind);

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_OPS_STEPS_H_
