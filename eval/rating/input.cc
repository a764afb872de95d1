#include "eval/rating/input.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

#include "base/error.h"
#include "eval/rating/simulation.h"

namespace r1bench::eval {
namespace {

using base::Json;

// A misspelt member would otherwise be a silent default.
void CheckKeys(const Json& object, std::initializer_list<std::string_view> known,
               const std::string& where) {
  base::Require(object.is_object(), where, ": expected a JSON object, got ", object.type_name());
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string names;
    for (const std::string_view name : known) names += base::StrCat(" ", name);
    base::Fail(where, ": \"", key, "\" is none of its members, which are", names);
  }
}

const Json& Array(const Json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  base::Require(found != object.end() && found->is_array(), where, ": expected the array \"", key,
                "\"");
  return *found;
}

std::optional<double> OptionalNumber(const Json& object, const char* key,
                                     const std::string& where) {
  if (!object.contains(key) || object[key].is_null()) return std::nullopt;
  return base::JsonGet<double>(object, key, where);
}

void ReadProblems(const Json& json, const std::string& where, Contest* contest) {
  std::set<std::string> seen;
  for (const Json& row : Array(json, "problems", where)) {
    CheckKeys(row, {"id", "points", "difficulty"}, where + ": a problem");
    ContestProblem problem;
    problem.id = base::JsonGet<std::string>(row, "id", where + ": a problem");
    const std::string at = base::StrCat(where, ": problem ", problem.id);
    problem.points = OptionalNumber(row, "points", at);
    problem.difficulty = OptionalNumber(row, "difficulty", at);
    base::Require(seen.insert(problem.id).second, at, " is there twice");
    contest->problems.push_back(std::move(problem));
  }
  base::Require(!contest->problems.empty(), where, ": expected problems, got none");
}

Attempts ReadAttempts(const Json& json, const std::string& where, const Contest& contest) {
  Attempts attempts(contest.problems.size());
  base::Require(json.contains("attempts") && json["attempts"].is_object(), where,
                ": expected the object \"attempts\", verdicts by problem");
  for (const auto& [id, verdicts] : json["attempts"].items()) {
    const auto found =
        std::find_if(contest.problems.begin(), contest.problems.end(),
                     [&, &id = id](const ContestProblem& problem) { return problem.id == id; });
    base::Require(found != contest.problems.end(), where, ": attempts at ", id,
                  ", which is no problem of the contest");
    base::Require(verdicts.is_array(), where, ": expected an array of verdicts at ", id);
    for (const Json& verdict : verdicts) {
      base::Require(verdict.is_string(), where, ": a verdict at ", id,
                    " is no string such as \"AC\" or \"WA\"");
      attempts[found - contest.problems.begin()].push_back(verdict == "AC" ? 1 : 0);
    }
  }
  return attempts;
}

void ReadRows(const Json& json, const std::string& where, Contest* contest) {
  const Json& rows = Array(json, "rows", where);
  const Json& ratings = Array(json, "ratings", where);
  base::Require(rows.size() == ratings.size(), where, ": expected one rating a row (null: unrated)",
                ", got ", ratings.size(), " for ", rows.size(), " rows");
  for (size_t i = 0; i < rows.size(); ++i) {
    const Json& row = rows[i];
    base::Require(row.is_array() && row.size() == 2 && row[0].is_number() && row[1].is_number(),
                  where, ": row ", i + 1, " is no [points, penalty]");
    base::Require(ratings[i].is_null() || ratings[i].is_number(), where, ": rating ", i + 1,
                  " is no number and not null");
    HumanRow human{{row[0].get<double>(), row[1].get<double>()}, {}};
    if (ratings[i].is_number()) human.rating = ratings[i].get<double>();
    contest->rows.push_back(human);
  }
}

SimulationOptions ReadSimulation(const Json& json, const std::string& where) {
  CheckKeys(json, {"humans", "mean", "sd", "form_sd", "lowest", "highest", "seed"}, where);
  SimulationOptions options;
  options.humans = base::JsonGetOr(json, "humans", options.humans, where);
  options.mean = base::JsonGetOr(json, "mean", options.mean, where);
  options.sd = base::JsonGetOr(json, "sd", options.sd, where);
  options.form_sd = base::JsonGetOr(json, "form_sd", options.form_sd, where);
  options.lowest = base::JsonGetOr(json, "lowest", options.lowest, where);
  options.highest = base::JsonGetOr(json, "highest", options.highest, where);
  options.seed = base::JsonGetOr(json, "seed", options.seed, where);
  return options;
}

PlayedContest ReadContest(const Json& json, const std::string& file) {
  CheckKeys(json, {"name", "problems", "attempts", "rows", "ratings", "simulate"},
            file + ": a contest");
  PlayedContest played;
  Contest& contest = played.contest;
  contest.name = base::JsonGet<std::string>(json, "name", file + ": a contest");
  const std::string where = base::StrCat(file, ": contest ", contest.name);
  ReadProblems(json, where, &contest);
  played.attempts = ReadAttempts(json, where, contest);
  if (json.contains("simulate")) {
    base::Require(!json.contains("rows") && !json.contains("ratings"), where,
                  ": has rows and \"simulate\"; leave out one");
    SimulateField(ReadSimulation(json["simulate"], where + ": simulate"), &contest);
  } else {
    ReadRows(json, where, &contest);
  }
  return played;
}

}  // namespace

RatingInput RatingInputFromJson(const Json& json, const std::string& where) {
  CheckKeys(json, {"contests", "percentile_list"}, where);
  RatingInput input;
  std::set<std::string> names;
  for (const Json& contest : Array(json, "contests", where)) {
    input.contests.push_back(ReadContest(contest, where));
    const std::string& name = input.contests.back().contest.name;
    base::Require(names.insert(name).second, where, ": contest ", name, " is there twice");
  }
  base::Require(!input.contests.empty(), where, ": expected contests, got none");
  if (json.contains("percentile_list")) {
    const std::string at = where + ": percentile_list";
    const Json& list = json["percentile_list"];
    CheckKeys(list, {"name", "ratings"}, at);
    input.list.emplace(base::JsonGet<std::string>(list, "name", at),
                       base::JsonGet<std::vector<double>>(list, "ratings", at));
  }
  return input;
}

}  // namespace r1bench::eval
