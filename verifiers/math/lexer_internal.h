// The lexer's class; its methods are spread over lexer.cc (runs of letters, signs),
// lexer_number.cc and lexer_command.cc.
//
// Every method that reads takes the text and a position, and returns the position behind what it
// read. A failure is kept in error_ and ends the reading.
#ifndef R1BENCH_VERIFIERS_MATH_LEXER_INTERNAL_H_
#define R1BENCH_VERIFIERS_MATH_LEXER_INTERNAL_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "verifiers/math/characters.h"
#include "verifiers/math/lexer.h"

namespace r1bench::verifiers {

class Lexer {
 public:
  explicit Lexer(std::vector<Token>* out) : out_(*out) {}

  bool Run(std::string_view text, int font_depth);
  const std::string& error() const { return error_; }

 private:
  static constexpr int kMaxFontDepth = 16;

  // lexer.cc
  size_t Step(std::string_view text, size_t i, int font_depth);
  size_t Letters(std::string_view text, size_t i);
  size_t HalfOfDay(std::string_view text, size_t i);
  void PushRun(std::string_view run);
  void PushName(std::string_view name);
  size_t Sign(std::string_view text, size_t i);

  // lexer_number.cc
  static size_t BracedComma(std::string_view text, size_t i);
  size_t ThousandsSeparator(std::string_view text, size_t i) const;
  size_t Number(std::string_view text, size_t i);
  static size_t CommandSpace(std::string_view text, size_t i);
  static bool DigitsBefore(char close, std::string_view text, size_t i);
  static size_t PeriodAt(std::string_view text, size_t i);
  size_t Period(std::string_view text, size_t i, std::string digits);
  size_t Exponent(std::string_view text, size_t i, std::string* digits);

  // lexer_command.cc
  size_t Command(std::string_view text, size_t i, int font_depth);
  size_t Delimiter(std::string_view text, size_t i);
  size_t Escaped(std::string_view text, size_t i);
  bool IsMoney(std::string_view rest) const;
  static bool DoublyEscaped(std::string_view text);
  size_t Box(std::string_view text, size_t i, int font_depth);
  size_t RowGap(std::string_view text, size_t i) const;
  size_t Invisible(std::string_view text, size_t i, std::string_view name);
  size_t Accent(std::string_view text, size_t i, std::string_view name);
  static size_t GroupEnd(std::string_view text, size_t i);
  size_t Font(std::string_view text, size_t i, int font_depth, bool is_box = false);
  bool LetterOfChoice() const;
  bool HasWord(std::string_view content) const;
  void Words(std::string_view content, int font_depth);

  // helpers
  void Push(TokenKind kind, std::string_view text) { out_.push_back({kind, std::string(text)}); }
  void PushChar(std::string_view text) { Push(TokenKind::kChar, text); }
  size_t Fail(std::string message) {
    error_ = std::move(message);
    return 0;
  }

  std::vector<Token>& out_;
  std::string error_;
  int environments_ = 0;   // that were begun
  size_t box_end_ = 0;     // number of tokens where the last box ended
  int bracket_depth_ = 0;  // inside ( [ \{, a comma separates elements, never thousands
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_LEXER_INTERNAL_H_
