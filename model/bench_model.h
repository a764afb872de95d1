// The models that the benches run: SmolLM2 from its file in each format, and the micro model.
#ifndef R1BENCH_MODEL_BENCH_MODEL_H_
#define R1BENCH_MODEL_BENCH_MODEL_H_

#include <memory>
#include <string>

#include "model/bench_cost.h"
#include "model/transformer.h"

namespace r1bench::model {

struct BenchModel {
  BenchShape shape;
  std::string weights;  // for people: "fp32", "bf16", "Q4_1"
  std::shared_ptr<Transformer> transformer;
};

// To generate only. `path`: a .gguf or, but for kQuantized, a Hugging Face folder.
BenchModel LoadBenchModel(const std::string& path, WeightFormat format);

// The model of r1_zero at micro scale with random weights, to generate and to train.
BenchModel MicroBenchModel(WeightFormat format);

// Bytes that the matrices take in a format, as the limits count them: for kQuantized the blocks of
// the GGUF file at `path`.
double MatrixBytes(const ModelConfig& config, WeightFormat format, const std::string& path);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_BENCH_MODEL_H_
