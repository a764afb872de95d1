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

void Examine(const micro::OpsTask& task, const micro::OpsPrompt& prompt, std::span<const int32_t> t,
             std::array<bool, micro::kNumPairs>* tried, Step* step) {
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

}  // namespace

std::vector<Step> SplitSteps(const micro::OpsTask& task, const micro::OpsPrompt& prompt,
                             std::span<const int32_t> response) {
  const auto last = std::find_if(response.begin(), response.end(), [](int32_t id) {
    return id == micro::kTokenAnswer || id == micro::kTokenEnd;
  });
  const int64_t n = last - response.begin();
  std::vector<Step> steps;
  std::array<bool, micro::kNumPairs> tried{};
  int64_t begin = 0;
  for (int64_t t = 0; t < n; ++t) {
    if (!IsCheck(response[t]) && t + 1 < n) continue;
    Step step;
    step.begin = begin;
    step.end = t + 1;
    Examine(task, prompt, response.subspan(begin, t + 1 - begin), &tried, &step);
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
