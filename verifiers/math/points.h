// The fixed points at which functions are compared. Symbols stand for real numbers, and for whole
// ones where only those make sense: n in (-1)^n, or in the floor of n/2.
#ifndef R1BENCH_VERIFIERS_MATH_POINTS_H_
#define R1BENCH_VERIFIERS_MATH_POINTS_H_

#include <set>
#include <string>

#include "verifiers/math/evaluate.h"

namespace r1bench::verifiers {

// Points: 0, 1 in (0, 1); 2, 3 in (1, 8); 4, 5, 6 of mixed sign in (-4, 4); and, for functions that
// look alike nearby (|x - 100|, a floor), 7 to 12 of both signs in (-2^10, 2^10), (-2^20, 2^20) and
// (-2^40, 2^40).
inline constexpr int kNumPoints = 7;
inline constexpr int kAllPoints = 13;
Assignment PointAt(const std::set<std::string>& names, int point);

// Whole numbers and halves in [-6, 6): where floors and ceilings step.
inline constexpr int kHalfPoints = 24;
Assignment HalfPointAt(const std::set<std::string>& names, int point);

// `whole` symbols are 1 to 24, then up to 10^3 and 10^6; the others are as at points 2 to 6.
inline constexpr int kWholePoints = 32;
inline constexpr int kFarWholePoint = 24;
Assignment WholePointAt(const std::set<std::string>& names, const std::set<std::string>& whole,
                        int point);

// Does it hold a floor, a ceiling or a remainder?
bool HasSteps(const Ref& ref);

// Adds the symbols that stand for whole numbers: those in the exponent of a negative or complex
// number, and n, m, k, j inside of steps.
void CollectWholeSymbols(const Ref& ref, Budget* budget, std::set<std::string>* whole);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_POINTS_H_
