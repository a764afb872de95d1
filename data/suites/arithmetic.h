// Simple arithmetic in words, for reinforcement learning of small real models.
//
// Levels: 1 one operation on small numbers, 2 two operations, 3 three operations with parentheses.
// Answers are integers of at most six digits.
#ifndef R1BENCH_DATA_SUITES_ARITHMETIC_H_
#define R1BENCH_DATA_SUITES_ARITHMETIC_H_

#include "base/rng.h"
#include "data/problem.h"

namespace r1bench::data {

// A problem without id and source.
Problem MakeArithmetic(base::Rng& rng);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_ARITHMETIC_H_
