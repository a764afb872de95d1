#include "experiments/mcts/score.h"

#include <map>

namespace r1bench::mcts {
namespace {

struct Candidate {
  bool correct = false;
  std::string answer;
  double value = 0;
  int64_t tokens = 0, forwards = 0, forwards_alone = 0;
};

// What the selectors say about one prompt at one budget.
class Selection {
 public:
  void Add(const Candidate& candidate) {
    ++count_;
    correct_ += candidate.correct ? 1 : 0;
    if (count_ == 1 || candidate.value > best_value_) {
      best_value_ = candidate.value;
      best_correct_ = candidate.correct;
    }
    if (candidate.answer.empty()) return;
    auto& [votes, correct] = votes_[candidate.answer];
    ++votes;
    correct = candidate.correct;
    if (votes > most_votes_) {  // strictly: the first to reach a number keeps it
      most_votes_ = votes;
      most_correct_ = correct;
    }
  }

  double any() const { return correct_ > 0 ? 1 : 0; }
  double value() const { return best_correct_ ? 1 : 0; }
  double majority() const { return most_correct_ ? 1 : 0; }
  double random() const { return count_ > 0 ? static_cast<double>(correct_) / count_ : 0; }

 private:
  int64_t count_ = 0, correct_ = 0, most_votes_ = 0;
  double best_value_ = 0;
  bool best_correct_ = false, most_correct_ = false;
  std::map<std::string, std::pair<int64_t, bool>> votes_;
};

}  // namespace

std::string MetricName(const std::string& selector, char unit, int64_t budget) {
  return selector + "_" + unit + std::to_string(budget);
}

base::Json Score(const SearchWorld& world, std::span<const Prompt> prompts,
                 const std::vector<std::vector<Finished>>& found, const Budgets& budgets,
                 bool tree) {
  std::map<std::string, double> sums;
  for (size_t i = 0; i < prompts.size(); ++i) {
    std::vector<Candidate> candidates;
    for (const Finished& finished : found[i]) {
      const experiments::Outcome outcome = world.JudgeResponse(prompts[i], finished.path);
      candidates.push_back({outcome.correct, outcome.answer, finished.value, finished.tokens,
                            finished.forwards, tree ? finished.forwards : finished.tokens});
    }
    for (const int64_t budget : budgets.values) {
      Selection by_tokens, by_forwards, by_forwards_alone;
      for (const Candidate& candidate : candidates) {
        if (candidate.tokens <= budget) by_tokens.Add(candidate);
        if (candidate.forwards <= budget) by_forwards.Add(candidate);
        if (candidate.forwards_alone <= budget) by_forwards_alone.Add(candidate);
      }
      const auto add = [&](const char* selector, double tokens, double forwards) {
        sums[MetricName(selector, 't', budget)] += tokens;
        sums[MetricName(selector, 'f', budget)] += forwards;
      };
      add("any", by_tokens.any(), by_forwards_alone.any());
      add("value", by_tokens.value(), by_forwards.value());
      if (!tree) add("majority", by_tokens.majority(), by_forwards_alone.majority());
      add("random", by_tokens.random(), by_forwards_alone.random());
    }
  }
  base::Json metrics = {{"n", prompts.size()}};
  for (const auto& [name, sum] : sums) metrics[name] = sum / static_cast<double>(prompts.size());
  return metrics;
}

}  // namespace r1bench::mcts
