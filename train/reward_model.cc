#include "train/reward_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "kernels/math/math.h"
#include "model/heads.h"

namespace r1bench::train {
namespace {

// log(1 + exp(x)) without overflow and without libm.
double Softplus(double x) {
  return std::max(x, 0.0) + kernels::LogD(1.0 + kernels::ExpD(-std::abs(x)));
}

// Share of a label that is on the right side: 1, 0, or one half on a tie.
double Agreement(double score, double target_minus_half) {
  const double product = score * target_minus_half;
  return product > 0 ? 1.0 : product < 0 ? 0.0 : 0.5;
}

Document WithoutTargets(std::vector<int32_t> tokens) {
  Document d;
  d.tokens = std::move(tokens);
  d.loss_from = static_cast<int64_t>(d.tokens.size());
  return d;
}

// Micro-batches that never part the documents of one unit (`unit` neighbours: 2 for a pair).
std::vector<MicroBatch> PackUnits(std::span<const Document> documents, size_t unit,
                                  int64_t max_tokens) {
  base::Require(max_tokens > 0, "expected a token budget above 0, got ", max_tokens);
  std::vector<MicroBatch> batches;
  size_t begin = 0;
  int64_t tokens = 0;
  const auto close = [&](size_t end) {
    if (begin == end) return;
    const auto part = documents.subspan(begin, end - begin);
    batches.push_back(std::move(PackDocuments(part, std::numeric_limits<int64_t>::max()).front()));
    batches.back().first_document = static_cast<int64_t>(begin);
    begin = end;
    tokens = 0;
  };
  for (size_t i = 0; i < documents.size(); i += unit) {
    int64_t size = 0;
    for (size_t j = i; j < i + unit; ++j) size += static_cast<int64_t>(documents[j].tokens.size());
    if (tokens > 0 && tokens + size > max_tokens) close(i);
    tokens += size;
  }
  close(documents.size());
  return batches;
}

void CheckLabels(std::span<const LabelledDocument> documents) {
  for (size_t i = 0; i < documents.size(); ++i) {
    const int64_t n = static_cast<int64_t>(documents[i].tokens.size());
    for (const RowLabel& label : documents[i].labels) {
      base::Require(label.row >= 0 && label.row < n, "expected a labelled row in 0..", n - 1,
                    " of document ", i, ", got ", label.row);
      base::Require(label.target >= 0 && label.target <= 1 && label.weight >= 0 &&
                        std::isfinite(label.weight),
                    "expected a target in [0, 1] and a weight of at least 0 in document ", i,
                    ", got ", label.target, " and ", label.weight);
    }
  }
}

// Runs micro-batches through the model and its head, and back.
class HeadPass {
 public:
  explicit HeadPass(Learner* learner) : learner_(learner) {}

  void Forward(const MicroBatch& m) {
    learner_->Forward(m, /*temperature=*/1.0f);
    scores_.resize(m.rows());
    model::ValueForward(learner_->model().parameters(), learner_->hidden(), m.rows(),
                        scores_.data());
    dscores_.assign(m.rows(), 0.0f);
  }

  double score(int64_t row) const { return scores_[row]; }
  void AddDerivative(int64_t row, double d) { dscores_[row] += static_cast<float>(d); }

  void Backward(const MicroBatch& m) { learner_->BackwardValues(m, dscores_); }

