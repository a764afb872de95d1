// Character classes of ASCII, whatever the locale.
#ifndef R1BENCH_VERIFIERS_MATH_CHARACTERS_H_
#define R1BENCH_VERIFIERS_MATH_CHARACTERS_H_

#include <string>
#include <string_view>

namespace r1bench::verifiers {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
inline bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || IsCapital(c); }
inline bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline char Lower(char c) { return IsCapital(c) ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = Lower(c);
  return lower;
}

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_CHARACTERS_H_
