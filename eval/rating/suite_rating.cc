#include "eval/rating/suite_rating.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/error.h"
#include "base/json.h"

namespace r1bench::eval {
namespace {

using AttemptsByProblem = std::map<std::string, std::map<int, uint8_t>>;  // id, sample's number

ContestProblem ProblemOf(const data::Problem& problem) {
  const std::string where = "problem " + problem.id;
  ContestProblem row;
  row.id = base::JsonGetOr<std::string>(problem.extra, "letter", problem.id, where);
  row.difficulty = base::JsonGet<double>(problem.extra, "rating", where);
  if (problem.extra.contains("points")) {
    row.points = base::JsonGet<double>(problem.extra, "points", where);
  }
  return row;
}

PlayedContest& ContestNamed(const std::string& name, std::vector<PlayedContest>* contests) {
  const auto found =
      std::find_if(contests->begin(), contests->end(),
                   [&](const PlayedContest& played) { return played.contest.name == name; });
  if (found != contests->end()) return *found;
  contests->emplace_back().contest.name = name;
  return contests->back();
}

}  // namespace

bool HasContests(std::span<const data::Problem> problems) {
  return !problems.empty() &&
         std::all_of(problems.begin(), problems.end(), [](const data::Problem& problem) {
           return problem.extra.contains("contest");
         });
}

std::vector<PlayedContest> ContestsOfSuite(std::span<const data::Problem> problems,
                                           std::span<const Sample> samples,
                                           const SimulationOptions& simulation) {
  AttemptsByProblem attempts;
  for (const Sample& s : samples) attempts[s.id][s.sample] = s.status == "correct" ? 1 : 0;
  std::vector<PlayedContest> contests;
  for (const data::Problem& problem : problems) {
    const auto name = base::JsonGet<std::string>(problem.extra, "contest", "problem " + problem.id);
    PlayedContest& played = ContestNamed(name, &contests);
    played.contest.problems.push_back(ProblemOf(problem));
    std::vector<uint8_t>& own = played.attempts.emplace_back();
    for (const auto& [number, accepted] : attempts[problem.id]) own.push_back(accepted);
  }
  for (PlayedContest& played : contests) SimulateField(simulation, &played.contest);
  return contests;
}

RatingResult RateSuite(std::span<const data::Problem> problems, std::span<const Sample> samples,
                       const RatingOptions& options) {
  return RateContests(ContestsOfSuite(problems, samples), options);
}

}  // namespace r1bench::eval
