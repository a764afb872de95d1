#include "experiments/r1_pipeline/reward_models.h"

namespace r1bench::r1_pipeline {
namespace {

constexpr int64_t kScoreTokens = 8192;

}  // namespace

std::vector<double> RewardModels::Scores(const micro::Request& request,
                                         std::span<const model::Completion> completions) const {
  const std::vector<int32_t> prompt = micro::RequestTokens(request);
  std::vector<std::vector<int32_t>> documents;
  for (const model::Completion& completion : completions) {
    std::vector<int32_t> document = prompt;
    document.insert(document.end(), completion.tokens.begin(), completion.tokens.end());
    documents.push_back(std::move(document));
  }
  const bool safety = micro::KindOf(request) == micro::RequestKind::kHarmful;
  model::Transformer* model = safety ? safety_.get() : helpfulness_.get();
  std::vector<double> scores;
  for (const float score : train::ScoreLast(documents, kScoreTokens, model)) {
    const double value = static_cast<double>(score);
    scores.push_back(safety ? train::Sigmoid(value) : value);
  }
  return scores;
}

experiments::Cost RewardModels::ScoringCost(const micro::Request& request,
                                            const model::Completion& completion) const {
  const size_t tokens = micro::RequestTokens(request).size() + completion.tokens.size();
  // Both models have the same shape.
  return experiments::ScoringCost(helpfulness_->config(), static_cast<double>(tokens), 1);
}

}  // namespace r1bench::r1_pipeline
