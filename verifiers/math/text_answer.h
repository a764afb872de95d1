// Answers that are words ("east", "Evelyn") or the letter of a choice ("(C)").
#ifndef R1BENCH_VERIFIERS_MATH_TEXT_ANSWER_H_
#define R1BENCH_VERIFIERS_MATH_TEXT_ANSWER_H_

#include <span>

#include "verifiers/math/lexer.h"

namespace r1bench::verifiers {

// Both are words and letters only, at least one is prose, and they are the same but for case.
bool SameWords(std::span<const Token> reference, std::span<const Token> prediction);

// The reference is one capital letter, in brackets or not, and the prediction is this letter, in
// brackets, followed by the content of the choice: "(C) 42". Another choice behind it is refused.
bool SameChoice(std::span<const Token> reference, std::span<const Token> prediction);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_TEXT_ANSWER_H_
