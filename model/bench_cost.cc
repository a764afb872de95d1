#include "model/bench_cost.h"

namespace r1bench::model {
namespace {

// Operations of scores and weighted sum for one (query, key) pair, all layers.
double PairFlops(const ModelConfig& c) {
  return 4.0 * static_cast<double>(c.q_size() * c.num_hidden_layers);
}

bench::Work Operations(const BenchShape& shape, double linear, double attention) {
  switch (shape.format) {
    case WeightFormat::kFloat32:
      return {.fp32_flops = linear + attention};
    case WeightFormat::kBFloat16:
      return {.bf16_flops = linear + attention};
    case WeightFormat::kQuantized:
      return {.bf16_flops = attention, .int8_ops = linear};
  }
  return {};
}

}  // namespace

double LayerWeightCount(const ModelConfig& c) {
  return static_cast<double>(c.num_hidden_layers * c.hidden_size *
                             (c.qkv_size() + c.q_size() + 3 * c.intermediate_size));
}

double HeadWeightCount(const ModelConfig& c) {
  return static_cast<double>(c.hidden_size * c.vocab_size);
}

double KvBytes(const BenchShape& shape) {
  const double bytes = shape.format == WeightFormat::kFloat32 ? 4 : 2;
  return 2 * bytes * static_cast<double>(shape.config.kv_size() * shape.config.num_hidden_layers);
}

bench::Work PrefillWork(const BenchShape& shape, double tokens) {
  const ModelConfig& c = shape.config;
  bench::Work work = Operations(shape, 2 * (LayerWeightCount(c) * tokens + HeadWeightCount(c)),
                                PairFlops(c) * tokens * (tokens + 1) / 2);
  work.bytes = shape.weight_bytes;
  return work;
}

bench::Work DecodeWork(const BenchShape& shape, double batch, double context) {
  const ModelConfig& c = shape.config;
  bench::Work work = Operations(shape, 2 * (LayerWeightCount(c) + HeadWeightCount(c)) * batch,
                                PairFlops(c) * batch * (context + 1));
  if (shape.weight_bytes > 0) {
    work.bytes = shape.weight_bytes + batch * context * KvBytes(shape);
  }
  return work;
}

bench::Work TrainWork(const BenchShape& shape, double tokens, double length, double head_tokens) {
  const ModelConfig& c = shape.config;
  return Operations(shape, 6 * (LayerWeightCount(c) * tokens + HeadWeightCount(c) * head_tokens),
                    3 * PairFlops(c) * tokens * (length + 1) / 2);
}

}  // namespace r1bench::model
