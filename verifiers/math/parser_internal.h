// The parser's class; its methods are spread over parser.cc (statements, collections, sums),
// parser_primary.cc (what a factor can be), parser_unit.cc, parser_operators.cc, parser_matrix.cc.
#ifndef R1BENCH_VERIFIERS_MATH_PARSER_INTERNAL_H_
#define R1BENCH_VERIFIERS_MATH_PARSER_INTERNAL_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "verifiers/math/parser.h"
#include "verifiers/math/units.h"

namespace r1bench::verifiers {

// Thrown inside the parser only; Parse turns it into a result.
struct ParseFailure {
  std::string message;
  bool over_budget = false;
};

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}
  Expr Run();

 private:
  // parser.cc
  int Items(std::string_view stop);
  int Item();
  int Side();
  std::string CapitalsAhead() const;
  int SetExpression();
  int AsSet(int node);
  int Sum();
  int Product();
  int Power();
  int BareExponent();

  // parser_unit.cc
  void Unit(int value);
  bool UnitWord(UnitBuilder* unit, int* unknown);
  void UnitPower(UnitBuilder* unit);
  void UnknownNoun(int* unknown);
  bool PercentInWords();
  int WordValue();
  bool Multiplier(std::vector<int>* factors);

  // parser_primary.cc
  int Postfix();
  int Primary();
  int NumberOrMixed();
  int Symbol();
  int Command();
  int Fraction();
  int Root();
  int Function(const std::string& name);
  int FunctionArgument(bool trigonometric);
  int Bracketed(std::string_view open);
  int SetBraces();
  int Absolute();
  int FloorOrCeiling(Kind kind, const char* close);
  int Argument();  // of \frac, ^, _: a group, or one token
  int Group();     // { ... }
  int Divided(int upper, std::string_view stop);
  bool Degree();  // consumes ^\circ, ^{\circ}, \circ
  std::string TemperatureScale();
  bool Ordinal();                 // consumes ^{th}
  int Based(int number);          // _8 behind digits
  bool BaseInWords(int* number);  // "base 8" behind digits
  int Selection(int n);           // C_2 or P_2 behind n
  std::string Subscript();        // _1, _{n+1}: its text
  bool BeginsFactor() const;

  // parser_operators.cc
  void Limits(std::string* index, int* from, int* to);
  int SumOrProduct(Kind kind);
  int Integral();
  bool IsDifferential(int term) const;
  int DistributeDifferential(int body);
  int Limit();
  int Opaque(int node);

  // parser_matrix.cc
  int Environment();
  int MatrixBody(const std::string& name);
  int Cases();
  int SumOf(const std::vector<int>& terms);
  int ProductOf(std::vector<int> factors);
  int MatrixProduct(int left, int right);

  // parser_list.cc
  char TakeSeparators();  // ',', 'a' for "and", 'o' for "or"; 0 if there is none
  int ListOf(const std::vector<int>& items, std::string separators);
  bool IsCondition(int node) const;

  // parser_label.cc
  int Label();  // a name in words before "=", or -1

  // helpers
  const Token& Peek(size_t ahead = 0) const;
  bool AtEnd() const { return pos_ >= tokens_.size(); }
  bool IsChar(std::string_view text, size_t ahead = 0) const;
  bool IsCommand(std::string_view text, size_t ahead = 0) const;
  bool TakeChar(std::string_view text);
  bool TakeWord(std::string_view text);
  void Expect(std::string_view text);
  int Add(Kind kind, std::vector<int> args = {}, std::string text = {}, int number = 0);
  int Number(std::string text) { return Add(Kind::kNumber, {}, std::move(text)); }
  [[noreturn]] static void Fail(std::string message, bool over_budget = false);

  struct DepthGuard {
    explicit DepthGuard(int* depth) : depth_(depth) {
      if (++*depth_ > kMaxDepth) {
        --*depth_;
        Fail("nested too deeply", /*over_budget=*/true);
      }
    }
    ~DepthGuard() { --*depth_; }
    DepthGuard(const DepthGuard&) = delete;
    DepthGuard& operator=(const DepthGuard&) = delete;
    int* depth_;
  };

  std::vector<Token> tokens_;
  size_t pos_ = 0;
  int depth_ = 0;
  int in_trigonometric_ = 0;
  int in_absolute_ = 0;
  bool in_integral_ = false;    // a term that ends in dx ends the sum
  bool bare_exponent_ = false;  // in an exponent without braces: a subscript belongs to the base
  std::string sign_unit_;       // of a sign at the value: $, degree, percent
  Expr expr_;
  std::vector<int64_t> sizes_;  // of the tree under each node
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_PARSER_INTERNAL_H_
