// Values of several named unknowns: "x = 1, y = 2" or "(x, y) = (1, 2)".
#ifndef R1BENCH_VERIFIERS_MATH_NAMED_VALUES_H_
#define R1BENCH_VERIFIERS_MATH_NAMED_VALUES_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "verifiers/math/scalar.h"

namespace r1bench::verifiers {

struct NamedValues {
  std::vector<std::string> names;
  std::vector<Ref> values;
};

// None where there are fewer than two, a name twice, or alternatives ("x = 1 or y = 2").
std::optional<NamedValues> ReadNamedValues(const Ref& ref);

// Pairs of values of a reference and a prediction that must be equal, where at least one of them
// is a list of named values: by name, or against a tuple (and, for a reference, a list) in the
// order that tuples have (quantity_name.h). One that cannot be paired is empty: x = 1, y = 2 says
// more than the list 1, 2. No value where this is none of these; x_1 = 1, x_2 = 2 is a list of
// roots.
using ValuePairs = std::vector<std::pair<Ref, Ref>>;
std::optional<ValuePairs> PairNamedValues(const Ref& reference, const Ref& prediction);

// Do two lists of conditions differ in "and" and "or"? Of equations in one unknown, which list its
// values, both say the same.
bool ConnectivesDiffer(const Ref& a, const Ref& b);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_NAMED_VALUES_H_
