#include "verifiers/math/text_answer.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace r1bench::verifiers {
namespace {

// The letters in lower case, or "" when something else than words and letters is there.
std::string WordsOf(std::span<const Token> tokens, bool* prose) {
  std::string words;
  for (const Token& token : tokens) {
    if (token.kind != TokenKind::kWord && token.kind != TokenKind::kSymbol) return {};
    *prose |= token.kind == TokenKind::kWord;
    for (const char c : token.text) {
      words += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return words;
}

bool IsChar(const Token& token, const char* text) {
  return token.kind == TokenKind::kChar && token.text == text;
}

// Without the braces around all of it: {\text{east}} is \text{east}.
std::span<const Token> WithoutBraces(std::span<const Token> tokens) {
  while (tokens.size() > 2 && IsChar(tokens.front(), "{") && IsChar(tokens.back(), "}")) {
    tokens = tokens.subspan(1, tokens.size() - 2);
  }
  return tokens;
}

bool IsCapital(const Token& token) {
  return token.kind == TokenKind::kSymbol && token.text.size() == 1 && token.text[0] >= 'A' &&
         token.text[0] <= 'Z';
}

// The letter of "(C)" or "C" at the start, and the number of tokens it takes; '\0' if none.
char LeadingChoice(std::span<const Token> tokens, size_t* length) {
  if (!tokens.empty() && IsCapital(tokens[0])) {
    *length = 1;
    return tokens[0].text[0];
  }
  if (tokens.size() >= 3 && IsChar(tokens[0], "(") && IsCapital(tokens[1]) &&
      IsChar(tokens[2], ")")) {
    *length = 3;
    return tokens[1].text[0];
  }
  return '\0';
}

// Can it be the first token of what a choice says, and not carry on a calculation with C?
bool BeginsContent(const Token& token) {
  constexpr std::string_view kOperators[] = {"in", "pm", "mp", "cup", "cap", "setminus", "choose"};
  if (token.kind == TokenKind::kChar) return token.text == "(" || token.text == ":";
  return token.kind != TokenKind::kCommand ||
         std::find(std::begin(kOperators), std::end(kOperators), token.text) ==
             std::end(kOperators);
}

// In what a choice says: does the word take the choice back?
bool TakesBack(std::string_view word) {
  constexpr std::string_view kWords[] = {"not",   "or",     "and",      "is",       "isn",
                                         "wrong", "false",  "maybe",    "perhaps",  "incorrect",
                                         "but",   "except", "possibly", "probably", "if",
                                         "never", "unless", "instead",  "actually", "untrue"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

}  // namespace

bool SameWords(std::span<const Token> reference, std::span<const Token> prediction) {
  bool prose = false;
  const std::string a = WordsOf(WithoutBraces(reference), &prose);
  const std::string b = WordsOf(WithoutBraces(prediction), &prose);
  return prose && !a.empty() && a == b;
}

bool SameChoice(std::span<const Token> reference, std::span<const Token> prediction) {
  size_t length = 0, rest = 0;
  const char wanted = LeadingChoice(reference, &length);
  if (wanted == '\0' || length != reference.size()) return false;
  if (LeadingChoice(prediction, &rest) != wanted) return false;
  if (rest == prediction.size()) return true;
  if (rest != 3 || !BeginsContent(prediction[rest])) return false;  // "C 42" is a product
  for (size_t i = rest; i < prediction.size(); ++i) {
    if (IsCapital(prediction[i]) || IsChar(prediction[i], ",")) return false;
    if (prediction[i].kind == TokenKind::kWord && TakesBack(prediction[i].text)) return false;
  }
  return true;
}

}  // namespace r1bench::verifiers
