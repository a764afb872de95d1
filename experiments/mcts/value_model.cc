#include "experiments/mcts/value_model.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/signals.h"
#include "base/stats.h"
#include "kernels/math/math.h"
#include "train/collective.h"
#include "train/reward_model.h"

namespace r1bench::mcts {
namespace {

using experiments::Split;

// `count` texts of the policy after random training prompts, labelled.
std::vector<train::LabelledDocument> Sample(const World& world, int64_t step, int64_t count,
                                            uint64_t seed, Networks* networks,
                                            experiments::Cost* cost) {
  std::vector<model::GenerateRequest> requests;
  std::vector<size_t> prompts;
  base::Rng rng(seed, "mcts/value_prompts", static_cast<uint64_t>(step));
  for (int64_t i = 0; i < count; ++i) {
    prompts.push_back(rng.Below(static_cast<uint32_t>(world.train().size())));
    model::GenerateRequest request;
    request.id = static_cast<uint64_t>(step * count + i);
    request.prompt_tokens = world.task().PromptTokens(world.train()[prompts.back()]);
    request.params = world.Sampling();
    request.params.seed = seed;
    requests.push_back(std::move(request));
  }
  const std::vector<model::Completion> texts = networks->engine->Generate(requests, {});
  std::vector<train::LabelledDocument> documents;
  for (size_t i = 0; i < texts.size(); ++i) {
    const bool right = world.JudgeOne(world.train()[prompts[i]], texts[i].tokens).correct;
    train::LabelledDocument document;
    document.tokens = std::move(requests[i].prompt_tokens);
    const auto first = static_cast<int64_t>(document.tokens.size()) - 1;  // the `?`
    document.tokens.insert(document.tokens.end(), texts[i].tokens.begin(), texts[i].tokens.end());
    for (auto row = first; row < static_cast<int64_t>(document.tokens.size()); ++row) {
      document.labels.push_back({row, right ? 1.0f : 0.0f});
    }
    *cost += experiments::GenerationCost(networks->policy->config(), static_cast<double>(first + 1),
                                         static_cast<double>(texts[i].tokens.size()), 1);
    documents.push_back(std::move(document));
  }
  return documents;
}

// Scores and outcomes at one depth.
struct Depth {
  std::vector<double> learned, bayes;
  std::vector<uint8_t> right;