 private:
  Learner* learner_;
  std::vector<float> scores_, dscores_;
};

}  // namespace

double Sigmoid(double x) {
  const double e = kernels::ExpD(-std::abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

model::ModelConfig ValueHeadConfig(const model::ModelConfig& config) {
  model::ModelConfig out = config;
  out.value_head = true;
  return out;
}

std::shared_ptr<model::Parameters> WithValueHead(const model::ModelConfig& config,
                                                 const model::Parameters& weights) {
  auto out = std::make_shared<model::Parameters>(ValueHeadConfig(config));
  // The head is the last tensor of the layout.
  base::Require(weights.size() == out->size() || weights.size() == out->layout().value_head(),
                "expected weights of the given config, of ", out->layout().value_head(),
                " numbers, got ", weights.size());
  std::memcpy(out->data(), weights.data(), weights.size() * sizeof(float));
  return out;
}

RewardModelTrainer::RewardModelTrainer(const RewardModelOptions& options, model::Transformer* model,
                                       Collective* collective)
    : options_(options), learner_(model, options.optimizer, collective) {
  base::Require(model->config().value_head, "expected a model with a value head");
}

RewardModelMetrics RewardModelTrainer::Step(std::span<const LabelledDocument> documents) {
  return RunDocuments(documents, /*update=*/true);
}

RewardModelMetrics RewardModelTrainer::StepPairs(std::span<const PreferencePair> pairs) {
  return RunPairs(pairs, /*update=*/true);
}

RewardModelMetrics RewardModelTrainer::Evaluate(std::span<const LabelledDocument> documents) {
  return RunDocuments(documents, /*update=*/false);
}

RewardModelMetrics RewardModelTrainer::EvaluatePairs(std::span<const PreferencePair> pairs) {
  return RunPairs(pairs, /*update=*/false);
}

RewardModelMetrics RewardModelTrainer::RunDocuments(std::span<const LabelledDocument> documents,
                                                    bool update) {
  CheckLabels(documents);
  std::vector<Document> packed;
  RewardModelMetrics metrics;
  for (const LabelledDocument& d : documents) {
    packed.push_back(WithoutTargets(d.tokens));
    for (const RowLabel& label : d.labels) metrics.weight += label.weight;
  }
  learner_.collective().AllReduceSum(std::span<double>(&metrics.weight, 1));
  base::Require(metrics.weight > 0, "expected documents with at least one label that has weight");
  HeadPass pass(&learner_);
  for (const MicroBatch& m : PackUnits(packed, 1, options_.micro_batch_tokens)) {
    pass.Forward(m);
    metrics.rows += m.rows();
    for (int64_t s = 0; s < m.sequences(); ++s) {
      for (const RowLabel& label : documents[m.first_document + s].labels) {
        const int64_t row = m.batch.cu_seqlens[s] + label.row;
        const double score = pass.score(row), y = label.target, w = label.weight;
        metrics.loss += w * (Softplus(score) - y * score);
        metrics.accuracy += w * Agreement(score, y - 0.5);
        pass.AddDerivative(row, w / metrics.weight * (Sigmoid(score) - y));
      }
    }
    if (update) pass.Backward(m);
  }
  Finish(&metrics, update);
  return metrics;
}

RewardModelMetrics RewardModelTrainer::RunPairs(std::span<const PreferencePair> pairs,
                                                bool update) {
  std::vector<Document> packed;
  for (const PreferencePair& pair : pairs) {
    base::Require(!pair.chosen.empty() && !pair.rejected.empty(),
                  "expected pairs without an empty side");
    for (const std::vector<int32_t>* answer : {&pair.chosen, &pair.rejected}) {
      std::vector<int32_t> tokens = pair.prompt;
      tokens.insert(tokens.end(), answer->begin(), answer->end());
      packed.push_back(WithoutTargets(std::move(tokens)));
    }
  }
  RewardModelMetrics metrics;
  metrics.weight = static_cast<double>(pairs.size());
  learner_.collective().AllReduceSum(std::span<double>(&metrics.weight, 1));
  base::Require(metrics.weight > 0, "expected at least one pair");
  HeadPass pass(&learner_);
  for (const MicroBatch& m : PackUnits(packed, 2, options_.micro_batch_tokens)) {
    pass.Forward(m);
    metrics.rows += m.rows();
    for (int64_t s = 0; s < m.sequences(); s += 2) {
      const int64_t chosen = m.batch.cu_seqlens[s + 1] - 1;
      const int64_t rejected = m.batch.cu_seqlens[s + 2] - 1;
      const double margin = pass.score(chosen) - pass.score(rejected);
      metrics.loss += Softplus(-margin);
      metrics.accuracy += Agreement(margin, 1);
      const double slope = Sigmoid(-margin) / metrics.weight;
      pass.AddDerivative(chosen, -slope);
      pass.AddDerivative(rejected, slope);
    }
    if (update) pass.Backward(m);
  }
  Finish(&metrics, update);
  return metrics;
}

void RewardModelTrainer::Finish(RewardModelMetrics* metrics, bool update) {
  double sums[2] = {metrics->loss, metrics->accuracy};
  learner_.collective().AllReduceSum(std::span<double>(sums));
  metrics->loss = sums[0] / metrics->weight;
  metrics->accuracy = sums[1] / metrics->weight;
  metrics->step = step();
  if (!update) return;
  const Optimizer::StepInfo info = learner_.Update();
  metrics->step = info.step;
  metrics->learning_rate = info.learning_rate;
  metrics->grad_norm = info.grad_norm;
}

std::vector<std::vector<float>> ScoreRows(std::span<const ScoreQuery> queries,
                                          int64_t micro_batch_tokens, model::Transformer* model) {
  std::vector<Document> packed;
  std::vector<std::vector<float>> scores(queries.size());
  for (const ScoreQuery& query : queries) packed.push_back(WithoutTargets(query.tokens));
  Scorer scorer(model);
  std::vector<float> values;
  for (const MicroBatch& m : PackUnits(packed, 1, micro_batch_tokens)) {
    scorer.Forward(m, /*temperature=*/1.0f);
    values.resize(m.rows());
    model::ValueForward(model->parameters(), scorer.activations().hidden(), m.rows(),
                        values.data());
    for (int64_t s = 0; s < m.sequences(); ++s) {
      const int64_t i = m.first_document + s, begin = m.batch.cu_seqlens[s];
      const int64_t n = m.batch.cu_seqlens[s + 1] - begin;
      for (const int64_t row : queries[i].rows) {
        base::Require(row >= 0 && row < n, "expected a row in 0..", n - 1, " of document ", i,
                      ", got ", row);
        scores[i].push_back(values[begin + row]);
      }
    }
  }
  return scores;
}

std::vector<float> ScoreLast(std::span<const std::vector<int32_t>> documents,
                             int64_t micro_batch_tokens, model::Transformer* model) {
  std::vector<ScoreQuery> queries;
  for (const std::vector<int32_t>& tokens : documents) {
    queries.push_back({tokens, {static_cast<int64_t>(tokens.size()) - 1}});
  }
  std::vector<float> last;
  for (const std::vector<float>& s : ScoreRows(queries, micro_batch_tokens, model)) {
    last.push_back(s.front());
  }
  return last;
}

}  // namespace r1bench::train
