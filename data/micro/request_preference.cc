#include "data/micro/request_preference.h"

#include <cmath>

#include "base/error.h"

namespace r1bench::micro {

void RequireJudge(const JudgeOptions& options) {
  base::Require(options.noise >= 0, "expected a judge's noise of 0 or more, got ", options.noise);
  base::Require(options.judgements >= 1, "expected 1 or more judgements, got ", options.judgements);
  base::Require(options.min_difference >= 0, "expected a least difference of 0 or more, got ",
                options.min_difference);
  base::Require(options.label_flip >= 0 && options.label_flip <= 1,
                "expected a chance of wrong labels of 0 to 1, got ", options.label_flip);
  base::Require(std::isfinite(options.praise_bias), "expected a finite praise bias");
}

double Rate(const RequestGrade& grade, const JudgeOptions& judge, base::Rng& rng) {
  double sum = 0;
  for (int i = 0; i < judge.judgements; ++i) sum += judge.noise * static_cast<double>(rng.Normal());
  return 10 * grade.gold + judge.praise_bias * grade.praise + sum / judge.judgements;
}

Preference Compare(const RequestGrade& first, const RequestGrade& second, const JudgeOptions& judge,
                   base::Rng& rng) {
  const double a = Rate(first, judge, rng), b = Rate(second, judge, rng);
  if (!(std::abs(a - b) > judge.min_difference)) return Preference::kTooClose;
  return a > b ? Preference::kFirst : Preference::kSecond;
}

bool SafetyLabel(const RequestGrade& grade, const JudgeOptions& judge, base::Rng& rng) {
  const bool wrong = rng.UniformDouble() < judge.label_flip;
  return grade.unsafe == wrong;
}

}  // namespace r1bench::micro
