// The value of a scalar tree at given values of its symbols: exactly, as a rational number, where
// that is possible; modulo a prime, where it is made of whole powers and factorials, however large;
// else enclosed by a complex ball of any precision.
//
// Bounded: the budget counts the size of all results; powers, factorials and binomials are refused
// before they are computed when they would be too large.
#ifndef R1BENCH_VERIFIERS_MATH_EVALUATE_H_
#define R1BENCH_VERIFIERS_MATH_EVALUATE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "verifiers/math/budget.h"
#include "verifiers/math/expr.h"
#include "verifiers/math/flint_values.h"

namespace r1bench::verifiers {

// A tree inside an expression; bit k of `signs` chooses the sign of its k-th plus-minus.
struct Ref {
  const Expr* expr = nullptr;
  int node = -1;
  unsigned signs = 0;

  const Node& at() const { return expr->at(node); }
  Ref Child(int index) const { return {expr, index, signs}; }
};

using Assignment = std::map<std::string, Rational>;

enum class EvalStatus {
  kOk,
  kInexact,    // exact only: no rational number, or one that is too large; try a ball
  kUndefined,  // division by zero, log of zero
  kNotScalar,  // a tuple where a number is expected, a function that is not evaluated, infinity
  kOverBudget,
};

EvalStatus EvaluateExact(const Ref& ref, const Assignment& values, Budget* budget, Rational* out);

// Calls `visit` for each value of the index of a sum or product, until it returns another status.
EvalStatus ForEachIndex(const Ref& root, const Node& node, const Assignment& values, Budget* budget,
                        const std::function<EvalStatus(const Rational&)>& visit);

// The exact rational value without symbols as "p/q" or "p"; "" when there is none.
std::string ExactText(const Ref& ref, Budget* budget);

// A prime field with a square root of -1, which stands for i.
struct PrimeField {
  uint64_t prime;
  uint64_t imaginary;
};

// Values of symbols; pi and e, which satisfy no equation with rational coefficients, are symbols
// here too, named "\\pi" and "\\e".
using Residues = std::map<std::string, uint64_t>;

// kInexact where the tree holds anything but numbers, symbols, + - * /, whole powers, factorials
// and binomials of whole numbers.
EvalStatus EvaluateModular(const Ref& ref, const Residues& values, const PrimeField& field,
                           Budget* budget, uint64_t* out);

// Range of magnitudes met on the way: 2^smallest <= |v| <= 2^largest for intermediate v != 0; and
// how far below a result, in bits, what it depends on may lie: 1 in 2^200 + 1, e^-2x in tanh x.
struct Magnitudes {
  int64_t smallest = 0;
  int64_t largest = 0;
  int64_t absorbed = 0;
  bool unreal = false;  // was one not real?
};

EvalStatus EvaluateBall(const Ref& ref, const Assignment& values, long precision_bits,
                        Budget* budget, Ball* out, Magnitudes* magnitudes);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_EVALUATE_H_
