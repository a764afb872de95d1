#include "reports/curves.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace r1bench::reports {
namespace {

struct KnownChart {
  const char* name;
  const char* title;
  const char* unit;
};

// In reading order.
constexpr KnownChart kKnown[] = {
    {"accuracy", "Accuracy", "share of correct responses"},
    {"greedy_accuracy", "Greedy accuracy", "share of correct responses"},
    {"pass@1", "pass@1", "share of correct responses"},
    {"length", "Response length", "tokens"},
    {"response_length", "Response length", "tokens"},
    {"reflections", "Reflection", "reflections a response"},
    {"reflection", "Reflection", "reflections a response"},
    {"reflection_tokens", "Reflection tokens", "tokens a response"},
    {"reward", "Reward", "mean a response"},
    {"reward_accuracy", "Reward: accuracy", "mean a response"},
    {"reward_format", "Reward: format", "mean a response"},
    {"reward_language", "Reward: language", "mean a response"},
    {"kl", "KL to the reference", "nats a token (k3)"},
    {"entropy", "Entropy of the policy", "nats a token"},
    {"clip_fraction", "Clipped", "share of tokens"},
    {"grad_norm", "Gradient norm", ""},
    {"loss", "Policy loss", ""},
    {"pre-training loss", "Pre-training loss", "nats a token"},
    {"truncated", "Cut off", "share of responses that hit the length limit"},
    {"equal_groups", "Groups without signal", "share of groups whose rewards are all equal"},
    {"learning_rate", "Learning rate", ""},
};
constexpr size_t kNumKnown = sizeof(kKnown) / sizeof(kKnown[0]);

size_t ReadingOrder(const std::string& name) {
  for (size_t i = 0; i < kNumKnown; ++i) {
    if (name == kKnown[i].name) return i;
  }
  return kNumKnown;
}

// "reward_tool_use" gives "Reward tool use".
std::string TitleFrom(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = name[0] - 'a' + 'A';
  return name;
}

// Averages runs of neighbours so that at most kMaxCurvePoints are left; the band keeps its
// extremes.
Curve Thinned(const Curve& full) {
  const size_t n = full.x.size(), limit = kMaxCurvePoints;
  if (n <= limit) return full;
  Curve thin{full.arm, full.seeds, {}, {}, {}, {}};
  for (size_t i = 0; i < limit; ++i) {
    const size_t begin = n * i / limit, end = n * (i + 1) / limit;
    double x = 0, mean = 0, lo = full.lo[begin], hi = full.hi[begin];
    for (size_t j = begin; j < end; ++j) {
      x += full.x[j];
      mean += full.mean[j];
      lo = std::min(lo, full.lo[j]);
      hi = std::max(hi, full.hi[j]);
    }
    const double count = static_cast<double>(end - begin);
    thin.x.push_back(x / count);
    thin.mean.push_back(mean / count);
    thin.lo.push_back(lo);
    thin.hi.push_back(hi);
  }
  return thin;
}

Curve CurveOf(const std::string& arm, const std::vector<const Series*>& lines) {
  std::map<double, std::vector<double>> values;
  std::set<uint64_t> seeds;
  for (const Series* line : lines) {
    seeds.insert(line->seed);
    for (size_t i = 0; i < std::min(line->x.size(), line->y.size()); ++i) {
      if (!std::isfinite(line->x[i]) || !std::isfinite(line->y[i])) continue;
      values[line->x[i]].push_back(line->y[i]);
    }
  }
  Curve curve{arm, static_cast<int>(seeds.size()), {}, {}, {}, {}};
  for (const auto& [x, ys] : values) {
    curve.x.push_back(x);
    curve.mean.push_back(base::Mean(ys));
    curve.lo.push_back(*std::min_element(ys.begin(), ys.end()));
    curve.hi.push_back(*std::max_element(ys.begin(), ys.end()));
  }
  return Thinned(curve);
}

}  // namespace

std::vector<Chart> ChartsOf(const std::vector<Series>& series) {
  std::vector<std::string> names;
  for (const Series& s : series) {
    if (std::find(names.begin(), names.end(), s.name) == names.end()) names.push_back(s.name);
  }
  std::stable_sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return ReadingOrder(a) < ReadingOrder(b);
  });
  std::vector<Chart> charts;
  for (const std::string& name : names) {
    const size_t known = ReadingOrder(name);
    Chart chart{name,
                known < kNumKnown ? kKnown[known].title : TitleFrom(name),
                known < kNumKnown ? kKnown[known].unit : "",
                {}};
    std::vector<std::pair<std::string, std::vector<const Series*>>> arms;
    for (const Series& s : series) {
      if (s.name != name) continue;
      const auto same = [&](const auto& arm) { return arm.first == s.arm; };
      auto it = std::find_if(arms.begin(), arms.end(), same);
      if (it == arms.end()) it = arms.insert(arms.end(), {s.arm, {}});
      it->second.push_back(&s);
    }
    for (const auto& [arm, lines] : arms) chart.curves.push_back(CurveOf(arm, lines));
    charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace r1bench::reports
