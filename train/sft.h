// Supervised training on given tokens: next-token pre-training and supervised fine-tuning.
//
//   L = −(1/N) Σ log p(token | tokens before it),  N = learned tokens of the whole step, all ranks
//
// The two differ in which tokens are learned: all of a document, or only the answer after a prompt
// (Document::loss_from; the report fine-tunes on 800k such samples, arXiv 2501.12948 section
// 2.3.3). Every token weighs the same, as in a language model's usual loss. Documents lie packed
// behind each other and do not see one another.
//
//   SftTrainer trainer(options, &model, &collective);
//   for (;;) Log(trainer.Step(NextDocuments()));
#ifndef R1BENCH_TRAIN_SFT_H_
#define R1BENCH_TRAIN_SFT_H_

#include <cstdint>
#include <span>
#include <vector>

#include "train/collective.h"
#include "train/learner.h"

namespace r1bench::train {

struct SftOptions {
  OptimizerOptions optimizer = {};
  int64_t micro_batch_tokens = 4096;  // memory only: changes no bit of the result
};

struct SftMetrics {
  int64_t step = 0;    // updates done, this one included
  double loss = 0;     // nats per learned token, before the update
  double entropy = 0;  // mean, nats
  int64_t tokens = 0;  // learned, over all ranks
  int64_t rows = 0;    // tokens read, of this rank
  double learning_rate = 0;
  double grad_norm = 0;
};

// prompt + answer as one document; with `mask_prompt` only the answer is learned.
Document PromptAndAnswer(std::span<const int32_t> prompt, std::span<const int32_t> answer,
                         bool mask_prompt = true);

class SftTrainer {
 public:
  SftTrainer(const SftOptions& options, model::Transformer* model, Collective* collective);

  // One update on `documents` (this rank's share). Throws base::Error if none of their tokens is
  // learned on any rank.
  SftMetrics Step(std::span<const Document> documents);

  // Mean loss in nats per learned token, without an update.
  double Loss(std::span<const Document> documents);

  Learner& learner() { return learner_; }
  int64_t step() const { return learner_.optimizer().step(); }

 private:
  SftOptions options_;
  Learner learner_;
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_SFT_H_
