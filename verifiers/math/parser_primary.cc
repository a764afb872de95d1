#include <algorithm>

#include "verifiers/math/names.h"
#include "verifiers/math/normal_form.h"
#include "verifiers/math/parser_internal.h"
#include "verifiers/math/units.h"

namespace r1bench::verifiers {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The digits of "8", "(8)", "base8", "eight"; "" for what is no base.
std::string BaseOf(std::string_view text) {
  if (text.starts_with("(") && text.ends_with(")")) text = text.substr(1, text.size() - 2);
  if (text.starts_with("base")) text.remove_prefix(4);
  const std::string_view number = NumberOfWord(text);
  const std::string digits(number.empty() ? text : number);
  return IsDigits(digits) && digits.size() <= 2 ? digits : std::string();
}

}  // namespace

bool Parser::BeginsFactor() const {
  if (AtEnd()) return false;
  const Token& token = Peek();
  switch (token.kind) {
    case TokenKind::kNumber:
    case TokenKind::kSymbol:
      return true;
    case TokenKind::kWord:
      return false;
    case TokenKind::kCommand:
      return token.text != "cup" && token.text != "cap" && token.text != "setminus" &&
             token.text != "in" && token.text != "pm" && token.text != "end" &&
             token.text != "rfloor" && token.text != "rceil" && token.text != "mod" &&
             token.text != "bmod" && token.text != "pmod" && token.text != "equiv" &&
             token.text != "choose" && token.text != "over" && token.text != "ldots" &&
             token.text != "to";
    case TokenKind::kChar:
      return token.text == "(" || token.text == "{" || token.text == "[" || token.text == "S(" ||
             token.text == "A(" || (token.text == "|" && in_absolute_ == 0);
  }
  return false;
}

int Parser::Postfix() {
  int node = Primary();
  for (int count = 0; !AtEnd(); ++count) {
    if (count > 4) Fail("too many postfix signs", true);
    if (TakeChar("!")) {
      node = Add(Kind::kFactorial, {node});
    } else if (TakeChar("%") || PercentInWords()) {
      node = Add(Kind::kPercent, {node});
      sign_unit_ = "percent";
    } else if (Degree()) {
      if (in_trigonometric_ > 0) {
        node = Add(Kind::kRadians, {node});
      } else {
        sign_unit_ = TemperatureScale();
      }
    } else if (IsChar("_") && !bare_exponent_) {
      node = Based(node);
    } else if (BaseInWords(&node)) {
      continue;
    } else if (!Ordinal()) {
      break;
    }
  }
  return node;
}

bool Parser::Degree() {
  const bool power = IsChar("^");
  if (power && IsChar("{", 1) && IsCommand("circ", 2) && IsChar("}", 3)) {
    pos_ += 4;
  } else if (power && IsCommand("circ", 1)) {
    pos_ += 2;
  } else if (IsCommand("circ")) {
    pos_ += 1;
  } else if (in_trigonometric_ > 0 && Peek().kind == TokenKind::kWord &&
             UnitName(Peek().text) == "degree") {
    pos_ += 1;
  } else {
    return false;
  }
  return true;
}

// Behind a degree sign: C and F name scales of temperature.
std::string Parser::TemperatureScale() {
  const bool scale = Peek().kind == TokenKind::kSymbol && !IsChar("_", 1);
  if (!scale || (Peek().text != "C" && Peek().text != "F")) return "degree";
  const bool celsius = Peek().text == "C";
  ++pos_;
  return celsius ? "celsius" : "fahrenheit";
}

bool Parser::Ordinal() {
  const bool power = IsChar("^");
  const size_t at = power && IsChar("{", 1) ? 2 : 1;
  if (!power || Peek(at).kind != TokenKind::kWord || UnitName(Peek(at).text) != "th") return false;
  if (at == 2 && !IsChar("}", 3)) return false;
  pos_ += at == 2 ? 4 : 2;
  return true;
}

