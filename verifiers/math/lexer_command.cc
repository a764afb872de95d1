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
    case CommandClass::kInvisible:
      return Invisible(text, end, name);
    case CommandClass::kAccent:
      return Accent(text, end, name);
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
      return RowGap(text, i + 2);
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

// `i` behind the end of a row: behind the space that \\[6pt] or \\* asks for.
size_t Lexer::RowGap(std::string_view text, size_t i) const {
  if (environments_ == 0) return i;
  if (text.substr(i, 1) == "*") ++i;
  if (text.substr(i, 1) != "[") return i;
  size_t end = i + 1;
  while (end < text.size() && (IsDigit(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
  if (end == i + 1) return i;
  const std::string_view unit = text.substr(end, 3);
  const bool length = unit == "pt]" || unit == "ex]" || unit == "em]" || unit == "mm]" ||
                      unit == "cm]" || unit == "in]";
  return length ? end + 3 : i;
}

// Behind the group of \phantom{42}, \hspace*{1cm}, \textcolor[rgb]{1,0,0}: what is in it is not
// shown. Without a group the name stays, and is not understood.
size_t Lexer::Invisible(std::string_view text, size_t i, std::string_view name) {
  size_t begin = i;
  if (text.substr(begin, 1) == "*") ++begin;
  if (text.substr(begin, 1) == "[") begin = std::min(text.find(']', begin), text.size() - 1) + 1;
  while (begin < text.size() && IsSpace(text[begin])) ++begin;
  const size_t end = GroupEnd(text, begin);
  if (end == std::string_view::npos) return Push(TokenKind::kCommand, name), i;
  return end + 1;
}

// \vec{v} is v, \hat{i} a unit vector; \vec{42} is no number and \hat{x} is no x.
size_t Lexer::Accent(std::string_view text, size_t i, std::string_view name) {
  const size_t first = std::min(text.find_first_not_of(" {", i), text.size());
  std::string_view under = text.substr(first);
  if (under.starts_with("\\mathbf{")) under.remove_prefix(8);
  constexpr std::string_view kUnitVectors[] = {"i}", "j}", "k}"};
  const bool unit_vector =
      std::any_of(std::begin(kUnitVectors), std::end(kUnitVectors),
                  [under](std::string_view v) { return under.starts_with(v); });
  const bool symbol = !under.empty() && (IsLetter(under[0]) || under[0] == '\\');
  if (name.ends_with("hat") ? !unit_vector : !symbol) Push(TokenKind::kCommand, name);
  return i;
}

// Boxes side by side are a list, whatever stands between them.
size_t Lexer::Box(std::string_view text, size_t i, int font_depth) {
  if (!out_.empty() && out_.size() == box_end_) PushChar(",");
  const size_t end = Font(text, i, font_depth, /*is_box=*/true);
  box_end_ = out_.size();
  return end;
}

// The position of the brace that closes the one at `i`, or npos.
size_t Lexer::GroupEnd(std::string_view text, size_t i) {
  if (i >= text.size() || text[i] != '{') return std::string_view::npos;
  int depth = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

// \text{...} and its like, `i` behind the name: mathematics inside is read as if bare, prose
// becomes words.
size_t Lexer::Font(std::string_view text, size_t i, int font_depth, bool is_box) {
  while (i < text.size() && IsSpace(text[i])) ++i;
  if (i >= text.size() || text[i] != '{') return i;
  const size_t end = GroupEnd(text, i);
  if (end == std::string_view::npos) return Fail("a group is not closed");
  const std::string_view content = text.substr(i + 1, end - i - 1);
  if (font_depth >= kMaxFontDepth) return Fail("fonts nested too deeply");
  if (!is_box && HasWord(content)) {
    Words(content, font_depth + 1);
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
    if (after_value && (run.size() == 1 || (run == "min" && content != "min")) &&
        !UnitName(LowerCase(run)).empty())
      return true;
    i = std::max(end, i + 1);
  }
  return false;
}

// Would a capital letter here be that of a choice? At the start, in brackets, behind "option".
bool Lexer::LetterOfChoice() const {
  if (out_.empty()) return true;
  const std::string& last = out_.back().text;
  return out_.size() <= 2 && (last == "(" || last == "option" || last == "choice");
}

// Prose: words in lower case, numbers and signs as they are.
void Lexer::Words(std::string_view content, int font_depth) {
  size_t i = 0;
  while (i < content.size() && error_.empty()) {
    if (const size_t half = HalfOfDay(content, i); half != i) {
      i = half;
    } else if (IsLetter(content[i])) {
      size_t end = i;
      while (end < content.size() && IsLetter(content[end])) ++end;
      const std::string word = LowerCase(content.substr(i, end - i));
      const bool choice = end == i + 1 && IsCapital(content[i]) && LetterOfChoice();
      if (choice) {
        Push(TokenKind::kSymbol, content.substr(i, 1));
      } else if (word == "and" || word == "or") {
        PushChar(word);
      } else {
        Push(TokenKind::kWord, word);
      }
      i = end;
    } else if (content[i] == '.' && !(i + 1 < content.size() && IsDigit(content[i + 1]))) {
      ++i;
    } else {
      i = Step(content, i, font_depth);
    }
  }
}

}  // namespace r1bench::verifiers
