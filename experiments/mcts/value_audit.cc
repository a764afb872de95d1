#include "experiments/mcts/value_audit.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/stats.h"
#include "kernels/math/math.h"
#include "train/reward_model.h"

namespace r1bench::mcts {
namespace {

constexpr int64_t kScoreTokens = 8192;
constexpr size_t kAuditedSteps = 3;

// `samples` texts for each held-out prompt.
std::vector<model::GenerateRequest> Requests(const SearchWorld& world, int samples, uint64_t seed) {
  std::vector<model::GenerateRequest> requests;
  for (const Prompt prompt : world.All(PromptSet::kHeldOut)) {
    model::GenerateRequest request;
    request.id = static_cast<uint64_t>(prompt.index);
    request.prompt_tokens = world.Tokens(prompt);
    request.num_samples = samples;
    request.params = world.Sampling();
    request.params.seed = seed;
    requests.push_back(std::move(request));
  }
  return requests;
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

// Places of a response at which its value is asked, by name: row 0 is the prompt's last token, row
// i its own token i - 1.
std::vector<std::pair<std::string, int64_t>> StepRows(const SearchWorld& world,
                                                      std::span<const int32_t> response) {
  std::vector<std::pair<std::string, int64_t>> rows = {{"root", 0}};
  for (size_t i = 0; i + 1 < response.size() && rows.size() <= kAuditedSteps; ++i) {
    if (!world.EndsStep(response[i])) continue;
    rows.emplace_back("s" + std::to_string(rows.size()), static_cast<int64_t>(i) + 1);
  }
  if (world.Ended(response)) rows.emplace_back("end", static_cast<int64_t>(response.size()));
  return rows;
}

std::string DepthName(int ops) { return ops == 0 ? "root" : "o" + std::to_string(ops); }

}  // namespace

base::Json AuditValue(const World& world, int samples, uint64_t seed, Networks* networks) {
  const micro::OpsKTask& task = world.task();
  const int ops = task.num_ops();
  std::vector<model::GenerateRequest> requests = Requests(world, samples, seed);
  for (model::GenerateRequest& request : requests) request.params.record_entropy = true;
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
  const auto scores = train::ScoreRows(queries, kScoreTokens, networks->value.get());
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

base::Json AuditSteps(const SearchWorld& world, int samples, uint64_t seed, Networks* networks) {
  const std::vector<model::GenerateRequest> requests = Requests(world, samples, seed);
  std::vector<train::ScoreQuery> queries;
  std::vector<std::vector<std::pair<std::string, int64_t>>> rows;
  std::vector<double> right;
  for (const model::Completion& text : networks->engine->Generate(requests, {})) {
    train::ScoreQuery query{requests[text.request_id].prompt_tokens, {}};
    const auto first = static_cast<int64_t>(query.tokens.size()) - 1;
    query.tokens.insert(query.tokens.end(), text.tokens.begin(), text.tokens.end());
    rows.push_back(StepRows(world, text.tokens));
    for (const auto& [name, row] : rows.back()) query.rows.push_back(first + row);
    queries.push_back(std::move(query));
    const Prompt prompt{PromptSet::kHeldOut, static_cast<int64_t>(text.request_id)};
    right.push_back(world.JudgeResponse(prompt, text.tokens).correct ? 1.0 : 0.0);
  }
  const auto scores = train::ScoreRows(queries, kScoreTokens, networks->value.get());
  std::map<std::string, std::pair<std::vector<double>, std::vector<uint8_t>>> depths;
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = 0; j < rows[i].size(); ++j) {
      auto& [learned, outcomes] = depths[rows[i][j].first];
      learned.push_back(scores[i][j]);
      outcomes.push_back(right[i] > 0 ? 1 : 0);
    }
  }
  base::Json metrics = {{"texts", queries.size()}, {"share_right", base::Mean(right)}};
  for (const auto& [name, depth] : depths) {
    metrics["auc_" + name] = base::AreaUnderRoc(depth.first, depth.second);
  }
  return metrics;
}

}  // namespace r1bench::mcts