int Parser::Primary() {
  if (AtEnd()) Fail("something is missing at the end");
  switch (Peek().kind) {
    case TokenKind::kNumber:
      return NumberOrMixed();
    case TokenKind::kSymbol:
      return Symbol();
    case TokenKind::kWord:
      return WordValue();
    case TokenKind::kCommand:
      return Command();
    case TokenKind::kChar:
      break;
  }
  if (IsChar("(") || IsChar("[") || IsChar("A(")) return Bracketed(Peek().text);
  const bool empty = IsChar("{") && IsChar("}", 1);
  if (IsChar("_", empty ? 2 : 0) || IsChar("^", empty ? 2 : 0)) {  // {}_5C_2
    pos_ += empty ? 3 : 1;
    return Selection(Argument());
  }
  if (IsChar("{")) return Group();
  if (IsChar("S(")) return SetBraces();
  if (IsChar("|")) return Absolute();
  Fail("'" + Peek().text + "' where a value is expected");
}

// 7, or 1\frac{4}{5} and "7 3/4": an integer before a fraction of integers.
int Parser::NumberOrMixed() {
  const std::string text = Peek().text;
  ++pos_;
  const int whole = Number(text);
  if (!IsDigits(text)) return whole;
  if (Peek().kind == TokenKind::kSymbol && Peek(1).kind == TokenKind::kNumber &&
      (Peek().text == "C" || Peek().text == "P")) {
    return Selection(whole);  // 5C2
  }
  if (IsCommand("frac")) {
    const size_t before = pos_;
    ++pos_;
    const int fraction = Fraction();
    const Node& product = expr_.at(fraction);
    const bool integers = expr_.at(product.args[0]).kind == Kind::kNumber &&
                          expr_.at(expr_.at(product.args[1]).args[0]).kind == Kind::kNumber;
    if (integers) return Add(Kind::kAdd, {whole, fraction});
    pos_ = before;  // 2\frac{x}{3} is a product; the nodes just made stay unused
  } else if (Peek().kind == TokenKind::kNumber && IsChar("/", 1) &&
             Peek(2).kind == TokenKind::kNumber && IsDigits(Peek().text) &&
             IsDigits(Peek(2).text)) {
    const int numerator = Number(Peek().text), denominator = Number(Peek(2).text);
    pos_ += 3;
    const int inverse = Add(Kind::kInverse, {denominator});
    const int fraction = Add(Kind::kMul, {numerator, inverse});
    return Add(Kind::kAdd, {whole, fraction});
  }
  return whole;
}

int Parser::Symbol() {
  const std::string name = Peek().text;
  ++pos_;
  if (!bare_exponent_ && TakeChar("_")) {
    return Add(Kind::kSymbol, {}, name + "_" + Subscript());
  }
  if (name == "e") return Add(Kind::kEuler);
  if (name == "i") return Add(Kind::kImaginary);
  return Add(Kind::kSymbol, {}, name);
}

std::string Parser::Subscript() {
  if (AtEnd()) Fail("a subscript is missing");
  std::string text;
  if (!TakeChar("{")) {
    text = Peek().text;
    ++pos_;
    return text;
  }
  while (!AtEnd() && !IsChar("}")) {
    text += Peek().text;
    ++pos_;
  }
  Expect("}");
  return text;
}

// Digits with a base: 52_8, (52)_8.
int Parser::Based(int number) {
  const Node& digits = expr_.at(number);
  if (digits.kind != Kind::kNumber || !IsDigits(digits.text)) Fail("a subscript without digits");
  ++pos_;  // _
  const std::string base = BaseOf(Subscript());
  if (base.empty()) Fail("a base that is no number");
  return Add(Kind::kBased, {}, digits.text, std::stoi(base));
}

// "base 8" or "(base 8)" behind digits.
bool Parser::BaseInWords(int* number) {
  const size_t at = IsChar("(") ? 1 : 0;
  if (Peek(at).kind != TokenKind::kWord || Peek(at).text != "base") return false;
  const std::string base = BaseOf(Peek(at + 1).text);
  const Node& digits = expr_.at(*number);
  if (base.empty() || digits.kind != Kind::kNumber || !IsDigits(digits.text)) return false;
  if (at == 1 && !IsChar(")", 3)) return false;
  pos_ += at == 1 ? 4 : 2;
  *number = Add(Kind::kBased, {}, std::string(digits.text), std::stoi(base));
  return true;
}

