#include "eval/rating/report.h"

#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "eval/rating/simulation.h"

namespace r1bench::eval {
namespace {

using base::Json;
using base::StrCat;
constexpr double kNormal95 = 1.959963984540054;

std::string Fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string EstimateText(const Estimate& estimate, int digits) {
  const std::string value = Fixed(estimate.value, digits);
  if (!std::isfinite(estimate.interval.lo)) return value;
  return StrCat(value, " [", Fixed(estimate.interval.lo, digits), ", ",
                Fixed(estimate.interval.hi, digits), "]");
}

std::string ClampText(const ContestRating& row) {
  if (row.clamped_top > 0) return ", at least";
  return row.clamped_bottom > 0 ? ", at most" : "";
}

std::string ContestText(const ContestRating& row) {
  char line[200];
  if (!row.lost.empty()) {
    return StrCat("  ", row.name, ": not rated, ", row.lost, "\n");
  }
  std::snprintf(line, sizeof line, "  %-24s %6.2f %8.1f %8.1f %9.1f of %-6lld %8.1f",
                row.name.c_str(), row.solved, row.points, row.penalty, row.place,
                static_cast<long long>(row.humans + 1), row.rating);
  return line + ClampText(row) + "\n";
}

Json ToJson(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  Json json;
  json["value"] = estimate->value;
  const bool known = std::isfinite(estimate->interval.lo);
  json["low"] = known ? Json(estimate->interval.lo) : Json();
  json["high"] = known ? Json(estimate->interval.hi) : Json();
  return json;
}

Json ToJson(const ContestRating& row) {
  Json json;
  json["name"] = row.name;
  json["field"] = row.field;
  json["simulated"] = row.simulated;
  json["humans"] = row.humans;
  json["unrated"] = row.unrated;
  if (!row.lost.empty()) {
    json["not_rated"] = row.lost;
    return json;
  }
  json["solved"] = row.solved;
  json["points"] = row.points;
  json["penalty"] = row.penalty;
  json["place"] = row.place;
  json["rating"] = row.rating;
  json["clamped_top"] = row.clamped_top;
  json["clamped_bottom"] = row.clamped_bottom;
  return json;
}

const char* FieldMark(const RatingResult& result) {
  return result.simulated ? " (simulated field)" : "";
}

reports::Metric Row(const std::string& group, const std::string& name, const Estimate& estimate,
                    int64_t n, const char* unit) {
  return {.group = group,
          .name = name,
          .value = estimate.value,
          .interval = estimate.interval,
          .n = n,
          .unit = unit,
          .reference = ""};
}

reports::Metric ContestMetric(const std::string& suite, const std::string& name,
                              const ContestRating& row) {
  const std::string group = StrCat(suite, " by contest: ", row.name, ", place ",
                                   Fixed(row.place, 1), " of ", row.humans + 1, ClampText(row));
  return Row(group, name, {row.rating, {-INFINITY, INFINITY}}, row.humans, "rating");
}

}  // namespace

std::string RatingText(const RatingResult& result) {
  std::string text;
  if (!result.mean) {
    text += "no contest could be rated\n";
  } else {
    text += StrCat("rating ", EstimateText(*result.mean, 1), ", the mean of ", result.rated,
                   result.rated == 1 ? " contest" : " contests");
    if (result.joint) text += StrCat("; joint ", EstimateText(*result.joint, 1));
    text += StrCat("\npercentile ", EstimateText(*result.percentile, 1), " of ", result.list, "\n");
  }
  if (result.by_difficulty) {
    text += StrCat("by difficulty alone ", Fixed(result.by_difficulty->rating, 1), " ± ",
                   Fixed(result.by_difficulty->sd, 1), " (", result.rated_problems,
                   " problems; another quantity than a place's rating)\n");
  }
  text += StrCat("rules: ", RatingCompatName(result.compat), ", up to ", result.max_attempts,
                 " attempts a problem, up to ", result.responses, " responses\n\n");
  text += "  contest                  solved   points  penalty     place             rating\n";
  for (const ContestRating& row : result.contests) text += ContestText(row);
  text += "\n";
  for (const std::string& note : result.notes) text += StrCat("note: ", note, "\n");
  return text;
}

Json RatingJson(const RatingResult& result) {
  Json json;
  json["rules"] = RatingCompatName(result.compat);
  json["max_attempts"] = result.max_attempts;
  json["responses"] = result.responses;
  json["simulated"] = result.simulated;
  json["rating"] = ToJson(result.mean);
  json["joint"] = ToJson(result.joint);
  json["percentile"] = ToJson(result.percentile);
  json["percentile_of"] = result.list;
  json["by_difficulty"] = nullptr;
  if (result.by_difficulty) {
    json["by_difficulty"] = {{"rating", result.by_difficulty->rating},
                             {"sd", result.by_difficulty->sd},
                             {"problems", result.rated_problems}};
  }
  json["contests"] = Json::array();
  for (const ContestRating& row : result.contests) json["contests"].push_back(ToJson(row));
  json["notes"] = result.notes;
  return json;
}

std::vector<reports::Metric> RatingMetrics(const std::string& suite, const RatingResult& result) {
  std::vector<reports::Metric> metrics;
  const std::string mark = FieldMark(result);
  const std::string rating = "rating" + mark;
  if (result.mean) metrics.push_back(Row(suite, rating, *result.mean, result.rated, "rating"));
  if (result.joint) {
    metrics.push_back(Row(suite, "joint " + rating, *result.joint, result.rated, "rating"));
  }
  if (result.percentile) {
    metrics.push_back(Row(suite, "percentile" + mark, *result.percentile, result.rated, "percent"));
  }
  if (result.by_difficulty) {
    const double value = result.by_difficulty->rating;
    const double reach = kNormal95 * result.by_difficulty->sd;
    metrics.push_back(Row(suite, "rating by difficulty", {value, {value - reach, value + reach}},
                          result.rated_problems, "rating"));
  }
  return metrics;
}

std::vector<reports::Metric> ContestMetrics(const std::string& suite, const RatingResult& result) {
  std::vector<reports::Metric> metrics;
  const std::string name = StrCat("rating", FieldMark(result));
  for (const ContestRating& row : result.contests) {
    if (row.lost.empty()) metrics.push_back(ContestMetric(suite, name, row));
  }
  return metrics;
}

reports::Metric OneAttemptMetric(const std::string& suite, const RatingResult& result) {
  return Row(suite, StrCat("rating, one attempt", FieldMark(result)), *result.mean, result.rated,
             "rating");
}

}  // namespace r1bench::eval
