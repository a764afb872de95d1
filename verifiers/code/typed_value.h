// Values that function calls take and give, in a text that keeps Python's built-in types apart.
//
// It is JSON for None, booleans, whole numbers of any size, text and lists, plus
//
//   {"t": [...]}  tuple         {"s": [...]}  set          {"f": [...]}  frozenset
//   {"d": [[key, value], ...]}  dict, in its order         {"b": "00ff"}  bytes
//   {"c": [re, im]}  complex    numbers with a '.', an exponent, or NaN, Infinity, -Infinity: float
//
// The texts come out of the sandbox, so they are read strictly and in bounded depth, and the values
// are compared here, where the program is not: a value equals another because of what it is, never
// because its own __eq__ says so.
#ifndef R1BENCH_VERIFIERS_CODE_TYPED_VALUE_H_
#define R1BENCH_VERIFIERS_CODE_TYPED_VALUE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace r1bench::verifiers {

struct TypedValue {
  enum class Kind {
    kNone,
    kBool,
    kInt,
    kFloat,
    kComplex,
    kText,
    kBytes,
    kList,
    kTuple,
    kSet,
    kFrozenSet,
    kDict,
  };
  Kind kind = Kind::kNone;
  bool truth = false;                  // kBool
  std::string text = {};               // kInt: decimal digits; kText: UTF-8; kBytes: the bytes
  double number = 0;                   // kFloat, kComplex
  double imaginary = 0;                // kComplex
  std::vector<TypedValue> items = {};  // of a container; kDict: key, value, key, value, ...
};

inline constexpr int kMaxTypedDepth = 64;

// One value that fills the whole text. Throws base::Error saying what is wrong at which byte.
// Lone surrogates ("\ud800") are kept as their three bytes.
TypedValue ParseTyped(std::string_view text);

// A JSON value as Python's json module would read it: objects become dicts with text keys.
// A whole number beyond 64 bits is a float there; give such a value as text to ParseTyped.
TypedValue TypedFromJson(const base::Json& json);

// The text ParseTyped reads back. Equal values (bit for bit, sets and dicts in any order) give the
// same text.
std::string TypedText(const TypedValue& value);

struct TypedOptions {
  double absolute = 0;           // for floats: as in checker.h
  double relative = 0;           //
  bool tuples_as_lists = false;  // a tuple may stand where a list is expected
};

// Whether `got` is what was expected. Types have to be the same, with one exception: a whole number
// may stand for the float of exactly that value (3 for 3.0; not 3.0 for 3, nor True for 1). With a
// tolerance numbers of either type are compared by value. NaN equals NaN. The items of sets and the
// keys of dicts agree exactly, whatever the tolerance.
bool SameTyped(const TypedValue& expected, const TypedValue& got, const TypedOptions& options);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_TYPED_VALUE_H_
