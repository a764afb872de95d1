#include "eval/rating/simulation.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/rng.h"
#include "eval/rating/field.h"

namespace r1bench::eval {
namespace {

constexpr double kContestMinutes = 120;
constexpr double kEvenMinutes = 20;  // for a problem rated as the human is
constexpr double kDecayMinutes = 250;
constexpr double kFloor = 0.3;  // of the points, however late
constexpr double kFailedPoints = 50;
constexpr double kFailedPenalty = 10;
constexpr uint32_t kFailOneIn = 4;
constexpr int kMostFailed = 20;

struct Solved {
  const ContestProblem* problem = nullptr;
  double minutes = 0;  // that it took
  int failed = 0;      // tries
};

double Minutes(double form, double difficulty, base::Rng* rng) {
  const double scale = std::pow(10.0, (difficulty - form) / 800);
  const double minutes = kEvenMinutes * scale * std::exp(0.5 * static_cast<double>(rng->Normal()));
  return std::clamp(minutes, 1.0, kContestMinutes);
}

std::vector<Solved> SolvedBy(double form, const Contest& contest, base::Rng* rng) {
  std::vector<Solved> solved;
  for (const ContestProblem& problem : contest.problems) {
    if (rng->UniformDouble() >= WinChance(form, *problem.difficulty)) continue;
    Solved row{&problem, Minutes(form, *problem.difficulty, rng), 0};
    while (row.failed < kMostFailed && rng->Below(kFailOneIn) == 0) ++row.failed;
    solved.push_back(row);
  }
  return solved;
}

Score ScoreSolved(const Solved& solved, double minute) {
  if (!solved.problem->points) return {1, minute + kFailedPenalty * solved.failed};
  const double points = *solved.problem->points;
  const double late = std::floor(points * minute / kDecayMinutes);
  return {std::max(kFloor * points, points - late - kFailedPoints * solved.failed), 0};
}

Score Play(double rating, const SimulationOptions& options, const Contest& contest,
           base::Rng* rng) {
  const double form = rating + options.form_sd * static_cast<double>(rng->Normal());
  const std::vector<Solved> solved = SolvedBy(form, contest, rng);
  double needed = 0;
  for (const Solved& row : solved) needed += row.minutes;
  const double pace = std::min(1.0, kContestMinutes / std::max(needed, 1.0));
  Score score;
  double clock = 0;
  for (const Solved& row : solved) {
    clock += pace * row.minutes;
    score += ScoreSolved(row, options.clock ? std::floor(clock) : 0);
  }
  return score;
}

double DrawRating(const SimulationOptions& options, base::Rng* rng) {
  while (true) {
    const double rating =
        std::round(options.mean + options.sd * static_cast<double>(rng->Normal()));
    if (rating >= options.lowest && rating <= options.highest) return rating;
  }
}

void Check(const SimulationOptions& options, const Contest& contest) {
  base::Require(options.humans >= 1, "expected at least one simulated human, got ", options.humans);
  base::Require(options.sd >= 0 && options.form_sd >= 0 && options.lowest <= options.mean &&
                    options.mean <= options.highest,
                "expected lowest <= mean <= highest of the simulated ratings, got ", options.lowest,
                ", ", options.mean, ", ", options.highest, " and sds of ", options.sd, " and ",
                options.form_sd);
  for (const ContestProblem& problem : contest.problems) {
    base::Require(problem.difficulty.has_value(), "contest ", contest.name, ": problem ",
                  problem.id, " has no difficulty, so nobody can be simulated to solve it");
  }
}

}  // namespace

std::string FieldName(const SimulationOptions& options) {
  return base::StrCat(options.humans, " simulated humans, normal(", options.mean, ", ", options.sd,
                      ") in [", options.lowest, ", ", options.highest, "], form ", options.form_sd,
                      ", seed ", options.seed);
}

void SimulateField(const SimulationOptions& options, Contest* contest) {
  Check(options, *contest);
  contest->simulated = true;
  contest->field = FieldName(options);
  contest->rows.clear();
  const uint64_t stream = base::StreamId(base::StrCat("rating/field/", contest->name));
  for (int64_t human = 0; human < options.humans; ++human) {
    base::Rng rng(options.seed, stream, static_cast<uint64_t>(human));
    const double rating = DrawRating(options, &rng);
    contest->rows.push_back({Play(rating, options, *contest, &rng), rating});
  }
  std::stable_sort(contest->rows.begin(), contest->rows.end(),
                   [](const HumanRow& a, const HumanRow& b) { return Better(a.score, b.score); });
}

Score SimulateRow(const Contest& contest, double rating, const SimulationOptions& options,
                  uint64_t number) {
  Check(options, contest);
  base::Rng rng(options.seed, base::StrCat("rating/contestant/", contest.name), number);
  return Play(rating, options, contest, &rng);
}

}  // namespace r1bench::eval
