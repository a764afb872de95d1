// Numbers: separators of thousands, periods of decimals, exponents.
#include "verifiers/math/lexer_internal.h"

namespace r1bench::verifiers {

// "{,}" at `i`, with the spaces that TeX ignores, or 0: its length.
size_t Lexer::BracedComma(std::string_view text, size_t i) {
  size_t end = i;
  for (const char expected : {'{', ',', '}'}) {
    while (end < text.size() && text[end] == ' ') ++end;
    if (end >= text.size() || text[end] != expected) return 0;
    ++end;
  }
  while (end < text.size() && text[end] == ' ') ++end;
  return end - i;
}

// The length of \, \; \: or "\ " at `i`, or of ~, once or twice; 0 if there is none.
size_t Lexer::CommandSpace(std::string_view text, size_t i) {
  size_t end = i;
  for (int count = 0; count < 2; ++count) {
    constexpr std::string_view kSpaces[] = {"\\,", "\\;", "\\:", "\\ ", "~"};
    for (const std::string_view space : kSpaces) {
      if (text.substr(end).starts_with(space)) {
        end += space.size();
        break;
      }
    }
  }
  return end - i;
}

// One separator of thousands at `i` (between digits), or 0: its length.
size_t Lexer::ThousandsSeparator(std::string_view text, size_t i) const {
  size_t length = 0;
  if (const size_t braced = BracedComma(text, i); braced > 0) {
    length = braced;
  } else if (const size_t space = CommandSpace(text, i); space > 0) {
    length = space;
  } else if (text.substr(i, 3) == ",\\!") {
    length = 3;
    while (i + length < text.size() && text[i + length] == ' ') ++length;
  } else if (text[i] == ',' && bracket_depth_ <= 0) {
    length = 1;
  } else if (text[i] == ' ' && (i + 4 >= text.size() || text[i + 4] != '/')) {
    length = 1;
  }
  if (length == 0 || i + length + 3 > text.size()) return 0;
  for (size_t k = 0; k < 3; ++k) {
    if (!IsDigit(text[i + length + k])) return 0;
  }
  const size_t end = i + length + 3;
  return end < text.size() && IsDigit(text[end]) ? 0 : length;
}

size_t Lexer::Number(std::string_view text, size_t i) {
  std::string digits;
  const size_t start = i;
  while (i < text.size() && IsDigit(text[i])) digits += text[i++];
  if (i > start && i - start <= 3 && text[start] != '0') {
    while (i < text.size()) {
      const size_t skip = ThousandsSeparator(text, i);
      if (skip == 0) break;
      digits += text.substr(i + skip, 3);
      i += skip + 3;
    }
  }
  if (digits.empty()) digits += '0';
  if (i + 1 < text.size() && text[i] == '.' &&
      (IsDigit(text[i + 1]) || PeriodAt(text, i + 1) != 0)) {
    digits += text[i++];
    while (i < text.size() && IsDigit(text[i])) digits += text[i++];
    if (i < text.size() && PeriodAt(text, i) != 0) return Period(text, i, digits);
  } else if (i < text.size() && text[i] == '.' && (i + 1 == text.size() || text[i + 1] != '.')) {
    ++i;  // "42." is 42
  }
  i = Exponent(text, i, &digits);
  Push(TokenKind::kNumber, digits);
  return i;
}

// Are there digits at `i`, and then `close`?
bool Lexer::DigitsBefore(char close, std::string_view text, size_t i) {
  size_t end = i;
  while (end < text.size() && IsDigit(text[end])) ++end;
  return end > i && end < text.size() && text[end] == close;
}

// "\overline{142857}", "\bar3" or "(3)" behind a decimal point: the position of its digits, or 0.
size_t Lexer::PeriodAt(std::string_view text, size_t i) {
  for (const std::string_view mark : {"\\overline", "\\bar", "\\dot"}) {
    if (!text.substr(i).starts_with(mark)) continue;
    const size_t first = text.find_first_not_of(' ', i + mark.size());
    if (first == std::string_view::npos) return 0;
    if (text[first] == '{') return DigitsBefore('}', text, first + 1) ? first + 1 : 0;
    return IsDigit(text[first]) ? first : 0;
  }
  // "2.5(4)" is a product, "0.(3)" is none.
  const bool bracket = i > 0 && text[i - 1] == '.' && text[i] == '(';
  return bracket && DigitsBefore(')', text, i + 1) ? i + 1 : 0;
}

// 0.1\overline{6} is the number "0.1(6)".
size_t Lexer::Period(std::string_view text, size_t i, std::string digits) {
  size_t next = PeriodAt(text, i);
  const bool group = text[next - 1] == '{' || text[next - 1] == '(';
  digits += '(';
  do {
    digits += text[next++];
  } while (group && IsDigit(text[next]));
  Push(TokenKind::kNumber, digits + ')');
  return group ? next + 1 : next;
}

// "e5", "E-12" directly behind a number.
size_t Lexer::Exponent(std::string_view text, size_t i, std::string* digits) {
  if (i >= text.size() || (text[i] != 'e' && text[i] != 'E')) return i;
  size_t next = i + 1;
  const bool sign = next < text.size() && (text[next] == '+' || text[next] == '-');
  if (sign) ++next;
  if (next >= text.size() || !IsDigit(text[next])) return i;
  // `2e+3` without digits before a point is more likely 2e + 3.
  if (sign && text[next - 1] == '+' && digits->find('.') == std::string::npos) return i;
  *digits += 'e';
  if (sign && text[next - 1] == '-') *digits += '-';
  while (next < text.size() && IsDigit(text[next])) *digits += text[next++];
  return next;
}

}  // namespace r1bench::verifiers
