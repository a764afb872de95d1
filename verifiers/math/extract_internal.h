// Small tools that the parts of the extraction share.
#ifndef R1BENCH_VERIFIERS_MATH_EXTRACT_INTERNAL_H_
#define R1BENCH_VERIFIERS_MATH_EXTRACT_INTERNAL_H_

#include <string_view>

#include "verifiers/math/characters.h"
#include "verifiers/math/extract.h"

namespace r1bench::verifiers {

inline constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";

inline std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

// The boxes of a text.
struct Boxes {
  Extraction last;         // the last one that closes, joined with its neighbours
  bool all_joined = true;  // no box stands apart from `last`
  std::string_view open;   // what follows the last box that never closes; data() null: none
};
Boxes FindBoxes(std::string_view text);

// extract_context.cc: why the boxes in [begin, end) state no answer, or null; and whether what
// stands between two boxes makes them a guess.
const char* ObjectionToBox(std::string_view text, size_t begin, size_t end);
bool IsGuess(std::string_view gap);

// extract_fallback.cc: the last formula of a text, and its last number.
Extraction LastFormula(std::string_view text);
Extraction LastNumber(std::string_view text);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_EXTRACT_INTERNAL_H_
