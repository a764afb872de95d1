// Timings of the engine: prefill, decode, a rollout of groups, and the memory it takes.
#ifndef R1BENCH_MODEL_BENCH_ENGINE_H_
#define R1BENCH_MODEL_BENCH_ENGINE_H_

#include <cstdint>
#include <string>

#include "model/bench_model.h"
#include "tools/bench/comparison.h"
#include "tools/bench/limits.h"
#include "tools/bench/options.h"

namespace r1bench::model {

enum class EngineTask {
  kPrefill,  // one prompt, one new token
  kDecode,   // `batch` different prompts; the time from the first new token of all to the last
  kRollout,  // 64 questions, 16 answers each that end by chance, `batch` at a time: a GRPO step's
};

struct EngineRow {
  EngineTask task = EngineTask::kDecode;
  int64_t batch = 1;
  int64_t prompt_tokens = 32;
  int64_t new_tokens = 32;  // of each sequence; kRollout: at most
  float top_p = 1;
  float temperature = 1;
};

// "prefill 512", "decode 64", "decode 64, top-p 0.95".
std::string RowName(const EngineRow& row);

// What the peers call the row on SmolLM2: "prefill_512", "decode_16"; empty: they do not measure
// it.
std::string PeerFigureOf(const EngineRow& row);

// Measures one row and its limit.
bench::Row MeasureEngineRow(const EngineRow& row, const BenchModel& model,
                            const bench::Limits& limits, const bench::BenchOptions& options);

// Resident memory while 64 sequences are generated with the engine's default settings.
struct EngineMemory {
  std::string weights;
  double base_bytes = 0;     // the process before the model was there
  double weight_bytes = 0;   // packed
  double cache_bytes = 0;    // taken by the cache
  double load_peak = 0;      // most while loading, beyond the base
  double generate_peak = 0;  // most while generating, beyond the base
  double beyond() const { return generate_peak - weight_bytes - cache_bytes; }
};

// `model` was loaded after base_bytes were read and ResetPeak was called.
EngineMemory MeasureMemory(const BenchModel& model, double base_bytes,
                           const bench::BenchOptions& options);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_BENCH_ENGINE_H_
