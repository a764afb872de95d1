#include "eval/score.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/error.h"
#include "eval/metrics.h"
#include "eval/problem_kind.h"

namespace r1bench::eval {
namespace {

constexpr int kResamples = 2000;

// The samples of one problem.
struct Unit {
  const data::Problem* problem = nullptr;
  std::vector<const Sample*> samples;

  int64_t Correct() const {
    return std::count_if(samples.begin(), samples.end(),
                         [](const Sample* s) { return s->status == "correct"; });
  }
  double Share(const std::function<bool(const Sample&)>& holds) const {
    const auto n =
        std::count_if(samples.begin(), samples.end(), [&](const Sample* s) { return holds(*s); });
    return static_cast<double>(n) / static_cast<double>(samples.size());
  }
};

std::vector<Unit> Units(std::span<const data::Problem> problems, std::span<const Sample> samples) {
  std::map<std::string, std::vector<const Sample*>> by_id;
  for (const Sample& sample : samples) by_id[sample.id].push_back(&sample);
  std::vector<Unit> units;
  for (const data::Problem& problem : problems) {
    const auto found = by_id.find(problem.id);
    if (found == by_id.end()) continue;
    Unit unit{&problem, found->second};
    std::sort(unit.samples.begin(), unit.samples.end(),
              [](const Sample* a, const Sample* b) { return a->sample < b->sample; });
    const size_t expected = (units.empty() ? unit : units.front()).samples.size();
    base::Require(unit.samples.size() == expected, "problem ", problem.id, " has ",
                  unit.samples.size(), " responses where others have ", expected,
                  "; every problem needs the same number");
    units.push_back(std::move(unit));
  }
  return units;
}

base::Interval BootstrapMean(const std::vector<double>& values) {
  return base::BootstrapMeanInterval(values, {.resamples = kResamples});
}

// Of shares. Where every problem came out alike, all right or all wrong, resampling them can show
// no spread; Wilson's interval still says how far the share may be from 0 or 1.
base::Interval ShareInterval(const std::vector<double>& values) {
  const double first = values.front();
  const auto differs = [first](double value) { return value != first; };
  const int64_t n = static_cast<int64_t>(values.size());
  if ((first != 0 && first != 1) || std::any_of(values.begin(), values.end(), differs)) {
    return BootstrapMean(values);
  }
  return base::WilsonInterval(first == 0 ? 0 : n, n);
}

using PerProblem = std::function<double(const Unit&)>;

Figure MeanFigure(const std::vector<Unit>& units, std::string name, std::string unit_name,
                  bool higher_is_better, const PerProblem& value) {
  std::vector<double> values;
  for (const Unit& unit : units) values.push_back(value(unit));
  Figure figure;
  figure.name = std::move(name);
  figure.unit = std::move(unit_name);
  figure.higher_is_better = higher_is_better;
  figure.value = base::Mean(values);
  figure.interval = figure.unit == "share" ? ShareInterval(values) : BootstrapMean(values);
  figure.n = static_cast<int64_t>(values.size());
  return figure;
}

double Consensus(const Unit& unit, int64_t k) {
  std::vector<VotedAnswer> votes;
  for (const Sample* s : unit.samples) votes.push_back({s->answer, s->status == "correct"});
  return ConsensusAtK(votes, k);
}

// 2, 4, 8, ... and k itself.
std::vector<int64_t> Ks(int64_t k) {
  std::vector<int64_t> ks;
  for (int64_t i = 2; i < k; i *= 2) ks.push_back(i);
  if (k > 1) ks.push_back(k);
  return ks;
}

void AddAccuracy(const std::vector<Unit>& units, int64_t k, std::vector<Figure>* figures) {
  figures->push_back(MeanFigure(units, "pass@1", "share", true,
                                [k](const Unit& unit) { return PassAtK(k, unit.Correct(), 1); }));
  for (const int64_t draws : Ks(k)) {
    figures->push_back(
        MeanFigure(units, "pass@" + std::to_string(draws), "share", true,
                   [k, draws](const Unit& unit) { return PassAtK(k, unit.Correct(), draws); }));
  }
  // Programs are not votes.
  if (k > 1 && !IsCode(KindOf(*units.front().problem))) {
    figures->push_back(MeanFigure(units, "cons@" + std::to_string(k), "share", true,
                                  [k](const Unit& unit) { return Consensus(unit, k); }));
  }
}

void AddForm(const std::vector<Unit>& units, std::vector<Figure>* figures) {
  figures->push_back(MeanFigure(units, "answered", "share", true, [](const Unit& unit) {
    return unit.Share([](const Sample& s) { return s.status != "no answer"; });
  }));
  figures->push_back(MeanFigure(units, "truncated", "share", false, [](const Unit& unit) {
    return unit.Share([](const Sample& s) { return s.truncated; });
  }));
  const bool counted = std::all_of(units.begin(), units.end(), [](const Unit& unit) {
    return std::all_of(unit.samples.begin(), unit.samples.end(),
                       [](const Sample* s) { return s->tokens >= 0; });
  });
  if (!counted) return;
  figures->push_back(MeanFigure(units, "response length", "tokens", false, [](const Unit& unit) {
    double sum = 0;
    for (const Sample* s : unit.samples) sum += static_cast<double>(s->tokens);
    return sum / static_cast<double>(unit.samples.size());
  }));
}

std::vector<Breakdown> Groups(const std::vector<Unit>& units, int64_t k) {
  std::map<std::string, std::vector<double>> values;
  for (const Unit& unit : units) {
    const double pass = PassAtK(k, unit.Correct(), 1);
    if (unit.problem->level > 0) {
      values["level: " + std::to_string(unit.problem->level)].push_back(pass);
    }
    if (!unit.problem->subject.empty()) {
      values["subject: " + unit.problem->subject].push_back(pass);
    }
  }
  std::vector<Breakdown> groups;
  for (const auto& [name, passes] : values) {
    groups.push_back(
        {name, static_cast<int64_t>(passes.size()), base::Mean(passes), ShareInterval(passes)});
  }
  return groups;
}

}  // namespace

SuiteScore Score(std::span<const data::Problem> problems, std::span<const Sample> samples) {
  const std::vector<Unit> units = Units(problems, samples);
  SuiteScore score;
  score.problems = static_cast<int64_t>(units.size());
  if (units.empty()) return score;
  score.k = static_cast<int64_t>(units.front().samples.size());
  AddAccuracy(units, score.k, &score.figures);
  AddForm(units, &score.figures);
  score.groups = Groups(units, score.k);
  return score;
}

}  // namespace r1bench::eval
