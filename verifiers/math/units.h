// Words behind a value: which are units, which change what the value says.
//
// A unit is written as a product of powers of named units, sorted: "foot^2", "hour^-1 mile^1".
// A noun that no table knows ("apples") counts things and is no unit.
#ifndef R1BENCH_VERIFIERS_MATH_UNITS_H_
#define R1BENCH_VERIFIERS_MATH_UNITS_H_

#include <map>
#include <string>
#include <string_view>

namespace r1bench::verifiers {

// The name of a unit ("inches" -> "inch", "mph" -> "mile/hour"), or "" if the word is none.
// "units" and "of" have the name "unit": they say nothing.
std::string_view UnitName(std::string_view word);

// Is a run of letters without \text, behind a number, this unit and no product of symbols?
bool IsUnitInFormula(std::string_view word);

// Words that change what a number says, so they never pass as a noun: "not", "thousands", "halved".
bool ChangesMeaning(std::string_view word);

// "million" -> "1000000"; "" for words that are no multiplier.
std::string_view MultiplierOf(std::string_view word);

// "five" -> "5", up to twenty and whole tens; "" for other words.
std::string_view NumberOfWord(std::string_view word);

// Signs and words of money that may stand before a number: "dollar", "euro", ...
bool IsCurrency(std::string_view unit_name);

// Reads a unit word by word.
class UnitBuilder {
 public:
  void Noun(std::string_view name);  // of UnitName, or "unit" for a noun that is no unit
  void Per() { sign_ = -1; }
  void Square(int power) { next_power_ = power; }  // "square", "cubic": of the noun that follows
  bool Power(int power);                           // of the last noun; false if there is none
  bool complete() const { return next_power_ == 1 && sign_ == 1; }  // no noun is missing
  std::string Text() const;

 private:
  std::map<std::string, int, std::less<>> powers_;
  std::string last_;
  bool any_ = false;
  int sign_ = 1, last_sign_ = 1, next_power_ = 1;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_UNITS_H_
