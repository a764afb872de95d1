// What the experiment must know of a world beyond its environment: the steps of a response.
#ifndef R1BENCH_EXPERIMENTS_PRM_STEP_WORLD_H_
#define R1BENCH_EXPERIMENTS_PRM_STEP_WORLD_H_

#include <cstdint>
#include <span>
#include <vector>

#include "experiments/common/environment.h"

namespace r1bench::prm {

// Tokens [begin, end) of a response, not empty, and what is true of them where the world can say
// (ops_steps.h); all false where it cannot.
struct Step {
  int64_t begin = 0, end = 0;
  bool well_formed = false;  // the rest is false if not
  bool arithmetic_right = false;
  bool check_true = false;  // no check is true
  bool repeated = false;    // the same was tried in an earlier well-formed step
  bool hit = false;         // it solves the problem

  bool valid() const { return well_formed && arithmetic_right && check_true && !repeated; }
  double progress() const {
    if (!well_formed || !arithmetic_right || !check_true) return 0;
    return hit ? 1.0 : kMissProgress;
  }

  static constexpr double kMissProgress = 0.2;
};

class StepWorld {
 public:
  virtual ~StepWorld() = default;

  virtual const experiments::Environment& environment() const = 0;
  // Whether the facts of a Step are known.
  virtual bool exact() const = 0;
  // Any token ids at all are accepted.
  virtual std::vector<Step> Steps(experiments::Split split, int64_t prompt,
                                  std::span<const int32_t> response) const = 0;
};

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_STEP_WORLD_H_
