// Units and other words behind a value.
#include <algorithm>
#include <cstdlib>

#include "verifiers/math/characters.h"
#include "verifiers/math/parser_internal.h"
#include "verifiers/math/units.h"

namespace r1bench::verifiers {
namespace {

constexpr int kMaxUnknownNouns = 2;  // "red marbles"
constexpr int kMaxUnitPower = 9;

}  // namespace

// "percent" or "per cent".
bool Parser::PercentInWords() {
  if (TakeWord("percent")) return true;
  const bool apart = Peek().kind == TokenKind::kWord && Peek().text == "per" &&
                     Peek(1).kind == TokenKind::kWord && Peek(1).text == "cent";
  pos_ += apart ? 2 : 0;
  return apart;
}

// "million" and the like behind a product: a factor.
bool Parser::Multiplier(std::vector<int>* factors) {
  if (AtEnd() || Peek().kind != TokenKind::kWord) return false;
  const std::string_view factor = MultiplierOf(Peek().text);
  if (factor.empty()) return false;
  ++pos_;
  factors->push_back(Number(std::string(factor)));
  return true;
}

// A sign of money before its number, "$5", "$-5", or "five" as all of the answer.
int Parser::WordValue() {
  DepthGuard guard(&depth_);
  const std::string_view number = NumberOfWord(Peek().text);
  if (number.size() == 2 && number[1] == '0' && pos_ == 0 && tokens_.size() == 3 &&
      IsChar("-", 1)) {
    const std::string_view ones = NumberOfWord(Peek(2).text);  // "twenty-five"
    if (ones.size() != 1 || ones == "0" || number == "10") Fail("words that are no number");
    pos_ += 3;
    return Number(std::string(1, number[0]) + std::string(ones));
  }
  if (!number.empty() && pos_ == 0 && (tokens_.size() == 1 || Peek(1).kind == TokenKind::kWord)) {
    ++pos_;
    return Number(std::string(number));
  }
  const std::string_view name = UnitName(Peek().text);
  if (!IsCurrency(name)) Fail("words that are not understood: '" + Peek().text + "'");
  ++pos_;
  const bool negative = TakeChar("-");
  const int value = Primary();
  sign_unit_ = name;
  return negative ? Add(Kind::kNegate, {value}) : value;
}

// ^2, ^{2} or ^{-1} behind a unit.
void Parser::UnitPower(UnitBuilder* unit) {
  if (!TakeChar("^")) return;
  const bool braced = TakeChar("{");
  const bool negative = TakeChar("-");
  const int power = Peek().kind == TokenKind::kNumber ? std::atoi(Peek().text.c_str()) : 0;
  if (power < 1 || power > kMaxUnitPower) Fail("a unit's power is no small number");
  ++pos_;
  if (braced) Expect("}");
  unit->Power(negative ? -power : power);
}

// A noun that no table knows: it counts, unless it changes what the number says.
void Parser::UnknownNoun(int* unknown) {
  const std::string& word = Peek().text;
  const bool last = pos_ + 1 == tokens_.size() || Peek(1).kind == TokenKind::kChar;
  const bool known_use =
      (word == "times" && last) ||
      (word == "pairs" && *unknown == 1 &&
       (tokens_[pos_ - 1].text == "ordered" || tokens_[pos_ - 1].text == "unordered"));
  if ((!known_use && ChangesMeaning(word)) || word.size() < 3 || ++*unknown > kMaxUnknownNouns) {
    Fail("words that are not understood: '" + word + "'");
  }
}

bool Parser::UnitWord(UnitBuilder* unit, int* unknown) {
  if (AtEnd()) return false;
  if (IsChar("/") || IsChar("*") || IsChar("-")) {  // km/h, kilowatt-hours
    if (Peek(1).kind != TokenKind::kWord) return false;
    if (IsChar("/")) unit->Per();
    ++pos_;
  }
  if (Peek().kind != TokenKind::kWord) return false;
  const std::string& word = Peek().text;
  if (word == "per") {
    unit->Per();
  } else if (word == "square" || word == "sq") {
    unit->Square(2);
  } else if (word == "cubic" || word == "cu") {
    unit->Square(3);
  } else if ((word == "squared" || word == "cubed") && unit->Power(word == "cubed" ? 3 : 2)) {
    // of the noun before it
  } else if (const std::string_view name = UnitName(word); !name.empty()) {
    unit->Noun(name);
  } else {
    UnknownNoun(unknown);
    unit->Noun("unit");
  }
  ++pos_;
  UnitPower(unit);
  return true;
}

// A unit behind a value: "cm", "square feet", "inches^2", "miles/hour".
void Parser::Unit(int value) {
  const bool word = !AtEnd() && Peek().kind == TokenKind::kWord;
  if (!word && sign_unit_.empty()) return;
  UnitBuilder unit;
  if (!sign_unit_.empty()) {
    unit.Noun(sign_unit_);
    if (word && UnitName(Peek().text) == sign_unit_) ++pos_;  // $5 dollars
    sign_unit_.clear();
  }
  int unknown = 0;
  if (word) {
    while (UnitWord(&unit, &unknown)) {
    }
  }
  const Node& node = expr_.at(value);
  if (unknown > 0 && node.kind == Kind::kSymbol && IsCapital(node.text[0])) {
    Fail("a name before a noun");  // "A triangle"
  }
  if (!unit.complete()) Fail("a unit without its noun");
  const std::string text = unit.Text();
  if (text.empty() || text == expr_.unit) return;
  expr_.unit += (expr_.unit.empty() ? "" : ", ") + text;
}

}  // namespace r1bench::verifiers
