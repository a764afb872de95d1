// A model in training: forward and backward over micro-batches, the summed gradient, the update.
// SFT (train/sft.h) and GRPO (train/grpo.h) differ only in the dL/dlogp they hand in.
//
//   for (const MicroBatch& m : batches) {
//     learner.Forward(m, temperature);          // logp() and entropy(), one per loss token
//     learner.Backward(m, dlogp);               // adds to the gradient
//   }
//   learner.Update();                           // clip, AdamW, zero the gradient
//
// The gradient is summed token by token in the order of the micro-batches, so where they are cut
// changes no bit (on the CPU; model/cuda/cuda_training.h says what holds on a GPU). With several
// ranks it is summed over them in rank order; a loss that divides by global counts needs no further
// scaling.
#ifndef R1BENCH_TRAIN_LEARNER_H_
#define R1BENCH_TRAIN_LEARNER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/softmax/softmax.h"
#include "model/transformer.h"
#include "train/collective.h"
#include "train/optimizer.h"
#include "train/packing.h"

namespace r1bench::train {

// Log-probabilities of the loss tokens of micro-batches under one model. Also used alone, for a
// reference policy.
class Scorer {
 public:
  explicit Scorer(model::Transformer* model) : model_(model) {}

  void Forward(const MicroBatch& micro_batch, float temperature);

  // Of the last Forward, one per loss token.
  std::span<const float> logp() const { return logp_; }
  std::span<const float> entropy() const { return entropy_; }  // nats
  model::Activations& activations() { return activations_; }

 private:
  model::Transformer* model_;
  model::Activations activations_;
  std::vector<kernels::TokenStats> stats_;
  std::vector<float> logp_, entropy_;
};

class Learner {
 public:
  // `model` and `collective` must outlive the learner.
  Learner(model::Transformer* model, const OptimizerOptions& options, Collective* collective);

  void Forward(const MicroBatch& micro_batch, float temperature) {
    scorer_.Forward(micro_batch, temperature);
  }
  std::span<const float> logp() const { return scorer_.logp(); }
  std::span<const float> entropy() const { return scorer_.entropy(); }
  // [rows, hidden_size] after the final norm: the input of value and reward heads.
  const float* hidden() { return scorer_.activations().hidden(); }

  // Adds the gradient, given dL/dlogp for each loss token of the micro-batch last run forward.
  // dhidden [rows, hidden_size] is for losses on value and reward heads (null: none).
  void Backward(const MicroBatch& micro_batch, std::span<const float> dlogp,
                const float* dhidden = nullptr);
  // The same for a value or reward head: given dL/dvalue for each row of the micro-batch.
  void BackwardValues(const MicroBatch& micro_batch, std::span<const float> dvalues);

  // Sums the gradient over ranks, updates the weights, packs them anew, zeroes the gradient.
  Optimizer::StepInfo Update();
  // Forgets the gradient collected since the last update, e.g. after an interruption.
  void DropGradient() { gradient_.Zero(); }

  model::Transformer& model() { return *model_; }
  Optimizer& optimizer() { return optimizer_; }
  const Optimizer& optimizer() const { return optimizer_; }
  Collective& collective() { return *collective_; }
  const model::FlatArena& gradient() const { return gradient_; }  // Transformer::gradient_size()

 private:
  model::Transformer* model_;
  Collective* collective_;
  Optimizer optimizer_;
  Scorer scorer_;
  model::FlatArena gradient_;
  std::vector<float> dlogp_rows_, dhidden_;
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_LEARNER_H_
