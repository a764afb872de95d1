// Syntax trees of answers. Second product of the math verifier (text -> tokens -> tree).
//
// Nodes live in one array; a child always stands before its parent, so trees are freed without
// recursion. Sums and products are flat; a quotient is a product with an inverse (Kind::kInverse).
#ifndef R1BENCH_VERIFIERS_MATH_EXPR_H_
#define R1BENCH_VERIFIERS_MATH_EXPR_H_

#include <cstdint>
#include <string>
#include <vector>

namespace r1bench::verifiers {

enum class Kind : uint8_t {
  // scalars
  kNumber,  // text: digits with an optional point and an optional exponent "e-5"
  kSymbol,  // text: name, subscript included
  kPi,
  kEuler,      // e
  kImaginary,  // i
  kInfinity,
  kAdd,  // args: 1 or more
  kMul,  // args: 1 or more; number 1: written like f(x); text: a word of capital letters, HTH
  kNegate,
  kInverse,   // 1 / arg
  kPower,     // base, exponent
  kRoot,      // radicand, index
  kFunction,  // text: name; arg, or base and arg for "log"
  kFactorial,
  kBinomial,
  kAbs,
  kFloor,
  kCeiling,
  kPlusMinus,  // +arg or -arg; number: index of the sign within the expression
  kSum,        // text: index; from, to, term
  kProduct,    // text: index; from, to, factor
  kMod,        // the remainder of a divided by b, with the sign of b
  kRadians,    // arg degrees inside a trigonometric function
  kPercent,    // arg percent
  kBased,      // text: digits; number: base
  // collections and statements
  kTuple,         // text: opening and closing bracket, "(]", or "::" for a ratio; args
  kSet,           // {a, b}
  kList,          // a, b without brackets: unordered; text: "and", "or", or "" for commas
  kUnion,         // args
  kIntersection,  // args
  kDifference,    // a \ b
  kMatrix,        // number: columns; args by rows
  kRelation,      // text: one operator character a gap, "<", "l" (<=), "=", ...; args: 2 or more
  kMember,        // a in b
  kCongruence,    // residue, modulus
  kEmptySet,
};

struct Node {
  Kind kind = Kind::kNumber;
  std::string text;
  std::vector<int> args;
  int number = 0;
};

struct Expr {
  std::vector<Node> nodes;
  int root = -1;
  int num_signs = 0;  // plus-minus signs in it
  std::string unit;   // unit that was written behind the answer, "" for none

  const Node& at(int index) const { return nodes[static_cast<size_t>(index)]; }
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_EXPR_H_
