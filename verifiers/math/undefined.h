// Is an answer no value at all: 1/0, 0^{-1}, log 0, 5 mod 0?
#ifndef R1BENCH_VERIFIERS_MATH_UNDEFINED_H_
#define R1BENCH_VERIFIERS_MATH_UNDEFINED_H_

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {

// Is a part of the tree undefined whatever its symbols stand for? Only what rational arithmetic
// shows: 1 / (sqrt 2 - sqrt 2) and tan 90 degrees are not told.
bool IsUndefined(const Ref& ref, Budget* budget);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_UNDEFINED_H_
