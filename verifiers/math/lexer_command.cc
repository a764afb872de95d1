// What begins with a backslash: names, brackets, fonts and boxes with their groups.
#include <algorithm>

#include "verifiers/math/lexer_internal.h"
#include "verifiers/math/names.h"
#include "verifiers/math/units.h"

namespace r1bench::verifiers {

size_t Lexer::Command(std::string_view text, size_t i, int font_depth) {
  if (i + 1 >= text.size()) return i + 1;
  if (!IsLetter(text[i + 1])) return Escaped(text, i);
  size_t end = i + 1;
  while (end < text.size() && IsLetter(text[end])) ++end;
  std::string_view name = text.substr(i + 1, end - i - 1);
  if (ClassOfCommand(name) == CommandClass::kUnknown) {
    const std::string_view head = LeadingCommand(name);
    if (!head.empty()) name = head;
    end = i + 1 + name.size();
  }
  switch (ClassOfCommand(name)) {
    case CommandClass::kIgnored:
      return name.ends_with("left") || name.ends_with("right") ? Delimiter(text, end) : end;
    case CommandClass::kFont:
      return name == "boxed" || name == "fbox" ? Box(text, end, font_depth)
                                               : Font(text, end, font_depth);
    case CommandClass::kSpelling: {
      const Spelling spelling = SpellingOfCommand(name);
      if (spelling.text == "S(") ++bracket_depth_;
      if (spelling.text == "S)") --bracket_depth_;
      Push(spelling.command ? TokenKind::kCommand : TokenKind::kChar, spelling.text);
      return end;
    }
    case CommandClass::kFunction:
    case CommandClass::kGreek:
      PushName(name);
      return end;
    case CommandClass::kCurrency:
      Push(TokenKind::kWord, CurrencyOfCommand(name));
      return end;
    case CommandClass::kOther:
    case CommandClass::kUnknown:
      if (name == "exponentialE") return Push(TokenKind::kSymbol, "e"), end;
      environments_ += name == "begin" ? 1 : 0;
      Push(TokenKind::kCommand, name);
      return end;
  }
  return end;
}

// What follows \left or \right: `.` is an invisible bracket, a brace always belongs to a set.
size_t Lexer::Delimiter(std::string_view text, size_t i) {
  if (i >= text.size()) return i;
  if (text[i] == '{' || text[i] == '}') return Escaped(text, i - 1);
  return text[i] == '.' ? i + 1 : i;
}

// A backslash before something that is no letter.
size_t Lexer::Escaped(std::string_view text, size_t i) {
  if (text[i + 1] == '\\' && environments_ == 0 && DoublyEscaped(text.substr(i + 2))) return i + 1;
  switch (text[i + 1]) {
    case '{':
      ++bracket_depth_;
      PushChar("S(");
      break;
    case '}':
      --bracket_depth_;
      PushChar("S)");
      break;
    case '\\':
      PushChar("R");
      break;
    case '$':
      if (IsMoney(text.substr(i + 2))) Push(TokenKind::kWord, "dollar");
      break;
    case '%':
      PushChar("%");
      break;
    case '|':
      PushChar("|");
      break;
    default:
      break;  // \, \! \; \( \[ and what else carries no meaning
  }
  return i + 2;
}

// Does \$ with `rest` behind it stand at a number? Elsewhere it is an escaped delimiter.
bool Lexer::IsMoney(std::string_view rest) const {
  const bool behind = !out_.empty() && out_.back().kind == TokenKind::kNumber;
  rest.remove_prefix(std::min(rest.find_first_not_of(" {"), rest.size()));
  if (rest.empty() || behind) return behind || out_.empty();
  if (rest[0] == '-' || rest[0] == '.' || IsDigit(rest[0])) return true;
  return rest.starts_with("\\frac") || rest.starts_with("\\dfrac");
}

// "\\frac" outside of a table: JSON that was escaped twice.
bool Lexer::DoublyEscaped(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && IsLetter(text[end])) ++end;
  return end >= 2 && ClassOfCommand(text.substr(0, end)) != CommandClass::kUnknown;
}

// Boxes side by side are a list, whatever stands between them.
size_t Lexer::Box(std::string_view text, size_t i, int font_depth) {
  if (!out_.empty() && out_.size() == box_end_) PushChar(",");
  const size_t end = Font(text, i, font_depth);
  box_end_ = out_.size();
  return end;
}

// \text{...} and its like, `i` behind the name: mathematics inside is read as if bare, prose
// becomes words.
size_t Lexer::Font(std::string_view text, size_t i, int font_depth) {
  while (i < text.size() && IsSpace(text[i])) ++i;
  if (i >= text.size() || text[i] != '{') return i;
  int depth = 0;
  size_t end = i;
  for (; end < text.size(); ++end) {
    if (text[end] == '\\') {
      ++end;
    } else if (text[end] == '{') {
      ++depth;
    } else if (text[end] == '}' && --depth == 0) {
      break;
    }
  }
  if (end >= text.size()) return Fail("a group is not closed");
  const std::string_view content = text.substr(i + 1, end - i - 1);
  if (font_depth >= kMaxFontDepth) return Fail("fonts nested too deeply");
  if (HasWord(content)) {
    Words(content);
  } else {
    Run(content, font_depth + 1);
  }
  return end + 1;
}

// True when the content holds a run of two or more letters that is no mathematics. A single
// letter behind a value ("5\text{ m}") is a unit, hence a word.
bool Lexer::HasWord(std::string_view content) const {
  const bool after_value = !out_.empty() && (out_.back().kind == TokenKind::kNumber ||
                                             out_.back().text == "pi" || out_.back().text == "}");
  for (size_t i = 0; i < content.size();) {
    if (content[i] == '\\') {
      ++i;
      while (i < content.size() && IsLetter(content[i])) ++i;
      if (i < content.size() && !IsLetter(content[i])) ++i;
      continue;
    }
    size_t end = i;
    while (end < content.size() && IsLetter(content[end])) ++end;
    const std::string_view run = content.substr(i, end - i);
    if (run.size() >= 2 && !IsPlainName(run)) return true;
    if (run.size() == 1 && after_value && !UnitName(LowerCase(run)).empty()) return true;
    i = std::max(end, i + 1);
  }
  return false;
}

// Prose: words in lower case, numbers and signs as they are.
void Lexer::Words(std::string_view content) {
  size_t i = 0;
  while (i < content.size() && error_.empty()) {
    if (IsLetter(content[i])) {
      size_t end = i;
      while (end < content.size() && IsLetter(content[end])) ++end;
      const std::string word = LowerCase(content.substr(i, end - i));
      if (word == "and" || word == "or") {
        PushChar(",");
      } else {
        Push(TokenKind::kWord, word);
      }
      i = end;
    } else if (content[i] == '.' && !(i + 1 < content.size() && IsDigit(content[i + 1]))) {
      ++i;
    } else {
      i = Step(content, i, kMaxFontDepth);
    }
  }
}

}  // namespace r1bench::verifiers
