// The stages of a run, in order, each finished or standing at a checkpoint: what makes a killed run
// go on to the same signature.
//
// Stages run one after the other. A finished stage leaves a JSON result; the stage in progress has
// a checkpoint (a folder) that belongs to exactly the state in state.json: step, signature so far
// and the lengths of both logs change together (RunFolder::Commit).
//
//   if (!stages.Finished("1/rl")) {
//     if (stages.ResumeFolder("1/rl")) LoadGrpo(...);
//     for (...) { ...; stages.Checkpoint("1/rl", step, [&](folder) { SaveGrpo(folder, ...); }); }
//     stages.Finish("1/rl", result);
//   }
//
// The signature is a chain: each Sign() hashes the former value with new bytes. It stands for all
// tokens, rewards, losses and weights that were signed, in order.
#ifndef R1BENCH_EXPERIMENTS_COMMON_STAGES_H_
#define R1BENCH_EXPERIMENTS_COMMON_STAGES_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/json.h"
#include "experiments/common/run_folder.h"

namespace r1bench::experiments {

class Stages {
 public:
  explicit Stages(RunFolder* folder);

  bool Finished(const std::string& stage) const;
  const base::Json& Result(const std::string& stage) const;  // of a finished stage
  // Ends the stage: its result is committed and its checkpoint removed.
  void Finish(const std::string& stage, base::Json result);

  // The checkpoint folder of an unfinished stage, if there is one.
  std::optional<std::string> ResumeFolder(const std::string& stage) const;
  // Lets `save` write a new checkpoint folder, commits, then removes the former one.
  void Checkpoint(const std::string& stage, int64_t step,
                  const std::function<void(const std::string& folder)>& save);

  // Adds to the signature: a label and any bytes.
  template <typename T>
  void Sign(std::string_view label, std::span<const T> values) {
    base::Sha256 hash;
    hash.Update(chain_.data(), chain_.size());
    hash.Update(label.data(), label.size());
    hash.Update(values.data(), values.size_bytes());
    chain_ = hash.Hex();
  }
  // First 8 hex digits of the chain.
  std::string Signature() const { return chain_.substr(0, 8); }

 private:
  void Commit();

  RunFolder* folder_;
  std::string chain_;
};

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_STAGES_H_
