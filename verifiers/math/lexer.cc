#include "verifiers/math/lexer.h"

#include "verifiers/math/lexer_internal.h"
#include "verifiers/math/names.h"
#include "verifiers/math/signs.h"
#include "verifiers/math/units.h"

namespace r1bench::verifiers {

bool Lexer::Run(std::string_view text, int font_depth) {
  size_t i = 0;
  while (i < text.size() && error_.empty()) i = Step(text, i, font_depth);
  return error_.empty();
}

size_t Lexer::Step(std::string_view text, size_t i, int font_depth) {
  const char c = text[i];
  if (IsSpace(c) || c == '$' || c == '~' || c == '`') return i + 1;
  if (IsDigit(c) || (c == '.' && i + 1 < text.size() && IsDigit(text[i + 1]))) {
    return Number(text, i);
  }
  if (IsLetter(c)) return Letters(text, i);
  if (c == '\\') return Command(text, i, font_depth);
  return Sign(text, i);
}

// "a.m." and "p. m." as one word; `i` where there is none.
size_t Lexer::HalfOfDay(std::string_view text, size_t i) {
  const char half = Lower(text[i]);
  if ((half != 'a' && half != 'p') || text.substr(i + 1, 1) != ".") return i;
  size_t m = i + 2;
  while (m < text.size() && text[m] == ' ') ++m;
  if (m >= text.size() || Lower(text[m]) != 'm') return i;
  if (m + 1 < text.size() && IsLetter(text[m + 1])) return i;
  Push(TokenKind::kWord, half == 'a' ? "am" : "pm");
  return text.substr(m + 1, 1) == "." ? m + 2 : m + 1;
}

size_t Lexer::Letters(std::string_view text, size_t i) {
  if (const size_t half = HalfOfDay(text, i); half != i) return half;
  size_t end = i;
  while (end < text.size() && IsLetter(text[end])) ++end;
  const std::string_view run = text.substr(i, end - i);
  if ((run == "or" || run == "and") && text.find_first_not_of(" .$", end) == text.npos) {
    return Fail("the answer ends before its last part");
  }
  PushRun(run);
  return end;
}

// A run of letters without a backslash: a name, a separator, a unit, symbols, or prose.
void Lexer::PushRun(std::string_view run) {
  const std::string lower = LowerCase(run);
  const bool after_value = !out_.empty() && (out_.back().kind == TokenKind::kNumber ||
                                             out_.back().kind == TokenKind::kWord ||
                                             out_.back().text == ")" || out_.back().text == "}");
  if (lower == "and" || lower == "or") return PushChar(lower);
  if (lower == "infinity" || lower == "inf" || run == "oo") {
    return Push(TokenKind::kCommand, "infty");
  }
  if (IsPlainName(run)) return PushName(run);
  const bool half_of_day =
      (lower == "am" || lower == "pm") && after_value &&
      (run == "AM" || run == "PM" || (out_.size() > 1 && out_[out_.size() - 2].text == ":"));
  const bool reply = (lower == "yes" || lower == "no") && out_.empty();
  if (half_of_day || reply) return Push(TokenKind::kWord, lower);
  if (run.size() >= 2 && after_value && IsUnitInFormula(lower)) {
    return Push(TokenKind::kWord, lower);
  }
  if (run == "in") return Push(TokenKind::kCommand, "in");
  if (run.size() <= 3) {
    for (size_t k = 0; k < run.size(); ++k) Push(TokenKind::kSymbol, run.substr(k, 1));
    return;
  }
  Push(TokenKind::kWord, lower);
}

void Lexer::PushName(std::string_view name) {
  const bool greek = ClassOfCommand(name) == CommandClass::kGreek;
  Push(greek ? TokenKind::kSymbol : TokenKind::kCommand, name);
}

size_t Lexer::Sign(std::string_view text, size_t i) {
  const std::string_view two = text.substr(i, 2);
  if (two == "<=" || two == "=<") return PushChar("l"), i + 2;
  if (two == ">=" || two == "=>") return PushChar("g"), i + 2;
  if (two == "!=") return PushChar("n"), i + 2;
  if (two == "**" && i + 2 < text.size() && !out_.empty()) return PushChar("^"), i + 2;
  if (text.substr(i, 3) == "...") return Push(TokenKind::kCommand, "ldots"), i + 3;
  const char c = text[i];
  if (c == '.' && out_.size() == 1 && out_[0].text.size() == 1 && IsCapital(out_[0].text[0])) {
    return PushChar(")"), i + 1;  // "C. 42", a choice
  }
  if (c == '.' && text.find_first_not_of(" \t\r\n.$*", i) == std::string_view::npos) {
    return text.size();  // the full stop
  }
  if (c == '.' && !out_.empty() && out_.back().kind == TokenKind::kWord) return i + 1;  // "sq. ft"
  if (c == '*' && (out_.empty() || text.find_first_not_of(" *\r\n\t", i) == text.npos)) {
    return i + 1;  // markdown
  }
  constexpr std::string_view kSigns = "+-*/^_!%()[]{}|,;:&<>=";
  if (kSigns.find(c) == std::string_view::npos) return Fail("a sign that is not understood");
  if (c == '(' || c == '[') ++bracket_depth_;
  if (c == ')' || c == ']') --bracket_depth_;
  PushChar(text.substr(i, 1));
  return i + 1;
}

namespace {

// A comma or semicolon that nothing follows.
void DropTrailingSeparators(std::vector<Token>* tokens) {
  while (!tokens->empty() && tokens->back().kind == TokenKind::kChar &&
         (tokens->back().text == "," || tokens->back().text == ";" || tokens->back().text == ":")) {
    tokens->pop_back();
  }
}

// "The final answer is" before an answer.
void DropAnnouncement(std::vector<Token>* tokens) {
  size_t i = 0;
  const auto take = [&](std::string_view text) {
    const bool there = i < tokens->size() && (*tokens)[i].text == text;
    i += there ? 1 : 0;
    return there;
  };
  if (take("exactly") && i < tokens->size()) tokens->erase(tokens->begin());
  i = 0;
  take("the");
  if (!take("final")) take("correct");
  if (!take("answer")) return;
  if (!take("is")) take("=");
  take(":");
  if (i < tokens->size()) tokens->erase(tokens->begin(), tokens->begin() + static_cast<long>(i));
}

}  // namespace

bool IsSeparator(const Token& token) {
  return token.kind == TokenKind::kChar &&
         (token.text == "," || token.text == "and" || token.text == "or");
}

bool HasBalancedBraces(std::span<const Token> tokens) {
  int depth = 0;
  for (const Token& token : tokens) {
    if (token.kind != TokenKind::kChar) continue;
    if (token.text == "{") ++depth;
    if (token.text == "}" && --depth < 0) return false;
  }
  return depth == 0;
}

LexResult Lex(std::string_view answer, Budget* budget) {
  LexResult result;
  budget->Spend(static_cast<int64_t>(answer.size()));
  if (answer.size() > kMaxAnswerBytes || budget->spent()) {
    result.over_budget = true;
    result.error = "the answer is too long";
    return result;
  }
  const std::string text = ToAscii(answer);
  Lexer lexer(&result.tokens);
  result.ok = lexer.Run(text, 0);
  result.error = lexer.error();
  if (result.ok) DropTrailingSeparators(&result.tokens);
  if (result.ok) DropAnnouncement(&result.tokens);
  return result;
}

}  // namespace r1bench::verifiers
