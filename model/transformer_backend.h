// What runs a Transformer: the CPU (model/cpu_transformer.h) or a device (model/device.h). The
// functions are those of Transformer, which has checked what it was given: token ids are in range,
// chunks belong to the cache and their room is reserved, a batch is well-formed.
//
// Internal to model.
#ifndef R1BENCH_MODEL_TRANSFORMER_BACKEND_H_
#define R1BENCH_MODEL_TRANSFORMER_BACKEND_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/transformer.h"

namespace r1bench::model {

// What a backend keeps in an Activations.
class ActivationStore {
 public:
  virtual ~ActivationStore() = default;
  virtual int64_t rows() const = 0;
  virtual const float* hidden() const = 0;
  virtual int64_t bytes() const = 0;
};

class TransformerBackend {
 public:
  virtual ~TransformerBackend() = default;

  // Whether keys and values are kept in bf16.
  virtual bool bf16() const = 0;
  virtual int64_t weight_bytes() const = 0;
  virtual void WeightsChanged() = 0;

  // Writes keys and values after the sequences' length; the caller advances them. `longest` tokens
  // are in the longest sequence with its chunk, `rows` in all chunks (at least 1).
  virtual void Forward(std::span<const SequenceChunk> chunks, int64_t rows, int64_t longest,
                       HiddenStates* hidden) = 0;
  virtual void Sample(std::span<const SampleRow> rows, std::span<const HiddenRow> hidden,
                      int32_t* tokens, kernels::TokenStats* stats) = 0;
  virtual void Score(const HiddenStates& hidden, int64_t first, std::span<const int32_t> targets,
                     float temperature, kernels::TokenStats* stats) = 0;
  // `hidden` and `logits` are the host's.
  virtual void Logits(int64_t rows, const float* hidden, float* logits) = 0;

  // The stores are of this backend.
  virtual std::unique_ptr<ActivationStore> MakeActivations() = 0;
  virtual void ForwardTrain(const PackedBatch& batch, float temperature, ActivationStore* store,
                            std::vector<kernels::TokenStats>* stats) = 0;
  virtual void Backward(const PackedBatch& batch, ActivationStore* store, const float* dlogp,
                        const float* dhidden, float* grads) = 0;
  virtual void FinishGradients(float* grads) = 0;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_TRANSFORMER_BACKEND_H_
