#include "verifiers/math/parser.h"

#include <algorithm>

#include "verifiers/math/characters.h"
#include "verifiers/math/parser_internal.h"

namespace r1bench::verifiers {

const Token& Parser::Peek(size_t ahead) const {
  static const Token kEnd{TokenKind::kChar, ""};
  return pos_ + ahead < tokens_.size() ? tokens_[pos_ + ahead] : kEnd;
}

bool Parser::IsChar(std::string_view text, size_t ahead) const {
  return Peek(ahead).kind == TokenKind::kChar && Peek(ahead).text == text;
}

bool Parser::IsCommand(std::string_view text, size_t ahead) const {
  return Peek(ahead).kind == TokenKind::kCommand && Peek(ahead).text == text;
}

bool Parser::TakeChar(std::string_view text) {
  if (AtEnd() || !IsChar(text)) return false;
  ++pos_;
  return true;
}

bool Parser::TakeWord(std::string_view text) {
  if (AtEnd() || Peek().kind != TokenKind::kWord || Peek().text != text) return false;
  ++pos_;
  return true;
}

void Parser::Expect(std::string_view text) {
  if (!TakeChar(text)) Fail("expected '" + std::string(text) + "'");
}

int Parser::Add(Kind kind, std::vector<int> args, std::string text, int number) {
  // Products of matrices share entries: the tree that is walked grows faster than the array.
  int64_t size = 1;
  for (const int arg : args) size += sizes_[static_cast<size_t>(arg)];
  if (size > kMaxTreeSize) Fail("too large when worked out", /*over_budget=*/true);
  sizes_.push_back(size);
  expr_.nodes.push_back({kind, std::move(text), std::move(args), number});
  return static_cast<int>(expr_.nodes.size()) - 1;
}

void Parser::Fail(std::string message, bool over_budget) {
  throw ParseFailure{std::move(message), over_budget};
}

Expr Parser::Run() {
  if (tokens_.empty()) Fail("nothing is there");
  // "{1, 2}" without backslashes is a group around a list: the braces go.
  expr_.root = Divided(Items(""), "");
  if (!AtEnd()) Fail("something follows the answer: '" + Peek().text + "'");
  return std::move(expr_);
}

// One item, or a list of them. Stops before `stop` or at the end. In "1,2; 3,4" the semicolons
// separate pairs.
int Parser::Items(std::string_view stop) {
  std::vector<int> items, groups;
  std::string separators;
  const auto close_group = [&](bool last) {
    if (last && groups.empty()) return;
    if (items.size() == 1) {
      groups.push_back(items[0]);
    } else if (!items.empty()) {
      groups.push_back(Add(Kind::kTuple, items, "()"));
    }
    items.clear();
  };
  bool more = true;
  while (more) {
    if (items.empty() && TakeSeparators() == 'o') Fail("\"or\" at the beginning");
    if (AtEnd() || (!stop.empty() && IsChar(stop))) {
      if (!separators.empty() && separators.back() != ',') Fail("something is missing at the end");
      break;
    }
    items.push_back(Item());
    if (TakeChar(";")) {
      close_group(false);
      continue;
    }
    const char separator = TakeSeparators();
    more = separator != '\0';
    if (more) separators += separator;
  }
  close_group(true);
  if (!groups.empty()) items = groups;
  if (items.empty()) Fail("nothing is there");
  return items.size() == 1 ? items[0] : ListOf(items, groups.empty() ? separators : "");
}

// Capital letters up to the end of an element, two or more: HTH. As a product they would commute.
std::string Parser::CapitalsAhead() const {
  std::string letters;
  size_t ahead = 0;
  for (; Peek(ahead).kind == TokenKind::kSymbol; ++ahead) {
    const std::string& name = Peek(ahead).text;
    if (name.size() != 1 || !IsCapital(name[0])) return {};
    letters += name;
  }
  constexpr std::string_view kEnds = ",;)]S)}=:";
  const bool ends =
      IsSeparator(Peek(ahead)) || (Peek(ahead).kind == TokenKind::kChar &&
                                   kEnds.find(Peek(ahead).text) != std::string_view::npos);
  return letters.size() > 1 && ends ? letters : std::string();
}

// x, or a ratio x : y.
int Parser::Side() {
  const std::string capitals = CapitalsAhead();
  std::vector<int> parts = {SetExpression()};
  Node& first = expr_.nodes[static_cast<size_t>(parts[0])];
  if (first.kind == Kind::kMul) first.text = capitals;
  while (TakeChar(":")) parts.push_back(SetExpression());
  return parts.size() == 1 ? parts[0] : Add(Kind::kTuple, parts, "::");
}

int Parser::Item() {
  constexpr std::string_view kRelations = "<>=lgn~";
  const int label = Label();
  std::vector<int> sides = {label >= 0 ? label : Side()};
  std::string operators;
  while (!AtEnd()) {
    if (IsCommand("in") && sides.size() == 1) {
      ++pos_;
      const int right = SetExpression();
      return Add(Kind::kMember, {sides[0], right});
    }
    if (IsCommand("equiv") && sides.size() == 1) {
      ++pos_;
      sides[0] = SetExpression();
      if (!IsCommand("pmod")) Fail("a congruence without a modulus");
    }
    if (IsCommand("pmod") && sides.size() == 1) {
      ++pos_;
      const int modulus = Argument();
      return Add(Kind::kCongruence, {sides[0], modulus});
    }
    const Token& token = Peek();
    if (token.kind != TokenKind::kChar || token.text.size() != 1 ||
        kRelations.find(token.text[0]) == std::string_view::npos) {
      break;
    }
    operators += token.text;
    ++pos_;
    sides.push_back(Side());
  }
  return sides.size() == 1 ? sides[0] : Add(Kind::kRelation, sides, operators);
}

// An operand of a set operation: "{1,2}" and "{2}" without backslashes are sets here.
int Parser::AsSet(int node) {
  const Node& n = expr_.at(node);
  if (n.kind == Kind::kList) return Add(Kind::kSet, std::vector<int>(n.args));
  return n.kind <= Kind::kPercent && n.kind != Kind::kSymbol ? Add(Kind::kSet, {node}) : node;
}

int Parser::SetExpression() {
  int left = Sum();
  Unit(left);
  while (true) {
    Kind kind;
    if (IsCommand("cup")) {
      kind = Kind::kUnion;
    } else if (IsCommand("cap")) {
      kind = Kind::kIntersection;
    } else if (IsCommand("setminus")) {
      kind = Kind::kDifference;
    } else {
      return left;
    }
    ++pos_;
    left = AsSet(left);
    const int right = AsSet(Sum());
    if (kind == Kind::kUnion && expr_.at(left).kind == Kind::kUnion) {
      std::vector<int> args = expr_.at(left).args;
      args.push_back(right);
      left = Add(kind, std::move(args));
    } else {
      left = Add(kind, {left, right});
    }
  }
}

int Parser::Sum() {
  DepthGuard guard(&depth_);
  std::vector<int> terms;
  bool first = true;
  while (true) {
    bool negative = false, plus_minus = false, any = false;
    while (!AtEnd()) {
      if (TakeChar("+")) {
      } else if (TakeChar("-")) {
        negative = !negative;
      } else if (IsCommand("pm")) {
        ++pos_;
        plus_minus = true;
      } else {
        break;
      }
      any = true;
    }
    if (!any && !first) break;
    int term = Product();
    if (plus_minus) {
      if (expr_.num_signs >= kMaxSigns) Fail("too many plus-minus signs", true);
      term = Add(Kind::kPlusMinus, {term}, "", expr_.num_signs++);
    } else if (negative && expr_.at(term).kind == Kind::kMatrix) {
      term = MatrixProduct(Number("-1"), term);
    } else if (negative && expr_.at(term).kind == Kind::kMod) {
      const Node mod = expr_.at(term);  // -1 mod 2 is (-1) mod 2
      term = Add(Kind::kMod, {Add(Kind::kNegate, {mod.args[0]}), mod.args[1]});
    } else if (negative) {
      term = Add(Kind::kNegate, {term});
    }
    terms.push_back(term);
    if (in_integral_ && IsDifferential(term)) break;
    first = false;
  }
  return SumOf(terms);
}

int Parser::Product() {
  std::vector<int> factors = {Power()};
  bool applied = false;
  while (!AtEnd()) {
    if (TakeChar("*")) {
      bool negative = false;
      while (IsChar("-") || IsChar("+")) negative ^= Peek().text == "-", ++pos_;
      const int factor = Power();
      factors.push_back(negative ? Add(Kind::kNegate, {factor}) : factor);
    } else if (TakeChar("/")) {
      bool negative = false;
      while (IsChar("-") || IsChar("+")) negative ^= Peek().text == "-", ++pos_;
      const int factor = Power();
      const int inverse = Add(Kind::kInverse, {factor});
      factors.push_back(negative ? Add(Kind::kNegate, {inverse}) : inverse);
    } else if (IsCommand("mod") || IsCommand("bmod")) {
      ++pos_;
      const bool negative = TakeChar("-");
      int modulus = Power();
      if (negative) modulus = Add(Kind::kNegate, {modulus});
      const int divided = ProductOf(std::move(factors));
      factors = {Add(Kind::kMod, {divided, modulus})};
    } else if (BeginsFactor()) {
      // Two numbers side by side are no product; (-1)^n 2^n is one.
      const bool power = expr_.at(factors.back()).kind == Kind::kPower &&
                         tokens_[pos_ - 1].kind != TokenKind::kNumber;
      if (Peek().kind == TokenKind::kNumber && !power) Fail("a number follows a factor");
      applied |= factors.size() == 1 && IsChar("(");
      factors.push_back(Power());
    } else if (!Multiplier(&factors)) {
      break;
    }
  }
  const int product = ProductOf(std::move(factors));
  Node& node = expr_.nodes[static_cast<size_t>(product)];
  if (applied && node.kind == Kind::kMul && node.args.size() == 2) node.number = 1;
  return product;
}

int Parser::BareExponent() {
  const bool saved = std::exchange(bare_exponent_, true);
  const int exponent = Power();
  bare_exponent_ = saved;
  return exponent;
}

int Parser::Power() {
  const int base = Postfix();
  if (!IsChar("^")) return base;
  if (Peek(1).kind == TokenKind::kWord) return base;  // a unit's power is read by Unit
  ++pos_;
  bool negative = false;
  while (IsChar("-") || IsChar("+")) negative ^= Peek().text == "-", ++pos_;
  DepthGuard guard(&depth_);
  int exponent = IsChar("{") ? Group() : BareExponent();
  if (IsChar("^")) Fail("a double power");
  if (negative) exponent = Add(Kind::kNegate, {exponent});
  // x^2_1 is x_1^2.
  if (expr_.at(base).kind == Kind::kSymbol && TakeChar("_")) {
    const std::string name = expr_.at(base).text + "_" + Subscript();
    return Add(Kind::kPower, {Add(Kind::kSymbol, {}, name), exponent});
  }
  return Add(Kind::kPower, {base, exponent});
}

std::vector<Token> WithoutRedundantBrackets(std::span<const Token> tokens) {
  // match[i]: position of the bracket that closes or opens the one at i.
  std::vector<size_t> match(tokens.size(), 0), open;
  const auto opens = [&](size_t i) {
    return tokens[i].kind == TokenKind::kChar && (tokens[i].text == "(" || tokens[i].text == "{");
  };
  const auto closes = [&](size_t i) {
    return tokens[i].kind == TokenKind::kChar && (tokens[i].text == ")" || tokens[i].text == "}");
  };
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (opens(i)) {
      open.push_back(i);
    } else if (closes(i) && !open.empty()) {
      match[i] = open.back();
      match[open.back()] = i;
      open.pop_back();
    }
  }
  std::vector<bool> drop(tokens.size(), false);
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    // A pair directly inside a pair of the same kind.
    if (opens(i) && opens(i + 1) && tokens[i].text == tokens[i + 1].text && match[i] != 0 &&
        match[i + 1] + 1 == match[i]) {
      drop[i + 1] = drop[match[i + 1]] = true;
    }
  }
  std::vector<Token> out;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (!drop[i]) out.push_back(tokens[i]);
  }
  return out;
}

ParseResult Parse(std::span<const Token> tokens, Budget* budget) {
  ParseResult result;
  budget->Spend(static_cast<int64_t>(tokens.size()));
  if (tokens.size() > kMaxTokens || budget->spent()) {
    result.over_budget = true;
    result.error = "the answer has too many parts";
    return result;
  }
  try {
    result.expr = Parser(WithoutRedundantBrackets(tokens)).Run();
    result.ok = true;
  } catch (const ParseFailure& failure) {
    result.error = failure.message;
    result.over_budget = failure.over_budget;
  }
  return result;
}

}  // namespace r1bench::verifiers
