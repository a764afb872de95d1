// Where the cost of a forward pass bends, and why: from the machine's limits alone.
//
// A decode step of B sequences with c tokens each reads W bytes of weights once and k·c bytes of
// keys and values for each sequence, and computes a(c) seconds for each sequence:
//   seconds >= max((W + B·k·c) / bandwidth, B·a(c))
// Small B: the weights are all that counts, and a further sequence is free. Beyond the batch where
// the second term overtakes, each costs its arithmetic, and tokens per second stay what they are.
// With long contexts the keys and values take longer to read than the arithmetic takes: then
// memory is the limit at any batch, and a larger batch gains little.
#ifndef R1BENCH_MODEL_BENCH_BENDS_H_
#define R1BENCH_MODEL_BENCH_BENDS_H_

#include <string>
#include <vector>

#include "model/bench_cost.h"
#include "tools/bench/limits.h"

namespace r1bench::model {

// The batch at which arithmetic takes as long as memory; 0 if memory takes longer at any batch.
double CrossoverBatch(const BenchShape& shape, const bench::Limits& limits, double context);
// The context at which the keys and values of `batch` sequences are as many bytes as the weights.
double ContextOfEqualBytes(const BenchShape& shape, double batch);
// The context from which memory takes longer at any batch; 0 if it never does.
double ContextOfMemory(const BenchShape& shape, const bench::Limits& limits);
// The prompt length at which arithmetic takes as long as reading the weights.
double CrossoverPrefill(const BenchShape& shape, const bench::Limits& limits);
// The prompt length at which attention is as much arithmetic as all matrices of the layers.
double LengthOfEqualAttention(const BenchShape& shape, const bench::Limits& limits);

// A measurement of one cell, in tokens per second.
struct CostPoint {
  bool prefill = false;
  int64_t batch = 1;    // 1 for prefill
  int64_t context = 0;  // before the step; the prompt's length for prefill
  double seconds = 0;   // of the step, or of the prompt
  double tokens() const { return static_cast<double>(prefill ? context : batch); }
};

// The smallest batch from which doubling it gains less than half, at the given context; 0 if there
// is none among the points.
int64_t MeasuredBend(const std::vector<CostPoint>& points, int64_t context);

// All of the above in sentences.
std::string BendsText(const BenchShape& shape, const std::string& weights,
                      const bench::Limits& limits, const std::vector<CostPoint>& points);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_BENCH_BENDS_H_
