// A spelling that is the same for trees that differ only in the order of terms and factors, in
// nesting of sums and products, in factors 1 and in the names of bound variables.
#ifndef R1BENCH_VERIFIERS_MATH_NORMAL_FORM_H_
#define R1BENCH_VERIFIERS_MATH_NORMAL_FORM_H_

#include <string>

#include "verifiers/math/expr.h"

namespace r1bench::verifiers {

// "" when it would be longer than some thousand characters.
std::string NormalForm(const Expr& expr, int node);

// True if no symbol, infinity or plus-minus sign is in the tree.
bool IsNumeric(const Expr& expr, int node);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_NORMAL_FORM_H_
