// Tables of names: commands, functions.
#ifndef R1BENCH_VERIFIERS_MATH_NAMES_H_
#define R1BENCH_VERIFIERS_MATH_NAMES_H_

#include <string_view>

namespace r1bench::verifiers {

// What the lexer does with a command (without its backslash).
enum class CommandClass {
  kUnknown,    // not in any table
  kIgnored,    // spacing, sizing: \left \, \displaystyle
  kInvisible,  // takes a group that shows nothing: \phantom \color \label
  kAccent,     // over symbols: \vec \hat
  kFont,       // takes a group whose content is read as if bare, or as words: \text \mathbf
  kSpelling,   // another token: \dfrac -> frac, \times -> *, \le -> l
  kFunction,   // sin, log, gcd, ...
  kGreek,      // a symbol
  kCurrency,   // a sign of money: \pounds
  kOther,      // kept as a command: frac, sqrt, infty, cup, begin, ...
};
CommandClass ClassOfCommand(std::string_view name);

// "quad" for the unknown name "quadx": a command that ran into the letter behind it; "" if none.
std::string_view LeadingCommand(std::string_view name);

// For kSpelling: the token text, and whether it is a command (else a character token).
struct Spelling {
  std::string_view text;
  bool command = false;
};
Spelling SpellingOfCommand(std::string_view name);

// For kCurrency: the word it stands for.
std::string_view CurrencyOfCommand(std::string_view name);

// Names that are functions or constants when written without a backslash: sqrt, sin, pi, ...
bool IsPlainName(std::string_view run);

bool IsTrigonometric(std::string_view function);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_NAMES_H_
