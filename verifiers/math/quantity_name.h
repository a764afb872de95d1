// What may stand on the left of "= 5" and name the answer, and in which order names are listed.
#ifndef R1BENCH_VERIFIERS_MATH_QUANTITY_NAME_H_
#define R1BENCH_VERIFIERS_MATH_QUANTITY_NAME_H_

#include <string>
#include <vector>

#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {

// The name of a symbol, "" for anything else. e and i may be unknowns too.
std::string SymbolName(const Ref& ref);

// Does it name one quantity that nobody has to solve for? x, a_3, f(2), f^{-1}(3), P(A), AB, |AB|,
// AB/CD, cos A, max(x, y), a label in words. Not x^2, |x|, x/2, xy, sin x: "x^2 = 2" does not say
// that the answer is 2.
bool NamesQuantity(const Ref& ref);

// Also a sum or difference of distinct such names, a + b - c: problems ask for those.
bool NamesSum(const Ref& ref);

// A ratio of names, x : y; or of capital letters only, AB : CD.
bool NamesRatio(const Ref& ref, bool of_points);

// Names as a tuple lists them: single letters of one run of the alphabet (a to h, m n, p to t,
// u v w, x y z), or one letter with ascending indices. The positions of `names` in that order;
// empty when there is no such order.
std::vector<size_t> TupleOrder(const std::vector<std::string>& names);

// Is (names...) a tuple of names that may be in any order but against the alphabet? (x, y), (n, k)
// and not (y, x).
bool NamesTuple(const Ref& ref);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_QUANTITY_NAME_H_