  void Add(double score, double chance, bool outcome) {
    learned.push_back(score);
    bayes.push_back(chance);
    right.push_back(outcome ? 1 : 0);
  }
};

// The operators of a first attempt that is well formed and right; empty if it is not.
std::vector<int> FirstAttempt(const World& world, const micro::OpsKPrompt& prompt,
                              std::span<const int32_t> response) {
  const micro::OpsVocabulary& vocabulary = world.task().vocabulary();
  std::vector<int> ops;
  int value = prompt.operands[0];
  for (int i = 0; i < world.task().num_ops(); ++i) {
    const auto at = static_cast<size_t>(2 * i);
    if (at + 1 >= response.size() || !vocabulary.IsOperator(response[at])) return {};
    ops.push_back(vocabulary.op_index(response[at]));
    value = micro::ApplyOp(ops.back(), value, prompt.operands[static_cast<size_t>(i) + 1],
                           world.task().rules().modulus);
    if (response[at + 1] != value) return {};
  }
  return ops;
}

std::string DepthName(int ops) { return ops == 0 ? "root" : "o" + std::to_string(ops); }

}  // namespace

experiments::Policy NewValueModel(const experiments::Policy& policy) {
  return std::make_shared<model::Transformer>(
      train::ValueHeadConfig(policy->config()),
      train::WithValueHead(policy->config(), policy->parameters()), policy->options());
}

experiments::Cost TrainValue(const ValueOptions& options, const World& world, uint64_t seed,
                             Networks* networks, const std::function<void(base::Json)>& row) {
  train::RewardModelOptions model;
  model.optimizer.learning_rate = options.learning_rate;
  model.optimizer.schedule = {train::ScheduleShape::kCosine, options.steps / 50, options.steps,
                              0.1};
  model.micro_batch_tokens = options.micro_batch_tokens;
  train::SingleProcess collective;
  train::RewardModelTrainer trainer(model, networks->value.get(), &collective);
  experiments::Cost cost;
  for (int64_t step = 0; step < options.steps; ++step) {
    base::ThrowIfStopped();
    const auto documents = Sample(world, step, options.texts, seed, networks, &cost);
    const train::RewardModelMetrics metrics = trainer.Step(documents);
    std::vector<train::Document> rows;
    for (const auto& document : documents) rows.push_back({document.tokens, 0});
    cost += experiments::TrainingCost(networks->value->config(), rows);
    if (row && ((step + 1) % 20 == 0 || step + 1 == options.steps)) {
      row({{"step", step + 1}, {"value_loss", metrics.loss}, {"value_accuracy", metrics.accuracy}});
    }
  }
  return cost;
}

base::Json AuditValue(const World& world, int samples, uint64_t seed, Networks* networks) {
  const micro::OpsKTask& task = world.task();
  const int ops = task.num_ops();
  std::vector<model::GenerateRequest> requests;
  for (size_t i = 0; i < world.held_out().size(); ++i) {
    model::GenerateRequest request;
    request.id = i;
    request.prompt_tokens = task.PromptTokens(world.held_out()[i]);
    request.num_samples = samples;
    request.params = world.Sampling();
    request.params.seed = seed;
    request.params.record_entropy = true;
    requests.push_back(std::move(request));
  }
  std::vector<double> operator_entropy, other_entropy;
  std::vector<train::ScoreQuery> queries;
  std::vector<std::vector<int>> attempts;
  std::vector<const micro::OpsKPrompt*> prompts;
  std::vector<bool> right, checked;
  for (const model::Completion& text : networks->engine->Generate(requests, {})) {
    const micro::OpsKPrompt& prompt = world.held_out()[text.request_id];
    std::vector<int> attempt = FirstAttempt(world, prompt, text.tokens);
    if (attempt.empty()) continue;
    for (size_t j = 0; j < static_cast<size_t>(2 * ops); ++j) {
      (j % 2 == 0 ? operator_entropy : other_entropy)
          .push_back(static_cast<double>(text.entropies[j]));
    }
    train::ScoreQuery query{requests[text.request_id].prompt_tokens, {}};
    const auto first = static_cast<int64_t>(query.tokens.size());
    query.tokens.insert(query.tokens.end(), text.tokens.begin(), text.tokens.end());
    query.rows.push_back(first - 1);
    for (int j = 0; j < ops; ++j) query.rows.push_back(first + 2 * j);
    query.rows.push_back(first + 2 * ops - 1);
    const auto after = static_cast<size_t>(2 * ops);
    checked.push_back(after < text.tokens.size() && task.vocabulary().IsCheck(text.tokens[after]));
    if (checked.back()) query.rows.push_back(first + 2 * ops);
    queries.push_back(std::move(query));
    attempts.push_back(std::move(attempt));
    prompts.push_back(&prompt);
    right.push_back(world.JudgeOne(prompt, text.tokens).correct);
  }
  const auto scores = train::ScoreRows(queries, 8192, networks->value.get());
  std::map<std::string, Depth> depths;
  for (size_t i = 0; i < queries.size(); ++i) {
    for (int j = 0; j <= ops; ++j) {
      const std::span<const int> begun = std::span(attempts[i]).first(static_cast<size_t>(j));
      depths[DepthName(j)].Add(scores[i][static_cast<size_t>(j)],
                               task.SolveShare(*prompts[i], begun), right[i]);
    }
    const double solved = task.SolveShare(*prompts[i], attempts[i]);
    depths["result"].Add(scores[i][static_cast<size_t>(ops) + 1], solved, right[i]);
    if (checked[i]) {
      depths["check"].Add(scores[i][static_cast<size_t>(ops) + 2], solved, right[i]);
    }
  }
  base::Json metrics = {{"texts", queries.size()},
                        {"branching_operator", kernels::ExpD(base::Mean(operator_entropy))},
                        {"branching_other", kernels::ExpD(base::Mean(other_entropy))}};
  double captured = 0;
  for (const auto& [name, depth] : depths) {
    const double auc = base::AreaUnderRoc(depth.learned, depth.right);
    const double bayes = base::AreaUnderRoc(depth.bayes, depth.right);
    metrics["auc_" + name] = auc;
    metrics["bayes_" + name] = bayes;
    const double share = bayes >= 0.55 ? (auc - 0.5) / (bayes - 0.5) : 0.0;
    if (name == "result") {
      metrics["captured_result"] = share;
    } else if (name != "check") {
      captured = std::max(captured, share);
    }
  }
  metrics["captured"] = captured;
  return metrics;
}

}  // namespace r1bench::mcts