// Of n things k: nCk, or nPk in order.
int Parser::Selection(int n) {
  const bool ordered = Peek().kind == TokenKind::kSymbol && Peek().text == "P";
  if (!ordered && (Peek().kind != TokenKind::kSymbol || Peek().text != "C")) {
    Fail("an index before nothing");
  }
  ++pos_;
  const int k = TakeChar("_") || Peek().kind != TokenKind::kNumber ? Argument() : NumberOrMixed();
  if (!ordered) return Add(Kind::kBinomial, {n, k});
  const int minus_k = Add(Kind::kNegate, {k});
  const int rest = Add(Kind::kFactorial, {Add(Kind::kAdd, {n, minus_k})});
  const int inverse = Add(Kind::kInverse, {rest});
  return Add(Kind::kMul, {Add(Kind::kFactorial, {n}), inverse});
}

// Behind the upper part: {n \choose k}, {a \over b}.
int Parser::Divided(int upper, std::string_view stop) {
  if (!IsCommand("choose") && !IsCommand("over")) return upper;
  const bool over = IsCommand("over");
  ++pos_;
  const int lower = Items(stop);
  if (!over) return Add(Kind::kBinomial, {upper, lower});
  const int inverse = Add(Kind::kInverse, {lower});
  return Add(Kind::kMul, {upper, inverse});
}

int Parser::Group() {
  DepthGuard guard(&depth_);
  Expect("{");
  const bool bare = std::exchange(bare_exponent_, false);
  const int inside = Divided(Items("}"), "}");
  bare_exponent_ = bare;
  Expect("}");
  return inside;
}

int Parser::Argument() {
  if (IsChar("{")) return Group();
  if (AtEnd()) Fail("an argument is missing");
  // \frac12 is one half: an argument without braces is one digit.
  Token& token = tokens_[pos_];
  if (token.kind == TokenKind::kNumber && token.text.size() > 1 && IsDigits(token.text)) {
    const std::string digit = token.text.substr(0, 1);
    token.text.erase(0, 1);
    return Number(digit);
  }
  DepthGuard guard(&depth_);
  return Primary();
}

int Parser::Fraction() {
  const int numerator = Argument();
  const int denominator = Argument();
  const int inverse = Add(Kind::kInverse, {denominator});
  return Add(Kind::kMul, {numerator, inverse});
}

int Parser::Root() {
  int index = -1;
  if (TakeChar("[")) {
    index = Sum();
    Expect("]");
  }
  DepthGuard guard(&depth_);
  const int radicand = IsChar("{") ? Group() : Primary();
  if (index < 0) index = Number("2");
  return Add(Kind::kRoot, {radicand, index});
}

int Parser::Command() {
  const std::string name = Peek().text;
  ++pos_;
  if (name == "frac") return Fraction();
  if (name == "sqrt") return Root();
  if (name == "pi") return Add(Kind::kPi);
  if (name == "infty") return Add(Kind::kInfinity);
  if (name == "emptyset") return Add(Kind::kEmptySet);
  if (name == "begin") return Environment();
  if (name == "lfloor") return FloorOrCeiling(Kind::kFloor, "rfloor");
  if (name == "lceil") return FloorOrCeiling(Kind::kCeiling, "rceil");
  if (name == "sum") return SumOrProduct(Kind::kSum);
  if (name == "prod") return SumOrProduct(Kind::kProduct);
  if (name == "int") return Integral();
  if (name == "lim") return Limit();
  if (name == "binom") {
    const int n = Argument();
    const int k = Argument();
    return Add(Kind::kBinomial, {n, k});
  }
  if (ClassOfCommand(name) == CommandClass::kFunction) return Function(name);
  Fail("\\" + name.substr(0, 40) + " is not understood");
}

int Parser::FloorOrCeiling(Kind kind, const char* close) {
  DepthGuard guard(&depth_);
  const int inside = Sum();
  if (!IsCommand(close)) Fail("a floor or ceiling is not closed");
  ++pos_;
  return Add(kind, {inside});
}

