// From answer text (LaTeX, plain text or a mixture) to tokens.
//
// What carries no meaning disappears here: spaces, `$`, \left \right \big, fonts (\text, \mathrm,
// \mathbf, \boxed around mathematics), currency signs, a closing full stop. Spelling variants
// become one: \dfrac and \tfrac are \frac, Unicode signs are their commands, 12{,}345 and 12\,345
// and 12,345 are one number. So two answers with equal token sequences are the same answer.
#ifndef R1BENCH_VERIFIERS_MATH_LEXER_H_
#define R1BENCH_VERIFIERS_MATH_LEXER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "verifiers/math/budget.h"

namespace r1bench::verifiers {

enum class TokenKind : uint8_t {
  kNumber,   // text: "12345", "3.14", ".5" is "0.5", "1e5", "0.1(6)"
  kSymbol,   // text: one letter, or the name of a command without its backslash ("alpha")
  kCommand,  // text: "frac", "sqrt", "sin", "pi", "infty", "cup", "pm", "begin", ...
  kWord,     // text: prose, lower case; from \text{...} or a run of letters
  kChar,     // text: one of + - * / ^ _ ! % ( ) [ ] { } | , ; : & and < > = and
          // "S(" "S)" for \{ \}, "A(" "A)" for angle brackets, "R" for \\ (end of a row), "l" "g"
          // "n" "~" for <=, >=, !=, approx, and the words "and" "or"
};

struct Token {
  TokenKind kind = TokenKind::kChar;
  std::string text;
  bool operator==(const Token&) const = default;
};

struct LexResult {
  bool ok = false;
  std::vector<Token> tokens;
  std::string error;         // one short phrase when not ok
  bool over_budget = false;  // longer than kMaxAnswerBytes or than the budget
};

// Longest answer that is read at all.
inline constexpr size_t kMaxAnswerBytes = 1 << 16;

LexResult Lex(std::string_view answer, Budget* budget);

// A comma, "and" or "or".
bool IsSeparator(const Token& token);

// Do the braces of LaTeX groups match?
bool HasBalancedBraces(std::span<const Token> tokens);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_LEXER_H_
