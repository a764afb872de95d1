#include "experiments/prm/ops_steps.h"

#include <algorithm>
#include <array>

namespace r1bench::prm {
namespace {

using micro::IsCheck;
using micro::IsNumeral;
using micro::IsOperator;

bool WellFormed(std::span<const int32_t> t) {
  if (t.size() != 4 && t.size() != 5) return false;
  const bool attempt = IsOperator(t[0]) && IsNumeral(t[1]) && IsOperator(t[2]) && IsNumeral(t[3]);
  return attempt && (t.size() == 4 || IsCheck(t[4]));
}

using Tried = std::array<bool, micro::kNumPairs>;

void ExamineAttempt(const micro::OpsTask& task, const micro::OpsPrompt& prompt,
                    std::span<const int32_t> t, Tried* tried, Step* step) {
  step->well_formed = WellFormed(t);
  if (!step->well_formed) return;
  const micro::OpPair pair{t[0], t[2]};
  step->arithmetic_right =
      t[1] == task.Apply(t[0], prompt.a, prompt.b) && t[3] == task.Apply(t[2], t[1], prompt.c);
  step->check_true = t.size() == 4 || (t[4] == micro::kTokenRight) == (t[3] == prompt.t);
  bool& seen = tried->at(static_cast<size_t>(micro::PairIndex(pair)));
  step->repeated = seen;
  seen = true;
  step->hit = task.Solves(prompt, pair);
}

// Reads one attempt, operation by operation.
class AttemptReader {
 public:
  AttemptReader(const micro::OpsTask& task, const micro::OpsPrompt& prompt)
      : task_(task), prompt_(prompt) {}

  void Examine(std::span<const int32_t> t, Step* step) {
    const bool check = t.size() == 1 && IsCheck(t[0]);
    const bool operation = t.size() == 2 && IsOperator(t[0]) && IsNumeral(t[1]);
    step->well_formed = !broken_ && (operations_ == 2 ? check : operation);
    if (!step->well_formed) {
      broken_ = true;
    } else if (check) {
      ExamineCheck(t[0], step);
    } else {
      ExamineOperation(t[0], t[1], step);
    }
    if (IsCheck(t.back())) {
      operations_ = 0;
      broken_ = false;
    }
  }

 private:
  void ExamineOperation(int32_t op, int32_t number, Step* step) {
    const bool first = operations_ == 0;
    const int32_t right =
        first ? task_.Apply(op, prompt_.a, prompt_.b) : task_.Apply(op, number_, prompt_.c);
    step->arithmetic_right = number == right;
    step->check_true = true;
    if (first) {
      pair_.first = op;
      for (int32_t second = 0; second < micro::kNumOps; ++second) {
        step->hit = step->hit || task_.Solves(prompt_, {op, micro::kTokenAdd + second});
      }
    } else {
      pair_.second = op;
      step->repeated = tried_.at(Index());
      step->hit = task_.Solves(prompt_, pair_);
    }
    number_ = number;
    ++operations_;
  }

  void ExamineCheck(int32_t check, Step* step) {
    step->arithmetic_right = true;
    step->check_true = (check == micro::kTokenRight) == (number_ == prompt_.t);
    step->hit = task_.Solves(prompt_, pair_);
    tried_.at(Index()) = true;
  }

  size_t Index() const { return static_cast<size_t>(micro::PairIndex(pair_)); }

  const micro::OpsTask& task_;
  const micro::OpsPrompt& prompt_;
  Tried tried_{};
  int operations_ = 0;  // of the attempt at hand
  micro::OpPair pair_{};
  int32_t number_ = 0;   // the last one
  bool broken_ = false;  // until the next check
};

}  // namespace

std::vector<Step> SplitSteps(const micro::OpsTask& task, const micro::OpsPrompt& prompt,
                             std::span<const int32_t> response, Cut cut) {
  const auto last = std::find_if(response.begin(), response.end(), [](int32_t id) {
    return id == micro::kTokenAnswer || id == micro::kTokenEnd;
  });
  const int64_t n = last - response.begin();
  std::vector<Step> steps;
  Tried tried{};
  AttemptReader reader(task, prompt);
  int64_t begin = 0;
  for (int64_t t = 0; t < n; ++t) {
    const bool number_ends = cut == Cut::kOperations && IsNumeral(response[t]);
    if (!number_ends && !IsCheck(response[t]) && t + 1 < n) continue;
    Step step;
    step.begin = begin;
    step.end = t + 1;
    const auto text = response.subspan(begin, t + 1 - begin);
    if (cut == Cut::kOperations) {
      reader.Examine(text, &step);
    } else {
      ExamineAttempt(task, prompt, text, &tried, &step);
    }
    steps.push_back(step);
    begin = t + 1;
  }
  return steps;
}

StepView ViewSteps(std::span<const int32_t> prompt, std::span<const int32_t> response,
                   std::span<const Step> steps, bool blind) {
  StepView view;
  view.tokens.assign(prompt.begin(), prompt.end());
  size_t next = 0;
  for (size_t t = 0; t < response.size(); ++t) {
    const bool hidden = blind && (IsNumeral(response[t]) || IsCheck(response[t]));
    if (!hidden) view.tokens.push_back(response[t]);
    if (next < steps.size() && steps[next].end == static_cast<int64_t>(t) + 1) {
      view.rows.push_back(static_cast<int64_t>(view.tokens.size()) - 1);
      ++next;
    }
  }
  return view;
}

}  // namespace r1bench::prm
