// OPS-M as an environment. See data/micro/README.md for the world.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_MICRO_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_MICRO_ENVIRONMENT_H_

#include <memory>
#include <vector>

#include "data/micro/ops_task.h"
#include "experiments/r1_zero/environment.h"
#include "experiments/r1_zero/options.h"
#include "model/tokenizer_codec.h"
#include "verifiers/micro/ops_verifier.h"

namespace r1bench::r1_zero {

class MicroEnvironment : public Environment {
 public:
  // The split is made with `seed`.
  MicroEnvironment(const MicroOptions& options, uint64_t seed);

  const micro::OpsTask& task() const { return task_; }
  const micro::OpsSplit& split() const { return split_; }

  int64_t size(Split split) const override;
  std::string Id(Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(Split split, int64_t index) const override;
  std::string PromptText(Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  const verifiers::Verifier& verifier() const override { return verifier_; }
  const verifiers::PreparedProblem* Prepared(Split split, int64_t index) const override;
  const model::TextCodec* codec() const override { return &codec_; }
  model::SamplingParams Sampling() const override;
  std::vector<Outcome> Judge(Split split, int64_t index,
                             std::span<const model::Completion> completions) const override;
  // Arithmetic, checks, behaviours and the gate's verdict ("gate_passed", "gate_failures").
  base::Json Audit(std::span<const int64_t> held_out_index,
                   std::span<const model::Completion> completions) const override;

 private:
  const micro::OpsPrompt& At(Split split, int64_t index) const;

  MicroOptions options_;
  micro::OpsTask task_;
  micro::OpsSplit split_;
  model::TokenizerCodec codec_;
  verifiers::OpsVerifier verifier_;
  // By split, then index.
  std::vector<std::unique_ptr<const verifiers::PreparedProblem>> prepared_[2];
};

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_MICRO_ENVIRONMENT_H_
