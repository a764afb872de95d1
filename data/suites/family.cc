#include "data/suites/family.h"

#include <utility>

namespace r1bench::data {

Problem MakeFromFamily(const Family& family, base::Rng& rng) {
  constexpr int kMostDraws = 10'000;
  for (int i = 0; i < kMostDraws; ++i) {
    Draft draft;
    if (!family.make(rng, &draft)) continue;
    Problem problem;
    problem.problem = std::move(draft.problem);
    problem.answer = std::move(draft.answer);
    problem.subject = family.subject;
    problem.level = family.level;
    problem.extra["family"] = family.name;
    problem.extra["params"] = std::move(draft.params);
    return problem;
  }
  base::Fail("family ", family.name, " found no usable parameters in ", kMostDraws, " draws");
}

}  // namespace r1bench::data