int Parser::Function(const std::string& name) {
  int base = -1, power = -1;
  bool inverse = false;
  if (name == "log" && IsChar("_")) {
    ++pos_;
    base = Argument();
  }
  if (IsChar("^")) {  // \sin^2 x
    ++pos_;
    inverse = IsChar("{") && IsChar("-", 1) && Peek(2).text == "1" && IsChar("}", 3);
    power = Argument();
  }
  const bool trigonometric = IsTrigonometric(name);
  const int arg = FunctionArgument(trigonometric);
  if (name == "floor") return Add(Kind::kFloor, {arg});
  if (name == "ceil") return Add(Kind::kCeiling, {arg});
  std::string full = name;
  if (trigonometric && inverse) full = "arc" + name;
  std::vector<int> args = {arg};
  if (base >= 0) args = {base, arg};
  const Kind kind = expr_.at(arg).kind;
  if (kind == Kind::kTuple || kind == Kind::kList || kind == Kind::kSet) {
    args = expr_.at(arg).args;  // gcd(a, b)
  }
  int call = Add(Kind::kFunction, args, full);
  // Of symbols, these are known by name only.
  if ((name == "gcd" || name == "lcm") && !IsNumeric(expr_, call)) call = Opaque(call);
  return power >= 0 && !(trigonometric && inverse) ? Add(Kind::kPower, {call, power}) : call;
}

// A bracket, or the product that follows up to a sign or the next function.
int Parser::FunctionArgument(bool trigonometric) {
  struct Scope {
    int* count;
    int by;
    Scope(int* c, int b) : count(c), by(b) { *count += by; }
    ~Scope() { *count -= by; }
  } scope(&in_trigonometric_, trigonometric ? 1 : 0);
  DepthGuard guard(&depth_);
  if (IsChar("(") || IsChar("[")) return Bracketed(Peek().text);
  if (IsChar("{")) return Group();
  if (IsChar("S(")) {
    const int set = SetBraces();
    return expr_.at(set).args.size() == 1 ? expr_.at(set).args[0] : set;
  }
  bool negative = false;
  while (IsChar("-")) negative = !negative, ++pos_;
  std::vector<int> factors;
  while (BeginsFactor()) {
    const bool function = Peek().kind == TokenKind::kCommand &&
                          ClassOfCommand(Peek().text) == CommandClass::kFunction;
    if (!factors.empty() && (function || IsChar("("))) break;
    factors.push_back(Power());
    if (TakeChar("/")) {
      const int divisor = Power();
      factors.push_back(Add(Kind::kInverse, {divisor}));
    }
  }
  if (factors.empty()) Fail("a function without an argument");
  int arg = factors.size() == 1 ? factors[0] : Add(Kind::kMul, factors);
  return negative ? Add(Kind::kNegate, {arg}) : arg;
}

// ( ... ), [ ... ] or a mixture: a group, a tuple or an interval.
int Parser::Bracketed(std::string_view open) {
  DepthGuard guard(&depth_);
  const std::string opening(open);
  ++pos_;
  const int saved = std::exchange(in_absolute_, 0);
  const bool bare = std::exchange(bare_exponent_, false);
  std::vector<int> items;
  std::string separators;
  do {
    items.push_back(Item());
    separators += TakeChar(";") ? ',' : TakeSeparators();
  } while (separators.back() != '\0');
  separators.pop_back();
  in_absolute_ = saved;
  bare_exponent_ = bare;
  if (opening == "A(") {
    Expect("A)");
    return items.size() > 1 ? Add(Kind::kTuple, items, "()") : items[0];
  }
  const bool round = TakeChar(")");
  if (!round) Expect("]");
  const bool commas = separators.find_first_not_of(',') == std::string::npos;
  if (items.size() > 1 && !commas && opening == "(" && round) return ListOf(items, separators);
  if (items.size() > 1) return Add(Kind::kTuple, items, opening + (round ? ")" : "]"));
  if ((opening == "(") != round) Fail("brackets that do not match");
  return items[0];
}

int Parser::SetBraces() {
  DepthGuard guard(&depth_);
  ++pos_;
  if (TakeChar("S)")) return Add(Kind::kEmptySet);
  const int saved = std::exchange(in_absolute_, 1);  // a bar inside is "such that"
  const int inside = Items("S)");
  in_absolute_ = saved;
  Expect("S)");
  const bool list = expr_.at(inside).kind == Kind::kList;
  return Add(Kind::kSet, list ? expr_.at(inside).args : std::vector<int>{inside});
}

int Parser::Absolute() {
  DepthGuard guard(&depth_);
  ++pos_;
  ++in_absolute_;
  const int inside = Sum();
  --in_absolute_;
  Expect("|");
  return Add(Kind::kAbs, {inside});
}

}  // namespace r1bench::verifiers
