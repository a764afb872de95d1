// The transformer of the Llama and Qwen2 families: one forward pass for sampling, scoring and
// training, and its backward pass, on the CPU or on a device.
//
//   x = embed[token]
//   per layer:  x += W_o · attention(rope(W_qkv · rms_norm(x) + b))
//               x += W_down · (silu(W_gate · n) * (W_up · n)),  n = rms_norm(x)
//   hidden = rms_norm(x);  logits = W_head · hidden
//
// One layer function serves Forward and ForwardTrain. Together with kernels whose sums have one
// order, this gives three facts that the tests hold with memcmp:
//   * a row's hidden state and logits do not depend on which other rows are in the batch,
//   * nor on how the prompt was cut into chunks,
//   * and log-probabilities seen by the sampler equal those of the trainer bit for bit.
// (Needed for an on-policy ratio of exactly 1 in GRPO; DeepSeek-R1 report, eq. 1.)
//
// Arithmetic. fp32, or bf16: operands of all matrix products, and queries, keys and values, are
// rounded to bf16; sums, the residual stream, norms and the softmax stay fp32, as do the parameters
// that training updates ("master weights") and their gradients. Or, to generate only, 4- and 8-bit
// weights of a GGUF file, with bf16 attention. The three facts hold in each.
//
// Shapes: T rows (tokens of all sequences one after the other), V vocabulary, D hidden_size.
//
// Threads: a Transformer may be used by one caller at a time; it splits the work itself over
// base/parallel. Small models are split by sequence through the whole network (one dispatch),
// large ones inside each kernel; the bits are the same.
#ifndef R1BENCH_MODEL_TRANSFORMER_H_
#define R1BENCH_MODEL_TRANSFORMER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/softmax/softmax.h"
#include "model/config.h"
#include "model/device.h"
#include "model/hidden_states.h"
#include "model/parameters.h"
#include "model/sampler.h"
#include "model/weights.h"

namespace r1bench::model {

class ActivationStore;  // model/transformer_backend.h
class KvCache;          // model/kv_cache.h
struct KvLayout;        // model/kv_cache.h
class KvSequence;       // model/kv_cache.h

// New tokens of one sequence. Their first position is kv->length(); a sequence appears once.
struct SequenceChunk {
  KvSequence* kv = nullptr;
  std::span<const int32_t> tokens;
};

// Sequences for training, one after the other without padding.
struct PackedBatch {
  std::vector<int32_t> tokens;      // [T]
  std::vector<int32_t> cu_seqlens;  // [sequences + 1], starts with 0, ends with T
  std::vector<int32_t> targets;  // [T] token predicted at this row; -1: none (no loss, no logits)
};

// What ForwardTrain leaves for Backward. Reused from step to step: memory grows to the largest
// batch seen, then no more is allocated. About (2 D + qkv + q + 2 intermediate) floats a token and
// layer, or D with recompute_activations.
class Activations {
 public:
  Activations();
  ~Activations();
  Activations(Activations&&) noexcept;
  Activations& operator=(Activations&&) noexcept;

  int64_t num_rows() const;     // T of the last ForwardTrain
  const float* hidden() const;  // [T, D] on the host, after the final norm, e.g. for a value head
  int64_t bytes() const;        // memory held

 private:
  friend class Transformer;
  std::unique_ptr<ActivationStore> store_;  // null before the first ForwardTrain
  const TransformerBackend* maker_ = nullptr;
};

struct TransformerOptions {
  std::shared_ptr<Device> device = nullptr;       // null: the CPU
  WeightFormat compute = WeightFormat::kFloat32;  // or kBFloat16
  // Keep each layer's input only and run the layer again in the backward pass: about a tenth of the
  // memory for a third more time. Changes no bit.
  bool recompute_activations = false;
};

class Transformer {
 public:
  // A model whose parameters may be trained.
  Transformer(const ModelConfig& config, std::shared_ptr<Parameters> parameters,
              const TransformerOptions& options = {});
  // A model that only generates and scores, from packed weights alone (model/loader.h).
  Transformer(const ModelConfig& config, std::shared_ptr<ModelWeights> weights);
  ~Transformer();

  const ModelConfig& config() const;
  const TransformerOptions& options() const;
  bool trainable() const;
  Parameters& parameters();      // throws base::Error if not trainable
  int64_t weight_bytes() const;  // of the weights that the forward pass reads
  // The kind of cache that Forward wants.
  KvLayout kv_layout() const;
  // Call after any change of the parameters (an optimizer step, a load): packs the matrices for the
  // kernels. The constructor has done it once.
  void WeightsChanged();

  // --- Inference -------------------------------------------------------------------------------
  // Runs any mix of prompt chunks and single decode tokens; appends keys and values to the cache.
  // hidden [rows, D], rows in the order of the chunks' tokens. Throws base::Error on a token out of
  // the vocabulary and when the cache is full (then nothing was appended).
  void Forward(std::span<const SequenceChunk> chunks, KvCache* cache, HiddenStates* hidden);
  // The same for those who read the numbers.
  void Forward(std::span<const SequenceChunk> chunks, KvCache* cache, std::vector<float>* hidden);

  // Draws a token for each row of `rows` from the hidden state of the same index in `hidden`
  // (model/sampler.h: SampleRows).
  void Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden, int32_t* tokens,
              kernels::TokenStats* stats);
  // Log-probability of targets[i] after `temperature`, given row first + i of `hidden`, with
  // entropy and log-sum-exp.
  void Score(const HiddenStates& hidden, int64_t first, std::span<const int32_t> targets,
             float temperature, kernels::TokenStats* stats);
  // logits [rows, V] of hidden [rows, D], for the few who need them all.
  void Logits(int64_t rows, const float* hidden, float* logits);

  // --- Training --------------------------------------------------------------------------------
  // stats[t]: log-probability of targets[t] at the given temperature (logits * (1 / temperature)),
  // entropy and log-sum-exp; all zero where targets[t] is -1.
  void ForwardTrain(const PackedBatch& batch, float temperature, Activations* activations,
                    std::vector<kernels::TokenStats>* stats);
  // Gradient of L with respect to all parameters, added to grads[gradient_size()], given
  // dlogp[t] = dL/d logp[t] (rows with targets[t] == -1 are ignored) and, for value and reward
  // heads, dhidden [T, D] = dL/d hidden from outside (or null). `grads` lies where the model runs
  // (FlatArena::local), all else on the host. Same batch, temperature and
  // weights as the ForwardTrain that filled `activations`; each forward allows one backward.
  // Every sum over tokens runs in token order and continues from grads, so cutting a batch into
  // micro-batches changes no bit (on the CPU; see model/cuda/cuda_training.h).
  void Backward(const PackedBatch& batch, Activations& activations, const float* dlogp,
                const float* dhidden, float* grads);
  // Floats a gradient array needs: parameters().size(), plus a tail where tied embeddings collect
  // the part that comes through the input (it would otherwise mix with the part through the
  // head in an order that depends on the micro-batches).
  int64_t gradient_size() const;
  // Call once per optimizer step, after the last Backward: adds the tail to its place and zeroes
  // the tail. After it grads[0 .. parameters().size()) is the gradient. Without tied embeddings it
  // does nothing.
  void FinishGradients(float* grads);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_TRANSFORMER_H_
