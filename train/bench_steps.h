// Timings of training steps: supervised and GRPO, on SmolLM2 and on the micro model.
#ifndef R1BENCH_TRAIN_BENCH_STEPS_H_
#define R1BENCH_TRAIN_BENCH_STEPS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/tokenizer.h"
#include "model/bench_cost.h"
#include "model/transformer.h"
#include "tools/bench/comparison.h"
#include "tools/bench/limits.h"
#include "tools/bench/options.h"

namespace r1bench::train {

// A model to train: fp32 parameters, products in `shape.format`.
struct TrainModel {
  model::BenchShape shape;
  std::shared_ptr<const data::Tokenizer> tokenizer;  // null for the micro model
  std::shared_ptr<model::Transformer> transformer;
};
TrainModel LoadTrainModel(const std::string& path, model::WeightFormat format);
TrainModel MicroTrainModel(model::WeightFormat format);

// Next-token training on `rows` sequences of `length` tokens: forward, backward, AdamW.
struct SftShape {
  int64_t rows = 16, length = 160;
};
bench::Row MeasureSft(const SftShape& shape, const bench::Limits& limits,
                      const bench::BenchOptions& options, TrainModel* model);

// A whole GRPO step on the prompts of tools/peers: rollout, reward, update. No KL term, no answer
// left out, every answer `new_tokens` long.
struct GrpoShape {
  int prompts = 8, group = 8, new_tokens = 96;
};
struct GrpoTiming {
  bench::Row row;
  double rollout_s = 0, update_s = 0;  // of the best step
};
GrpoTiming MeasureGrpo(const GrpoShape& shape, const bench::Limits& limits,
                       const bench::BenchOptions& options, TrainModel* model);

// The steps of r1_zero at micro scale, in tokens per second: pre-training on 128 documents of 2 to
// 20 tokens, and GRPO on 32 questions with 8 answers of up to 59 tokens.
bench::Row MeasureMicroSft(const bench::Limits& limits, const bench::BenchOptions& options,
                           TrainModel* model);
bench::Row MeasureMicroGrpo(const bench::BenchOptions& options, TrainModel* model);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_BENCH_STEPS_H_
