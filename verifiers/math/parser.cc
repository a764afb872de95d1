#include "verifiers/math/parser.h"

#include <algorithm>

#include "verifiers/math/names.h"
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

void Parser::Expect(std::string_view text) {
  if (!TakeChar(text)) Fail("expected '" + std::string(text) + "'");
}

int Parser::Add(Kind kind, std::vector<int> args, std::string text, int number) {
  expr_.nodes.push_back({kind, std::move(text), std::move(args), number});
  return static_cast<int>(expr_.nodes.size()) - 1;
}

void Parser::Fail(std::string message, bool over_budget) {
  throw ParseFailure{std::move(message), over_budget};
}

Expr Parser::Run() {
  if (tokens_.empty()) Fail("nothing is there");
  // "{1, 2}" without backslashes is a group around a list: the braces go.
  expr_.root = Items("");
  if (!AtEnd()) Fail("something follows the answer: '" + Peek().text + "'");
  return std::move(expr_);
}

// One item, or a list of them. Stops before `stop` or at the end.
int Parser::Items(std::string_view stop) {
  std::vector<int> items;
  do {
    // "a, and b" has two separators in a row.
    while (TakeChar(",")) {
    }
    if (AtEnd() || (!stop.empty() && IsChar(stop))) break;
    items.push_back(Item());
  } while (TakeChar(",") || TakeChar(";"));
  if (items.empty()) Fail("nothing is there");
  return items.size() == 1 ? items[0] : Add(Kind::kList, items);
}

int Parser::Item() {
  constexpr std::string_view kRelations = "<>=lgn~";
  std::vector<int> sides = {SetExpression()};
  std::string operators;
  while (!AtEnd()) {
    if (IsCommand("in") && sides.size() == 1) {
      ++pos_;
      const int right = SetExpression();
      return Add(Kind::kMember, {sides[0], right});
    }
    const Token& token = Peek();
    if (token.kind != TokenKind::kChar || token.text.size() != 1 ||
        kRelations.find(token.text[0]) == std::string_view::npos) {
      break;
    }
    operators += token.text;
    ++pos_;
    sides.push_back(SetExpression());
  }
  if (IsChar(":") && sides.size() == 1) {
    while (TakeChar(":")) sides.push_back(SetExpression());
    return Add(Kind::kTuple, sides, "::");
  }
  return sides.size() == 1 ? sides[0] : Add(Kind::kRelation, sides, operators);
}

int Parser::SetExpression() {
  int left = Sum();
  Unit();
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
    const int right = Sum();
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
    } else if (negative) {
      term = Add(Kind::kNegate, {term});
    }
    terms.push_back(term);
    first = false;
  }
  return terms.size() == 1 ? terms[0] : Add(Kind::kAdd, terms);
}

int Parser::Product() {
  std::vector<int> factors = {Power()};
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
    } else if (BeginsFactor()) {
      // Two numbers side by side are no product.
      if (Peek().kind == TokenKind::kNumber) Fail("a number follows a factor");
      factors.push_back(Power());
    } else {
      break;
    }
  }
  return factors.size() == 1 ? factors[0] : Add(Kind::kMul, factors);
}

int Parser::Power() {
  const int base = Postfix();
  if (!IsChar("^")) return base;
  if (Peek(1).kind == TokenKind::kWord) return base;  // a unit's power is read by Unit
  ++pos_;
  bool negative = false;
  while (IsChar("-") || IsChar("+")) negative ^= Peek().text == "-", ++pos_;
  DepthGuard guard(&depth_);
  int exponent = IsChar("{") ? Group() : Power();
  if (IsChar("^")) Fail("a double power");
  if (negative) exponent = Add(Kind::kNegate, {exponent});
  const int power = Add(Kind::kPower, {base, exponent});
  return power;
}

// One word of a unit. An unknown word is allowed once, unless it changes the meaning.
bool Parser::UnitWord(int* unknown) {
  if (AtEnd() || Peek().kind != TokenKind::kWord) return false;
  const std::string& word = Peek().text;
  const std::string_view name = UnitName(word);
  if (name.empty()) {
    if (ChangesMeaning(word) || word.size() < 3 || ++*unknown > 1) {
      Fail("words that are not understood: '" + word + "'");
    }
  } else {
    expr_.unit += (expr_.unit.empty() ? "" : " ") + std::string(name);
  }
  ++pos_;
  return true;
}

// A unit behind a value: "cm", "square feet", "inches^2", "miles/hour".
void Parser::Unit() {
  int unknown = 0;
  if (AtEnd() || Peek().kind != TokenKind::kWord) return;
  while (UnitWord(&unknown)) {
    if (IsChar("^")) {
      ++pos_;
      const bool braced = TakeChar("{");
      if (Peek().kind != TokenKind::kNumber) Fail("a unit's power is no number");
      expr_.unit += "^" + Peek().text;
      ++pos_;
      if (braced) Expect("}");
    }
    if (IsChar("/") && Peek(1).kind == TokenKind::kWord) {
      ++pos_;
      expr_.unit += " per";
    }
  }
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
