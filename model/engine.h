// LocalEngine: the TextGenerator that runs our own transformer, in process.
//
// It shares the weights with the trainer (no copy, no sync) and its one forward pass, so the
// log-probabilities it records are those the trainer computes, bit for bit.
//
// How it works
//   * Continuous batching. One step feeds one token of every running sample plus a slice of the
//     prompts that wait (chunked prefill). A sample that ends gives its row and its cache blocks
//     to the next one at once.
//   * Groups. The prompt of a request is run once; its samples fork the cache (kv_cache.h) and
//     draw their first tokens from the same hidden state.
//   * Memory. The cache grows lazily up to a cap. When it is full the youngest samples are put
//     aside and later rebuilt from their tokens, which changes no result. A request that would
//     not fit even alone is refused before anything runs.
//
// A completion is a function of the weights, the prompt and (seed, request id, sample): not of
// what else is in the batch, of max_rows, of prefill_tokens, of the cap or of threads.
// engine_exactness_test and engine_soak_test hold this with memcmp.
//
// One call at a time; not thread-safe. The weights must not change during a call; between calls
// they may (the engine keeps no state but free memory).
//
// Example:
//   LocalEngine engine(transformer, &codec, {.max_rows = 256});
//   auto completions = engine.Generate(requests, {});

#ifndef R1BENCH_MODEL_ENGINE_H_
#define R1BENCH_MODEL_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/generator.h"
#include "model/kv_cache.h"
#include "model/text_codec.h"
#include "model/transformer.h"

namespace r1bench::model {

struct EngineOptions {
  int64_t max_rows = 64;         // samples that run at the same time
  int64_t prefill_tokens = 512;  // prompt tokens fed per step, beside the running samples
  int64_t kv_cache_bytes = int64_t{2} << 30;
  std::string name = "local model";
  // Non-zero (a signal number) asks for the end. Empty: base::StopSignal.
  std::function<int()> stop_signal = {};
};

// Work done since construction or ResetStats.
struct EngineStats {
  int64_t steps = 0;
  int64_t prompt_tokens = 0;      // fed to the model as prompts (a shared prompt once)
  int64_t shared_tokens = 0;      // prompt tokens that a group's sharing saved
  int64_t generated_tokens = 0;   // sampled
  int64_t scored_tokens = 0;      // by Score
  int64_t rebuilt_tokens = 0;     // fed again after a sample was put aside for lack of memory
  int64_t row_steps = 0;          // running samples, summed over steps
  int64_t slot_steps = 0;         // rows that could have run (min(max_rows, unfinished at start))
  int64_t static_slot_steps = 0;  // the same for batches that wait for their longest sample
  int64_t peak_blocks = 0;
  double seconds = 0;

  double generated_per_s() const { return seconds > 0 ? generated_tokens / seconds : 0; }
  double idle_share() const { return slot_steps > 0 ? 1.0 - double(row_steps) / slot_steps : 0; }
  // What idle_share would be with static batches of max_rows.
  double static_idle_share() const {
    return static_slot_steps > 0 ? 1.0 - double(generated_tokens) / static_slot_steps : 0;
  }
};

class LocalEngine : public TextGenerator {
 public:
  // `codec` may be null: then requests carry tokens, completions have no text and stop strings
  // are refused. It must outlive the engine.
  LocalEngine(std::shared_ptr<Transformer> transformer, const TextCodec* codec,
              const EngineOptions& options);
  ~LocalEngine() override;

  std::vector<Completion> Generate(std::span<const GenerateRequest> requests,
                                   const GenerateHooks& hooks) override;
  std::vector<std::vector<float>> Score(std::span<const ScoreRequest> requests) override;
  std::string name() const override { return options_.name; }

  const EngineStats& stats() const { return stats_; }
  void ResetStats() { stats_ = {}; }
  const KvCache& cache() const { return cache_; }
  // Gives the cache's memory back to the system until the next call.
  void ReleaseMemory() { cache_.ReleaseMemory(); }
  Transformer& transformer() { return *transformer_; }

 private:
  void ScoreInto(std::span<const ScoreRequest> requests, std::vector<std::vector<float>>* scores);

  std::shared_ptr<Transformer> transformer_;
  const TextCodec* codec_;
  EngineOptions options_;
  KvCache cache_;
  EngineStats stats_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_ENGINE_H_
