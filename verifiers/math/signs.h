// Unicode signs of answers in ASCII.
#ifndef R1BENCH_VERIFIERS_MATH_SIGNS_H_
#define R1BENCH_VERIFIERS_MATH_SIGNS_H_

#include <string>
#include <string_view>

namespace r1bench::verifiers {

// The text in ASCII: signs as LaTeX ("\\infty "), digits and letters of full width or of
// mathematical alphabets as themselves, superscripts and subscripts as groups, spaces that have no
// width left out. What has no ASCII, and bytes that are no UTF-8, become '\x01', which no rule of
// the lexer reads.
std::string ToAscii(std::string_view text);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_SIGNS_H_
