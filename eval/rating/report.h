// A rating as text for a terminal, as JSON, and as rows of an evaluation's report. All three carry
// the notes: a rating from a simulated field never stands without saying so.
#ifndef R1BENCH_EVAL_RATING_REPORT_H_
#define R1BENCH_EVAL_RATING_REPORT_H_

#include <string>
#include <vector>

#include "base/json.h"
#include "eval/rating/rating.h"
#include "reports/report.h"

namespace r1bench::eval {

std::string RatingText(const RatingResult& result);

// {"rating": {"value", "low", "high"}, "joint": ..., "percentile": ..., "by_difficulty": {"rating",
// "sd", "problems"}, "contests": [...], "notes": [...]}; null where there is none.
base::Json RatingJson(const RatingResult& result);

// Rows of the group `suite`.
std::vector<reports::Metric> RatingMetrics(const std::string& suite, const RatingResult& result);

// One row a contest that was rated, in groups "SUITE by contest: NAME, place P of N".
std::vector<reports::Metric> ContestMetrics(const std::string& suite, const RatingResult& result);

// The mean rating alone, under a name that says that each problem was tried once. `result.mean`
// must be there.
reports::Metric OneAttemptMetric(const std::string& suite, const RatingResult& result);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RATING_REPORT_H_
