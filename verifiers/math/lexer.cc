#include "verifiers/math/lexer.h"

#include <algorithm>

#include "verifiers/math/names.h"
#include "verifiers/utf8.h"

namespace r1bench::verifiers {
namespace {

constexpr int kMaxFontDepth = 16;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Unicode signs to LaTeX; other non-ASCII and invalid bytes to a byte that the lexer refuses.
std::string ToAscii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = ReadCodePoint(text, i);
    if (point.value < 0x80) {
      out += text[i];
    } else if (point.value == 0x200B) {
      // zero-width space
    } else {
      const std::string_view latex = LatexOfCodePoint(point.value);
      out += latex.empty() ? std::string_view("\x01") : latex;
    }
    i += point.length;
  }
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::vector<Token>* out) : out_(*out) {}

  bool Run(std::string_view text, int font_depth) {
    size_t i = 0;
    while (i < text.size() && error_.empty()) i = Step(text, i, font_depth);
    return error_.empty();
  }
  const std::string& error() const { return error_; }

 private:
  void Push(TokenKind kind, std::string_view text) { out_.push_back({kind, std::string(text)}); }
  void PushChar(std::string_view text) { Push(TokenKind::kChar, text); }
  size_t Fail(std::string message) {
    error_ = std::move(message);
    return 0;
  }

  size_t Step(std::string_view text, size_t i, int font_depth) {
    const char c = text[i];
    if (IsSpace(c) || c == '$' || c == '~' || c == '`') return i + 1;
    if (IsDigit(c) || (c == '.' && i + 1 < text.size() && IsDigit(text[i + 1]))) {
      return Number(text, i);
    }
    if (IsLetter(c)) return Letters(text, i);
    if (c == '\\') return Command(text, i, font_depth);
    return Sign(text, i);
  }

  // "{,}" at `i`, with the spaces that TeX ignores, or 0: its length.
  static size_t BracedComma(std::string_view text, size_t i) {
    size_t end = i;
    for (const char expected : {'{', ',', '}'}) {
      while (end < text.size() && text[end] == ' ') ++end;
      if (end >= text.size() || text[end] != expected) return 0;
      ++end;
    }
    while (end < text.size() && text[end] == ' ') ++end;
    return end - i;
  }

  // One separator of thousands at `i` (between digits), or 0: its length.
  size_t ThousandsSeparator(std::string_view text, size_t i) const {
    size_t length = 0;
    if (const size_t braced = BracedComma(text, i); braced > 0) {
      length = braced;
    } else if (text.substr(i, 2) == "\\,") {
      length = 2;
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

  size_t Number(std::string_view text, size_t i) {
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
    if (digits.empty()) digits = "0";
    if (i + 1 < text.size() && text[i] == '.' &&
        (IsDigit(text[i + 1]) || PeriodAt(text, i + 1) != 0)) {
      digits += text[i++];
      while (i < text.size() && IsDigit(text[i])) digits += text[i++];
      if (PeriodAt(text, i) != 0) return Period(text, i, digits);
    } else if (i < text.size() && text[i] == '.' && (i + 1 == text.size() || text[i + 1] != '.')) {
      ++i;  // "42." is 42
    }
    i = Exponent(text, i, &digits);
    Push(TokenKind::kNumber, digits);
    return i;
  }

  // "\overline{142857}" behind a decimal point: the position of its digits, or 0.
  static size_t PeriodAt(std::string_view text, size_t i) {
    for (const std::string_view mark : {"\\overline{", "\\bar{", "\\dot{"}) {
      if (text.substr(i, mark.size()) != mark) continue;
      size_t end = i + mark.size();
      while (end < text.size() && IsDigit(text[end])) ++end;
      const bool digits = end > i + mark.size() && end < text.size() && text[end] == '}';
      return digits ? i + mark.size() : 0;
    }
    return 0;
  }

  // 0.1\overline{6} is the number "0.1(6)".
  size_t Period(std::string_view text, size_t i, std::string digits) {
    size_t next = PeriodAt(text, i);
    digits += '(';
    while (IsDigit(text[next])) digits += text[next++];
    Push(TokenKind::kNumber, digits + ')');
    return next + 1;
  }

  // "e5", "E-12" directly behind a number.
  size_t Exponent(std::string_view text, size_t i, std::string* digits) {
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

  size_t Letters(std::string_view text, size_t i) {
    size_t end = i;
    while (end < text.size() && IsLetter(text[end])) ++end;
    PushRun(text.substr(i, end - i));
    return end;
  }

  // A run of letters without a backslash: a name, a separator, a unit, symbols, or prose.
  void PushRun(std::string_view run) {
    const std::string lower = LowerCase(run);
    const bool after_value = !out_.empty() && (out_.back().kind == TokenKind::kNumber ||
                                               out_.back().kind == TokenKind::kWord ||
                                               out_.back().text == ")" || out_.back().text == "}");
    if (lower == "and" || lower == "or") return PushChar(",");
    if (lower == "infinity" || lower == "inf" || run == "oo") {
      return Push(TokenKind::kCommand, "infty");
    }
    if (IsPlainName(run)) return PushName(run);
    if (run.size() >= 2 && after_value && !UnitName(lower).empty()) {
      return Push(TokenKind::kWord, lower);
    }
    if (run == "in") return Push(TokenKind::kCommand, "in");
    if (run.size() <= 3) {
      for (size_t k = 0; k < run.size(); ++k) Push(TokenKind::kSymbol, run.substr(k, 1));
      return;
    }
    Push(TokenKind::kWord, lower);
  }

  void PushName(std::string_view name) {
    const bool greek = ClassOfCommand(name) == CommandClass::kGreek;
    Push(greek ? TokenKind::kSymbol : TokenKind::kCommand, name);
  }

  size_t Command(std::string_view text, size_t i, int font_depth) {
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
  size_t Delimiter(std::string_view text, size_t i) {
    if (i >= text.size()) return i;
    if (text[i] == '{' || text[i] == '}') return Escaped(text, i - 1);
    return text[i] == '.' ? i + 1 : i;
  }

  // A backslash before something that is no letter.
  size_t Escaped(std::string_view text, size_t i) {
    if (text[i + 1] == '\\' && environments_ == 0 && DoublyEscaped(text.substr(i + 2)))
      return i + 1;
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
      case '%':
        PushChar("%");
        break;
      case '|':
        PushChar("|");
        break;
      default:
        break;  // \$ \, \! \; \( \[ and what else carries no meaning
    }
    return i + 2;
  }

  // "\\frac" outside of a table: JSON that was escaped twice.
  static bool DoublyEscaped(std::string_view text) {
    size_t end = 0;
    while (end < text.size() && IsLetter(text[end])) ++end;
    return end >= 2 && ClassOfCommand(text.substr(0, end)) != CommandClass::kUnknown;
  }

  // Boxes side by side are a list, whatever stands between them.
  size_t Box(std::string_view text, size_t i, int font_depth) {
    if (!out_.empty() && out_.size() == box_end_) PushChar(",");
    const size_t end = Font(text, i, font_depth);
    box_end_ = out_.size();
    return end;
  }

  // \text{...} and its like, `i` behind the name: mathematics inside is read as if bare, prose
  // becomes words.
  size_t Font(std::string_view text, size_t i, int font_depth) {
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
  // letter behind a number ("5\text{ m}") is a unit, hence a word.
  bool HasWord(std::string_view content) const {
    const bool after_number = !out_.empty() && out_.back().kind == TokenKind::kNumber;
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
      if (run.size() == 1 && after_number && !UnitName(LowerCase(run)).empty()) return true;
      i = std::max(end, i + 1);
    }
    return false;
  }

  // Prose: words in lower case, numbers and signs as they are.
  void Words(std::string_view content) {
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

  size_t Sign(std::string_view text, size_t i) {
    const std::string_view two = text.substr(i, 2);
    if (two == "<=" || two == "=<") return PushChar("l"), i + 2;
    if (two == ">=" || two == "=>") return PushChar("g"), i + 2;
    if (two == "!=") return PushChar("n"), i + 2;
    if (two == "**" && i + 2 < text.size() && !out_.empty()) return PushChar("^"), i + 2;
    if (text.substr(i, 3) == "...") return Push(TokenKind::kCommand, "ldots"), i + 3;
    const char c = text[i];
    if (c == '.' && text.find_first_not_of(" \t\r\n.$*", i) == std::string_view::npos) {
      return text.size();  // the full stop
    }
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

  std::vector<Token>& out_;
  std::string error_;
  int environments_ = 0;   // that were begun
  size_t box_end_ = 0;     // number of tokens where the last box ended
  int bracket_depth_ = 0;  // inside ( [ \{, a comma separates elements, never thousands
};

// A comma or semicolon that nothing follows.
void DropTrailingSeparators(std::vector<Token>* tokens) {
  while (!tokens->empty() && tokens->back().kind == TokenKind::kChar &&
         (tokens->back().text == "," || tokens->back().text == ";" || tokens->back().text == ":")) {
    tokens->pop_back();
  }
}

}  // namespace

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
  return result;
}

}  // namespace r1bench::verifiers
