// Scalar models on the shared transformer: process and outcome reward models, value models and
// preference models. A row's score is the value head's number (model/heads.h) after the row's
// token was read; as a probability it is Sigmoid(score).
//
// Pointwise: documents with labelled rows, targets in [0, 1], hard or soft.
//
//   L = (1/W) Σ w · [softplus(score) − target · score],   W = Σ w of the whole step, all ranks
//
// that is, the binary cross-entropy of Sigmoid(score). With a label at the end of every step it
// trains a process reward model (arXiv 2305.20050, section 2.6; soft labels: Math-Shepherd,
// 2312.08935, section 3.4), with one at the end an outcome reward model, at any prefix a value.
//
// Pairwise: Bradley-Terry on (prompt, chosen, rejected), scored at the last token.
//
//   L = (1/P) Σ softplus(score(rejected) − score(chosen))      arXiv 2203.02155, eq. 1
//
// Every score of a step counts by global weights, and gradients are summed in document order, so
// threads and micro-batches change no bit. State for a checkpoint: the weights and the optimizer
// (train/checkpoint.h), as for SFT.
//
//   auto parameters = WithValueHead(policy.config(), policy.parameters());
//   model::Transformer scorer(ValueHeadConfig(policy.config()), parameters);
//   RewardModelTrainer trainer(options, &scorer, &collective);
//   for (;;) Log(trainer.Step(NextDocuments()));
//   const auto scores = ScoreRows(queries, 8192, &scorer);
#ifndef R1BENCH_TRAIN_REWARD_MODEL_H_
#define R1BENCH_TRAIN_REWARD_MODEL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/config.h"
#include "model/parameters.h"
#include "train/collective.h"
#include "train/learner.h"

namespace r1bench::train {

// The same model with a value head.
model::ModelConfig ValueHeadConfig(const model::ModelConfig& config);

// A copy of the weights of a model of `config` with a value head: a given one is copied too, a new
// one starts at zero, so that every first score is 0 (probability one half).
std::shared_ptr<model::Parameters> WithValueHead(const model::ModelConfig& config,
                                                 const model::Parameters& weights);

// What is known of one row of a document: the text up to and including that token.
struct RowLabel {
  int64_t row = 0;     // index of the token
  float target = 0;    // [0, 1]
  float weight = 1.0;  // >= 0
};

struct LabelledDocument {
  std::vector<int32_t> tokens;  // not empty; prompt included
  std::vector<RowLabel> labels;
};

struct PreferencePair {
  std::vector<int32_t> prompt;            // may be empty
  std::vector<int32_t> chosen, rejected;  // not empty
};

struct RewardModelOptions {
  OptimizerOptions optimizer = {};
  int64_t micro_batch_tokens = 4096;  // memory only: changes no bit of the result
};

struct RewardModelMetrics {
  int64_t step = 0;     // updates done, this one included
  double loss = 0;      // nats a label (weighted), or a pair, before the update
  double accuracy = 0;  // share (weighted) on the right side of one half; pairs ranked right.
                        // A tie counts half
  double weight = 0;    // sum of the labels' weights, or number of pairs, over all ranks
  int64_t rows = 0;     // tokens read, of this rank
  double learning_rate = 0;
  double grad_norm = 0;
};

class RewardModelTrainer {
 public:
  // `model` must have a value head; both must outlive the trainer.
  RewardModelTrainer(const RewardModelOptions& options, model::Transformer* model,
                     Collective* collective);

  // One update on this rank's share. Throws base::Error, with nothing changed, on a label outside
  // its document, a target outside [0, 1], or if no label of any rank has weight.
  RewardModelMetrics Step(std::span<const LabelledDocument> documents);
  RewardModelMetrics StepPairs(std::span<const PreferencePair> pairs);

  // The same without an update.
  RewardModelMetrics Evaluate(std::span<const LabelledDocument> documents);
  RewardModelMetrics EvaluatePairs(std::span<const PreferencePair> pairs);

  Learner& learner() { return learner_; }
  int64_t step() const { return learner_.optimizer().step(); }

 private:
  RewardModelMetrics RunDocuments(std::span<const LabelledDocument> documents, bool update);
  RewardModelMetrics RunPairs(std::span<const PreferencePair> pairs, bool update);
  void Finish(RewardModelMetrics* metrics, bool update);

  RewardModelOptions options_;
  Learner learner_;
};

// Rows whose scores are wanted.
struct ScoreQuery {
  std::vector<int32_t> tokens;  // not empty
  std::vector<int64_t> rows;    // indices of tokens, in any order
};

// The scores of all queries' rows, in order, without a cache: one packed pass over all documents.
// A document's scores are a function of its tokens and the weights alone. `micro_batch_tokens`
// limits memory.
std::vector<std::vector<float>> ScoreRows(std::span<const ScoreQuery> queries,
                                          int64_t micro_batch_tokens, model::Transformer* model);

// The score at the last token of each document.
std::vector<float> ScoreLast(std::span<const std::vector<int32_t>> documents,
                             int64_t micro_batch_tokens, model::Transformer* model);

// 1 / (1 + exp(−x)) without overflow and without libm.
double Sigmoid(double x);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_REWARD_MODEL_H_
