// Where a response states its answer. First step of the math verifier:
//     extract -> lex -> parse -> compare.
//
// Only the final part of a response counts: what follows the last `</think>` (a response whose
// thinking never ends has no answer). In it, the first of these that is there:
//   1. in the last closed <answer>...</answer>: the last closed \boxed{}, else a phrase as in 3,
//      else the whole content
//   2. the last closed \boxed{...} (nested braces, a space before the brace, `\boxed 5`, \fbox)
//   3. what follows the last "answer is", "answer:" or "####", to the end of the sentence
//   4. the whole of it, if it is one short line without prose: "$\\frac{1}{2}$", "42"
// There is no fallback to "the last number": a reward must not be earned by mentioning numbers.
//
// Linear in the response, whatever its bytes.
#ifndef R1BENCH_VERIFIERS_MATH_EXTRACT_H_
#define R1BENCH_VERIFIERS_MATH_EXTRACT_H_

#include <string_view>

namespace r1bench::verifiers {

struct Extraction {
  bool found = false;
  std::string_view text;     // part of the response, trimmed; may be empty for an empty box
  const char* how = "none";  // "boxed", "answer tag", "phrase", "whole response", "none"
};

Extraction ExtractAnswer(std::string_view response);

// The response's final part, as above; empty when a thought is still open.
std::string_view FinalPart(std::string_view response);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_EXTRACT_H_
