// What a forward pass has to do, for the limits of a bench: operations by kind and bytes from
// memory. Counts what the arithmetic needs and no more: weights read once a step, keys and values
// once a row, the head only where a next token is wanted.
#ifndef R1BENCH_MODEL_BENCH_COST_H_
#define R1BENCH_MODEL_BENCH_COST_H_

#include <cstdint>

#include "model/config.h"
#include "model/linear_weight.h"
#include "tools/bench/limits.h"

namespace r1bench::model {

// A model as the limits see it.
struct BenchShape {
  ModelConfig config;
  WeightFormat format = WeightFormat::kFloat32;
  // Bytes of all matrices: 4 or 2 a weight, or those of a GGUF's blocks (less than what the packed
  // form may take). 0 for a model that stays in the processor's cache.
  double weight_bytes = 0;
};

// Weights of the matrices of all layers, and of the head (without the embedding that is looked up).
double LayerWeightCount(const ModelConfig& config);
double HeadWeightCount(const ModelConfig& config);

// Keys and values of one token: fp32 for an fp32 model, else bf16.
double KvBytes(const BenchShape& shape);

// A prompt of `tokens`, the head at its last position.
bench::Work PrefillWork(const BenchShape& shape, double tokens);
// One token for each of `batch` sequences that have `context` tokens.
bench::Work DecodeWork(const BenchShape& shape, double batch, double context);
// The arithmetic of a training step's forward and backward passes over sequences of `length` tokens
// each, with the head on `head_tokens` of all `tokens`. Weights are fp32 or bf16.
bench::Work TrainWork(const BenchShape& shape, double tokens, double length, double head_tokens);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_BENCH_COST_H_
