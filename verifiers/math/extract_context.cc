// What stands around a box: a sign, a factor or a "not" there makes the box a part of another
// answer, and words like "or maybe" make two boxes a guess.
#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "verifiers/math/extract_internal.h"
#include "verifiers/math/units.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t npos = std::string_view::npos;
constexpr size_t kLongestGap = 60;

template <size_t n>
bool IsOneOf(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The letters at `i`.
std::string_view RunAt(std::string_view text, size_t i) {
  size_t end = i;
  while (end < text.size() && IsLetter(text[end])) ++end;
  return text.substr(i, end - i);
}

// The letters that `text` ends with.
std::string_view LastRun(std::string_view text) {
  size_t begin = text.size();
  while (begin > 0 && IsLetter(text[begin - 1])) --begin;
  return text.substr(begin);
}

// Is a formula open between `text` and `behind`? One between single dollars ends in its line.
bool InFormula(std::string_view text, std::string_view behind) {
  bool dollar = false, dollars = false;
  int depth = 0;  // of \[ \( and environments
  for (size_t i = text.find_first_of("$\\\n"); i != npos; i = text.find_first_of("$\\\n", i + 1)) {
    if (text[i] == '\n') {
      dollar = false;
    } else if (text[i] == '$' && text.substr(i, 2) == "$$") {
      dollars = !dollars;
      ++i;
    } else if (text[i] == '$') {
      dollar = !dollar;
    } else if (i + 1 < text.size()) {
      const std::string_view name = RunAt(text, i + 1);
      const char next = text[i + 1];
      const bool list = text.substr(i).starts_with("\\begin{i") ||
                        text.substr(i).starts_with("\\begin{en") ||
                        text.substr(i).starts_with("\\begin{c");
      if (next == '[' || next == '(' || (name == "begin" && !list)) ++depth;
      if (depth > 0 && (next == ']' || next == ')' || name == "end")) --depth;
      ++i;
    }
  }
  dollar = dollar && behind.substr(0, behind.find('\n')).find('$') != npos;
  return dollar || dollars || depth > 0;
}

// Does a command at the end of `text` take what follows as its argument or operand?
bool EndsInOperator(std::string_view text) {
  static constexpr std::array<std::string_view, 22> kOperators = {
      "cdot",  "times", "div", "pm", "mp",  "sqrt", "neg", "not",   "neq",    "ne",    "frac",
      "dfrac", "tfrac", "log", "ln", "sin", "cos",  "tan", "binom", "lfloor", "lceil", "exp"};
  const std::string_view run = LastRun(text);
  const bool command = run.size() < text.size() && text[text.size() - run.size() - 1] == '\\';
  return command && IsOneOf(run, kOperators);
}

// Of a `}` at the end: does its group belong to a fraction?
bool EndsInNumerator(std::string_view text) {
  int depth = 0;
  for (size_t i = text.size(); i-- > 0;) {
    if (text[i] == '}') ++depth;
    if (text[i] == '{' && --depth == 0) return EndsInOperator(text.substr(0, i));
  }
  return false;
}

// "not", "isn't" and the like as the last word, delimiters aside.
bool Denies(std::string_view before) {
  const size_t end = before.find_last_not_of(" \t\r\n$*({[\\:");
  if (end == npos) return false;
  before = before.substr(0, end + 1);
  const size_t space = before.find_last_of(" \t\r\n$*({[\\:");
  const std::string word = LowerCase(before.substr(space == npos ? 0 : space + 1));
  const bool command = space != npos && before[space] == '\\';
  return !command && (word == "not" || word == "never" || word == "neither" ||
                      (word.starts_with("isn") && word.ends_with("t")));
}

bool ChangedBefore(std::string_view before, bool formula) {
  const size_t end = before.find_last_not_of(" \t\r\n");
  if (end == npos) return false;
  const bool adjacent = end + 1 == before.size();
  before = before.substr(0, end + 1);
  bool group = false;
  while (!before.empty() && before.back() == '{') before.remove_suffix(1), group = true;
  if (before.empty()) return false;
  if (EndsInOperator(before)) return true;
  if (group && before.back() == '}') return formula && EndsInNumerator(before);
  if (!formula && !adjacent) return false;
  const char last = before.back();
  return IsDigit(last) || std::string_view("+-/^_").find(last) != npos || (formula && last == '*');
}

bool ChangedBehind(std::string_view behind, bool formula) {
  const size_t begin = formula ? behind.find_first_not_of(" \t\r\n") : 0;
  if (begin == npos || begin >= behind.size()) return false;
  behind = behind.substr(begin);
  static constexpr std::array<std::string_view, 5> kOperators = {"cdot", "times", "div", "pm",
                                                                 "mp"};
  if (behind[0] == '\\') return IsOneOf(RunAt(behind, 1), kOperators);
  const char next = behind.size() > 1 ? behind[1] : ' ';
  switch (behind[0]) {
    case '^':  // a degree sign or the "th" of an ordinal number changes nothing
      return behind.substr(0, 8).find("circ") == npos && behind.substr(0, 10).find("t") == npos;
    case '+':
    case '/':
      return formula || IsDigit(next) || IsLetter(next);
    case '-':
    case '*':
    case '_':
      return IsDigit(next) || (formula && next != '*');
    case '!':
      return formula;
    default:
      break;
  }
  if (IsDigit(behind[0])) return true;
  if (!formula || !IsLetter(behind[0])) return false;
  const std::string_view word = RunAt(behind, 0);
  return word.size() < 2 || UnitName(LowerCase(word)).empty();
}

// "\n- ", "\n2. ", "(b)": the next entry of a list.
bool IsListMark(std::string_view gap) {
  const size_t line = gap.rfind('\n');
  const std::string_view mark = Trimmed(gap.substr(line == npos ? 0 : line));
  if (line == npos && !mark.starts_with("(")) return false;
  if (mark == "-" || mark == "*" || mark == "+") return true;
  if (mark.size() < 2 || (mark.back() != '.' && mark.back() != ')')) return false;
  const size_t first = mark[0] == '(' ? 1 : 0;
  return mark.size() - first <= 3 && (IsDigit(mark[first]) || IsLetter(mark[first]));
}

}  // namespace

