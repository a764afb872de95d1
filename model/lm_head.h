// The language-model head and what is drawn from it, without an array of [tokens, vocabulary].
//
// Logits are made a block of 512 tokens at a time, for some rows, and reduced while they lie in the
// cache (kernels/softmax: SoftmaxPartial); what remains of a row is 12 bytes a block. A token's
// log-probability, the entropy, the draw and the gradient need no more. The results are bit for bit
// those of an array of logits, since kernels/softmax defines its sums block by block.
//
// Rows: hidden [rows, D], after the final norm. Work is split over blocks and rows, never over a
// sum.
#ifndef R1BENCH_MODEL_LM_HEAD_H_
#define R1BENCH_MODEL_LM_HEAD_H_

#include <cstdint>
#include <vector>

#include "kernels/softmax/softmax.h"
#include "model/linear_weight.h"

namespace r1bench::model {

class LmHead {
 public:
  // weight [V, D]; must outlive the head. It may be packed anew between calls.
  explicit LmHead(const LinearWeight* weight) : weight_(weight) {}

  int64_t vocab_size() const { return weight_->n(); }
  int64_t hidden_size() const { return weight_->k(); }
  int64_t num_blocks() const {
    return (vocab_size() + kernels::kVocabBlock - 1) / kernels::kVocabBlock;
  }

  // logits [rows, V], for the few who need them all (top-k and top-p sampling, tests).
  void Logits(int64_t rows, const float* hidden, float* logits) const;
  // Logits of one block for one row; returns their number.
  int64_t BlockLogits(const float* hidden_row, int64_t block, float* logits) const;

  // partials [rows, num_blocks()] at the rows' temperatures (logits * inv_temperatures[row]).
  void Partials(int64_t rows, const float* hidden, const float* inv_temperatures,
                kernels::SoftmaxPartial* partials) const;

  // Log-probability of targets[row] (0 for -1), entropy and log-sum-exp.
  void Stats(int64_t rows, const float* hidden, const float* inv_temperatures,
             const int32_t* targets, kernels::TokenStats* stats) const;

  // The gradient, given dlogp[row] = dL/d logp and the stats of the same rows. Adds to
  // dhidden [rows, D] and to dweight [V, D]. `w` are the fp32 weights [V, D]; the products run in
  // the format of the packed ones (fp32 or bf16).
  struct BackwardInput {
    int64_t rows = 0;
    const float* hidden = nullptr;
    float inv_temperature = 1;
    const int32_t* targets = nullptr;
    const kernels::TokenStats* stats = nullptr;
    const float* dlogp = nullptr;
    const float* w = nullptr;
  };
  void Backward(const BackwardInput& in, float* dhidden, float* dweight) const;

 private:
  void Reduce(int64_t rows, const float* hidden, const float* inv_temperatures,
              const int32_t* targets, kernels::SoftmaxPartial* partials, float* target_z) const;

  const LinearWeight* weight_;
};

// All blocks of a row, merged in order.
kernels::SoftmaxPartial MergeBlocks(const kernels::SoftmaxPartial* blocks, int64_t n);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_LM_HEAD_H_
