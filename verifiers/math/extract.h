// Where a response states its answer. First step of the math verifier:
//     extract -> lex -> parse -> compare.
//
// Only the final part of a response counts: what follows the last `</think>` (a response whose
// thinking never ends has no answer). In it, the first of these that is there:
//   1. in the last closed <answer>...</answer>: the last closed \boxed{}, else a phrase as in 3,
//      else the whole content
//   2. the last closed \boxed{...} (nested braces, a space before the brace, `\boxed 5`, \fbox),
//      together with the boxes before it that only "," ";" "and" "or" separate from it: several
//      boxes side by side are one answer of several parts, and a hedge where one is asked for
//      A box that is denied ("not"), that is a part of a formula ("-\boxed{5}", "2\boxed{5}+1") or
//      that stands beside another with words like "or maybe", as entries of a list do, is no answer
//      under policy reward; neither are two <answer> that differ.
//   3. what follows the last "answer is", "answer:" or "####", to the end of the sentence
//   4. the whole of it, if it is one short line without prose: "$\\frac{1}{2}$", "42"
// A reward must not be earned by mentioning numbers, so policy reward stops here. Policy lenient
// goes on, as evaluation harnesses do, where the above finds nothing or only prose:
//   5. the content of a last box that is never closed
//   6. behind the last "answer": the last formula ($...$, \(...\), \[...\]) or the last number,
//      whichever ends later
//   7. the same anywhere
//
// Linear in the response, whatever its bytes.
#ifndef R1BENCH_VERIFIERS_MATH_EXTRACT_H_
#define R1BENCH_VERIFIERS_MATH_EXTRACT_H_

#include <string_view>
#include <vector>

#include "verifiers/math/math_policy.h"

namespace r1bench::verifiers {

struct Extraction {
  bool found = false;
  std::string_view text;            // part of the response, trimmed; may be empty for an empty box
  const char* how = "none";         // "boxed", "answer tag", "phrase", "whole response", ...
  const char* objection = nullptr;  // why the text is no stated answer; policy reward only
};

// What to judge, best first: the first one that can be read is the answer. Empty: no answer. Policy
// reward gives one at most.
std::vector<Extraction> ExtractAnswers(std::string_view response, MathPolicy policy);

// The boxes of a reference that is a whole solution, joined as in 2.; not found if they stand apart
// (which of them is the answer is then unknown) or if there is none.
Extraction BoxedReference(std::string_view gold);

// The response's final part, as above; empty when a thought is still open.
std::string_view FinalPart(std::string_view response);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_EXTRACT_H_
