#include "experiments/common/evaluation.h"

#include <span>

#include "eval/metrics.h"
#include "experiments/common/measures.h"

namespace r1bench::experiments {
namespace {

std::vector<model::GenerateRequest> Requests(const Environment& environment, int samples,
                                             bool greedy, uint64_t seed) {
  std::vector<model::GenerateRequest> requests(environment.size(Split::kHeldOut));
  for (size_t i = 0; i < requests.size(); ++i) {
    model::GenerateRequest& request = requests[i];
    request.id = i;
    request.problem_id = environment.Id(Split::kHeldOut, i);
    request.prompt_tokens = environment.PromptTokens(Split::kHeldOut, i);
    request.num_samples = samples;
    request.params = environment.Sampling();
    request.params.greedy = greedy;
    request.params.seed = seed;
  }
  return requests;
}

// Sums over prompts of the sampled responses' scores.
struct SampledSums {
  double accuracy = 0, pass_at_k = 0, majority = 0, length = 0, reflections = 0, reflecting = 0;
  double truncated = 0;
  MeasureMeans measures;

  void Add(const std::vector<Outcome>& outcomes) {
    const double k = static_cast<double>(outcomes.size());
    std::vector<eval::VotedAnswer> votes;
    int64_t correct = 0;
    for (const Outcome& outcome : outcomes) {
      correct += outcome.correct ? 1 : 0;
      length += static_cast<double>(outcome.length) / k;
      reflections += static_cast<double>(outcome.reflections) / k;
      reflecting += (outcome.reflections > 0 ? 1.0 : 0.0) / k;
      truncated += (outcome.truncated ? 1.0 : 0.0) / k;
      votes.push_back({outcome.answer, outcome.correct});
      measures.Add(outcome);
    }
    const int64_t n = static_cast<int64_t>(outcomes.size());
    accuracy += static_cast<double>(correct) / k;
    pass_at_k += eval::PassAtK(n, correct, n);
    majority += eval::ConsensusAtK(votes, n);
  }
};

void EvaluateSampled(model::TextGenerator* generator, const Environment& environment, int k,
                     uint64_t seed, Evaluation* evaluation) {
  const auto requests = Requests(environment, k, /*greedy=*/false, seed);
  const std::vector<model::Completion> completions = generator->Generate(requests, {});
  const std::span<const model::Completion> all(completions);
  SampledSums sums;
  std::vector<int64_t> index(completions.size());
  for (size_t i = 0; i < completions.size(); ++i) index[i] = static_cast<int64_t>(i) / k;
  for (size_t i = 0; i < requests.size(); ++i) {
    sums.Add(environment.Judge(Split::kHeldOut, i, all.subspan(i * k, k)));
  }
  const double n = static_cast<double>(requests.size());
  base::Json& metrics = evaluation->metrics;
  metrics["accuracy"] = sums.accuracy / n;
  metrics["pass_at_k"] = sums.pass_at_k / n;
  metrics["majority"] = sums.majority / n;
  metrics["length"] = sums.length / n;
  metrics["reflections"] = sums.reflections / n;
  metrics["share_reflecting"] = sums.reflecting / n;
  metrics["truncated"] = sums.truncated / n;
  sums.measures.Write("", &metrics);
  evaluation->audit = environment.Audit(index, completions);
}

}  // namespace

Evaluation Evaluate(model::TextGenerator* generator, const Environment& environment, int k,
                    uint64_t seed) {
  Evaluation evaluation;
  const auto requests = Requests(environment, 1, /*greedy=*/true, seed);
  const std::vector<model::Completion> completions = generator->Generate(requests, {});
  const std::span<const model::Completion> all(completions);
  double correct = 0, length = 0;
  MeasureMeans measures;
  for (size_t i = 0; i < completions.size(); ++i) {
    EvaluatedSample sample;
    sample.index = static_cast<int64_t>(i);
    sample.text = environment.ResponseText(completions[i]);
    sample.outcome = environment.Judge(Split::kHeldOut, i, all.subspan(i, 1)).front();
    correct += sample.outcome.correct ? 1 : 0;
    length += static_cast<double>(sample.outcome.length);
    measures.Add(sample.outcome);
    evaluation.greedy.push_back(std::move(sample));
  }
  const double n = static_cast<double>(completions.size());
  evaluation.metrics["n"] = completions.size();
  evaluation.metrics["k"] = k;
  evaluation.metrics["greedy_accuracy"] = correct / n;
  evaluation.metrics["greedy_length"] = length / n;
  measures.Write("greedy_", &evaluation.metrics);
  EvaluateSampled(generator, environment, k, seed, &evaluation);
  return evaluation;
}

}  // namespace r1bench::experiments