bool IsGuess(std::string_view gap) {
  static constexpr std::array<std::string_view, 10> kGuesses = {
      "or",          "maybe", "perhaps", "possibly", "alternatively",
      "alternately", "else",  "also",    "either",   "otherwise"};
  static constexpr std::array<std::string_view, 14> kFillers = {
      "and",  "it",   "is",  "could",  "be",   "might", "may",
      "even", "just", "the", "answer", "text", "mbox",  "quad"};
  if (gap.size() > kLongestGap) return false;
  if (IsListMark(gap)) return true;
  bool guess = gap.find_first_of("/|") != npos;
  for (size_t i = 0; i < gap.size();) {
    const std::string word = LowerCase(RunAt(gap, i));
    if (!word.empty()) {
      guess |= IsOneOf(word, kGuesses);
      if (!IsOneOf(word, kGuesses) && !IsOneOf(word, kFillers)) return false;
      i += word.size();
    } else if (std::string_view(" \t\r\n,;.:!?$*{}()|/\\~'").find(gap[i]) != npos) {
      ++i;
    } else {
      return false;
    }
  }
  return guess;
}

const char* ObjectionToBox(std::string_view text, size_t begin, size_t end) {
  const std::string_view before = text.substr(0, begin), behind = text.substr(end);
  if (Denies(before)) return "the box is denied";
  const bool formula = InFormula(before, behind);
  const bool part = ChangedBefore(before, formula) || ChangedBehind(behind, formula);
  return part ? "the box is a part of a formula" : nullptr;
}

}  // namespace r1bench::verifiers
