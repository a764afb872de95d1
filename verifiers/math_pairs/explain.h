// A verdict in plain words, for `math_verify --explain`.
#ifndef R1BENCH_VERIFIERS_MATH_PAIRS_EXPLAIN_H_
#define R1BENCH_VERIFIERS_MATH_PAIRS_EXPLAIN_H_

#include <string>
#include <string_view>

#include "verifiers/math_pairs/pair_judge.h"

namespace r1bench::verifiers {

// What was read as reference and as answer, the verdict, the rule that decided and the steps it
// took; lines, with a newline at the end. Long texts are cut, control characters become spaces.
// Throws base::Error if `gold` cannot be a reference.
std::string Explain(const std::string& gold, std::string_view prediction,
                    const PairOptions& options);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_PAIRS_EXPLAIN_H_
