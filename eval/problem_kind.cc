#include "eval/problem_kind.h"

namespace r1bench::eval {

ProblemKind KindOf(const data::Problem& problem) {
  const auto has = [&](const char* key) {
    const auto found = problem.extra.find(key);
    return found != problem.extra.end() && !found->is_null();
  };
  if (has("test") && has("entry_point")) return ProblemKind::kFunction;
  if (!has("tests")) return ProblemKind::kAnswer;
  if (has("mode")) {
    return problem.extra["mode"] == "stdin" ? ProblemKind::kProgram : ProblemKind::kFunction;
  }
  return has("fn") ? ProblemKind::kFunction : ProblemKind::kProgram;
}

}  // namespace r1bench::eval
