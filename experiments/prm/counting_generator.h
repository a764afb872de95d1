// A generator that counts what it samples, for the costs of labels and judges.
#ifndef R1BENCH_EXPERIMENTS_PRM_COUNTING_GENERATOR_H_
#define R1BENCH_EXPERIMENTS_PRM_COUNTING_GENERATOR_H_

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "experiments/common/cost.h"
#include "model/config.h"
#include "model/generator.h"

namespace r1bench::prm {

class CountingGenerator : public model::TextGenerator {
 public:
  // `generator`, with a model of this shape, and `cost` must outlive this.
  CountingGenerator(model::TextGenerator* generator, const model::ModelConfig& config,
                    experiments::Cost* cost)
      : generator_(*generator), config_(config), cost_(*cost) {}

  // Adds tokens and operations. A prompt is read once for all its samples.
  std::vector<model::Completion> Generate(std::span<const model::GenerateRequest> requests,
                                          const model::GenerateHooks& hooks) override;
  // Not counted: nothing is sampled.
  std::vector<std::vector<float>> Score(std::span<const model::ScoreRequest> requests) override {
    return generator_.Score(requests);
  }
  std::string name() const override { return generator_.name(); }

 private:
  model::TextGenerator& generator_;
  const model::ModelConfig config_;
  experiments::Cost& cost_;
};

// Adds the wall time of its own life to `cost->seconds`.
class CountedSeconds {
 public:
  explicit CountedSeconds(experiments::Cost* cost) : cost_(*cost) {}
  ~CountedSeconds() {
    cost_.seconds += std::chrono::duration<double>(Clock::now() - start_).count();
  }
  CountedSeconds(const CountedSeconds&) = delete;
  CountedSeconds& operator=(const CountedSeconds&) = delete;

 private:
  using Clock = std::chrono::steady_clock;

  experiments::Cost& cost_;
  const Clock::time_point start_ = Clock::now();
};

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_COUNTING_GENERATOR_H_
