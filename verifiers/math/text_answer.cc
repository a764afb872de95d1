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

struct Choice {
  char letter = '\0';   // none
  size_t length = 0;    // in tokens
  bool closed = false;  // a sign behind the letter separates it from what follows
};

// "C", "(C)", "[C]", "C)", "C:", "option C" at the start.
Choice LeadingChoice(std::span<const Token> tokens) {
  size_t at = 0;
  const bool named = !tokens.empty() && tokens[0].kind == TokenKind::kWord &&
                     (tokens[0].text == "option" || tokens[0].text == "choice");
  if (named) ++at;
  const bool round = at < tokens.size() && IsChar(tokens[at], "(");
  const bool square = at < tokens.size() && IsChar(tokens[at], "[");
  if (round || square) ++at;
  if (at >= tokens.size() || !IsCapital(tokens[at])) return {};
  const char letter = tokens[at++].text[0];
  const auto follows = [&](const char* sign) {
    return at < tokens.size() && IsChar(tokens[at], sign);
  };
  if (square) return follows("]") ? Choice{letter, at + 1, true} : Choice{};
  if (follows(")")) return {letter, at + 1, true};
  if (round) return {};
  if (follows(":")) return {letter, at + 1, true};
  return {letter, at, false};
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
  constexpr std::string_view kWords[] = {"not",    "or",       "and",      "isn",       "wrong",
                                         "false",  "maybe",    "perhaps",  "incorrect", "but",
                                         "except", "possibly", "probably", "if",        "never",
                                         "unless", "instead",  "actually", "untrue"};
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
  const Choice wanted = LeadingChoice(reference);
  if (wanted.letter == '\0' || wanted.length != reference.size()) return false;
  const Choice stated = LeadingChoice(prediction);
  if (stated.letter != wanted.letter) return false;
  if (stated.length == prediction.size()) return true;
  const std::span<const Token> content = prediction.subspan(stated.length);
  if (!stated.closed || !BeginsContent(content[0])) return false;  // "C 42" is a product
  return std::none_of(content.begin(), content.end(), [](const Token& token) {
    return IsCapital(token) || IsSeparator(token) ||
           (token.kind == TokenKind::kWord && TakesBack(token.text));
  });
}

}  // namespace r1bench::verifiers
