// From tokens to a syntax tree.
//
//   answer    = item { ("," | ";" | and | or) item } [unit]
//   item      = union { relation union }
//   union     = sum { (cup | cap | setminus) sum }
//   sum       = [sign] product { (+ | - | pm) product }
//   product   = power { [* | /] power }                juxtaposition multiplies
//   power     = postfix [^ argument]
//   postfix   = primary { ! | % | degree | _base }
//   primary   = number | mixed number | symbol | \frac | \sqrt | function | group | tuple |
//               interval | set | |abs| | matrix | sum, product, integral or limit
//
// Bounded: kMaxTokens tokens, kMaxDepth nested groups (redundant brackets are removed first and
// cost nothing). Set builders, ellipses and prose are not understood: such an answer is unparsable
// and only equals an answer of the same tokens.
#ifndef R1BENCH_VERIFIERS_MATH_PARSER_H_
#define R1BENCH_VERIFIERS_MATH_PARSER_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "verifiers/math/expr.h"
#include "verifiers/math/lexer.h"

namespace r1bench::verifiers {

inline constexpr size_t kMaxTokens = 20000;
inline constexpr int kMaxDepth = 300;
inline constexpr int64_t kMaxTreeSize = 100'000;
inline constexpr int kMaxSigns = 3;  // plus-minus signs in one answer

struct ParseResult {
  bool ok = false;
  Expr expr;
  std::string error;         // one short phrase when not ok
  bool over_budget = false;  // too many tokens, too deeply nested
};

ParseResult Parse(std::span<const Token> tokens, Budget* budget);

// Removes brackets that are doubled, "((x))" and "{{x}}". Linear.
std::vector<Token> WithoutRedundantBrackets(std::span<const Token> tokens);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_PARSER_H_
