// One transformer layer, forward: the only implementation, used for sampling, scoring and training.
//
// Internal to model/transformer*.cc. Legend: T rows, D hidden_size, Q q_size, F intermediate_size.
// Everything here works on a range of rows that holds whole sequences (or chunks of them), so
// several ranges may run at the same time on different threads.
#ifndef R1BENCH_MODEL_LAYER_H_
#define R1BENCH_MODEL_LAYER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/attention/attention.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/rope_cache.h"
#include "model/weights.h"

namespace r1bench::model {

// Rows of one sequence. Keys and values live in a KvSequence (inference) or, with kv == null, in
// block tables that all layers share one after the other (training).
struct SequenceRows {
  int64_t begin = 0;           // first row
  int64_t rows = 0;            // new tokens
  int64_t first_position = 0;  // of row `begin`
  const KvSequence* kv = nullptr;
  float* const* k_blocks = nullptr;
  float* const* v_blocks = nullptr;
};

// Sequences [sequence_begin, sequence_end), which are rows [begin, end).
struct RowSpan {
  int64_t sequence_begin = 0, sequence_end = 0;
  int64_t begin = 0, end = 0;
  int64_t rows() const { return end - begin; }
};

// Cuts sequences into spans of about `target_rows` rows; a sequence is never cut.
void CutSpans(std::span<const SequenceRows> sequences, int64_t target_rows,
              std::vector<RowSpan>* spans);

// Arrays with a row per token. In training x .. gate_up are each layer's own (the backward pass
// reads them); in inference x, mid and out are one array and all layers share everything.
struct LayerBuffers {
  float* x = nullptr;          // [T, D] input
  float* inv_rms1 = nullptr;   // [T] or null
  float* qkv = nullptr;        // [T, Q + 2 KV] after the rotary embedding (and rounding to bf16)
  float* attention = nullptr;  // [T, Q]
  float* lse = nullptr;        // [T, heads] or null
  float* mid = nullptr;        // [T, D] after attention
  float* inv_rms2 = nullptr;   // [T] or null
  float* gate_up = nullptr;    // [T, 2 F]
  float* out = nullptr;        // [T, D]
  float* norm = nullptr;       // [T, D] scratch
  float* act = nullptr;        // [T, F] scratch
};

struct LayerContext {
  const ModelConfig* config = nullptr;
  kernels::AttentionDims attention;
  const RopeCache* rope = nullptr;
  std::span<const SequenceRows> sequences;
  const int32_t* positions = nullptr;       // [T]
  kernels::AttentionTask* tasks = nullptr;  // [sequences] scratch
  bool bf16 = false;  // queries, keys and values are bf16 (kernels/attention/attention_bf16.h)
};

kernels::AttentionDims AttentionDimsOf(const ModelConfig& config);

void LayerForward(const LayerContext& context, const LayerWeights& weights, int64_t layer,
                  const RowSpan& span, const LayerBuffers& buffers);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_LAYER_H_
