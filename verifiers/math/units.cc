#include "verifiers/math/units.h"

#include <unordered_map>
#include <unordered_set>

namespace r1bench::verifiers {
namespace {

using Words = std::unordered_map<std::string_view, std::string_view>;

// All spellings of one unit have one name.
const Words& Units() {
  static const Words words = {{"unit", "unit"},
                              {"units", "unit"},
                              {"of", "unit"},
                              {"mm", "mm"},
                              {"millimeter", "mm"},
                              {"millimeters", "mm"},
                              {"millimetre", "mm"},
                              {"millimetres", "mm"},
                              {"cm", "cm"},
                              {"cms", "cm"},
                              {"centimeter", "cm"},
                              {"centimeters", "cm"},
                              {"centimetre", "cm"},
                              {"centimetres", "cm"},
                              {"dm", "dm"},
                              {"decimeter", "dm"},
                              {"decimeters", "dm"},
                              {"decimetre", "dm"},
                              {"decimetres", "dm"},
                              {"m", "m"},
                              {"meter", "m"},
                              {"meters", "m"},
                              {"metre", "m"},
                              {"metres", "m"},
                              {"km", "km"},
                              {"kms", "km"},
                              {"kilometer", "km"},
                              {"kilometers", "km"},
                              {"kilometre", "km"},
                              {"kilometres", "km"},
                              {"in", "inch"},
                              {"ins", "inch"},
                              {"inch", "inch"},
                              {"inches", "inch"},
                              {"ft", "foot"},
                              {"foot", "foot"},
                              {"feet", "foot"},
                              {"yd", "yard"},
                              {"yds", "yard"},
                              {"yard", "yard"},
                              {"yards", "yard"},
                              {"mi", "mile"},
                              {"mile", "mile"},
                              {"miles", "mile"},
                              {"mph", "mile/hour"},
                              {"kph", "km/hour"},
                              {"kmh", "km/hour"},
                              {"kmph", "km/hour"},
                              {"ms", "ms"},
                              {"millisecond", "ms"},
                              {"milliseconds", "ms"},
                              {"s", "second"},
                              {"sec", "second"},
                              {"secs", "second"},
                              {"second", "second"},
                              {"seconds", "second"},
                              {"min", "minute"},
                              {"mins", "minute"},
                              {"minute", "minute"},
                              {"minutes", "minute"},
                              {"h", "hour"},
                              {"hr", "hour"},
                              {"hrs", "hour"},
                              {"hour", "hour"},
                              {"hours", "hour"},
                              {"day", "day"},
                              {"days", "day"},
                              {"week", "week"},
                              {"weeks", "week"},
                              {"wk", "week"},
                              {"wks", "week"},
                              {"month", "month"},
                              {"months", "month"},
                              {"year", "year"},
                              {"years", "year"},
                              {"yr", "year"},
                              {"yrs", "year"},
                              {"am", "am"},
                              {"pm", "pm"},
                              {"mg", "mg"},
                              {"milligram", "mg"},
                              {"milligrams", "mg"},
                              {"g", "gram"},
                              {"gram", "gram"},
                              {"grams", "gram"},
                              {"gm", "gram"},
                              {"kg", "kg"},
                              {"kgs", "kg"},
                              {"kilogram", "kg"},
                              {"kilograms", "kg"},
                              {"kilo", "kg"},
                              {"kilos", "kg"},
                              {"ton", "ton"},
                              {"tons", "ton"},
                              {"tonne", "tonne"},
                              {"tonnes", "tonne"},
                              {"lb", "pound"},
                              {"lbs", "pound"},
                              {"pound", "pound"},
                              {"pounds", "pound"},
                              {"oz", "ounce"},
                              {"ounce", "ounce"},
                              {"ounces", "ounce"},
                              {"l", "liter"},
                              {"liter", "liter"},
                              {"liters", "liter"},
                              {"litre", "liter"},
                              {"litres", "liter"},
                              {"ml", "ml"},
                              {"milliliter", "ml"},
                              {"milliliters", "ml"},
                              {"millilitre", "ml"},
                              {"millilitres", "ml"},
                              {"gallon", "gallon"},
                              {"gallons", "gallon"},
                              {"gal", "gallon"},
                              {"quart", "quart"},
                              {"quarts", "quart"},
                              {"qt", "quart"},
                              {"pint", "pint"},
                              {"pints", "pint"},
                              {"pt", "pint"},
                              {"cup", "cup"},
                              {"cups", "cup"},
                              {"dollar", "dollar"},
                              {"dollars", "dollar"},
                              {"usd", "dollar"},
                              {"cent", "cent"},
                              {"cents", "cent"},
                              {"penny", "cent"},
                              {"pennies", "cent"},
                              {"nickel", "nickel"},
                              {"nickels", "nickel"},
                              {"dime", "dime"},
                              {"dimes", "dime"},
                              {"euro", "euro"},
                              {"euros", "euro"},
                              {"eur", "euro"},
                              {"yen", "yen"},
                              {"jpy", "yen"},
                              {"rupee", "rupee"},
                              {"rupees", "rupee"},
                              {"inr", "rupee"},
                              {"degree", "degree"},
                              {"degrees", "degree"},
                              {"deg", "degree"},
                              {"celsius", "celsius"},
                              {"fahrenheit", "fahrenheit"},
                              {"kelvin", "kelvin"},
                              {"kelvins", "kelvin"},
                              {"radian", "radian"},
                              {"radians", "radian"},
                              {"rad", "radian"},
                              {"rads", "radian"},
                              {"hertz", "hertz"},
                              {"hz", "hertz"},
                              {"newton", "newton"},
                              {"newtons", "newton"},
                              {"joule", "joule"},
                              {"joules", "joule"},
                              {"watt", "watt"},
                              {"watts", "watt"},
                              {"kilowatt", "kilowatt"},
                              {"kilowatts", "kilowatt"},
                              {"kw", "kilowatt"},
                              {"volt", "volt"},
                              {"volts", "volt"},
                              {"ampere", "ampere"},
                              {"amperes", "ampere"},
                              {"amp", "ampere"},
                              {"amps", "ampere"},
                              {"ohm", "ohm"},
                              {"ohms", "ohm"},
                              {"pascal", "pascal"},
                              {"pascals", "pascal"},
                              {"mole", "mole"},
                              {"moles", "mole"},
                              {"mol", "mole"},
                              {"acre", "acre"},
                              {"acres", "acre"},
                              {"hectare", "hectare"},
                              {"hectares", "hectare"},
                              {"bit", "bit"},
                              {"bits", "bit"},
                              {"byte", "byte"},
                              {"bytes", "byte"},
                              {"th", "th"},
                              {"st", "th"},
                              {"nd", "th"},
                              {"rd", "th"}};
  return words;
}

}  // namespace

std::string_view UnitName(std::string_view word) {
  const auto it = Units().find(word);
  return it == Units().end() ? std::string_view() : it->second;
}

bool ChangesMeaning(std::string_view word) {
  static const std::unordered_set<std::string_view> words = {
      "not",         "isn",         "no",          "none",
      "never",       "neither",     "nor",         "without",
      "except",      "excluding",   "but",         "unless",
      "false",       "untrue",      "wrong",       "incorrect",
      "invalid",     "impossible",  "unlikely",    "undefined",
      "unknown",     "meaningless", "infeasible",  "or",
      "and",         "versus",      "vs",          "if",
      "where",       "when",        "for",         "with",
      "then",        "than",        "otherwise",   "instead",
      "either",      "both",        "is",          "are",
      "was",         "be",          "maybe",       "perhaps",
      "possibly",    "probably",    "likely",      "roughly",
      "about",       "around",      "approx",      "approximately",
      "nearly",      "almost",      "circa",       "guess",
      "guessed",     "something",   "etc",         "alternatively",
      "alternately", "unsure",      "plus",        "minus",
      "times",       "over",        "divided",     "multiplied",
      "added",       "subtracted",  "raised",      "power",
      "modulo",      "mod",         "base",        "radix",
      "remainder",   "squared",     "cubed",       "factorial",
      "root",        "inverse",     "reciprocal",  "inverted",
      "reversed",    "opposite",    "negative",    "negated",
      "conjugate",   "logarithm",   "log",         "halved",
      "doubled",     "tripled",     "quadrupled",  "twice",
      "thrice",      "double",      "triple",      "quadruple",
      "half",        "halves",      "quarter",     "quarters",
      "tenth",       "tenths",      "hundredth",   "hundredths",
      "thousandth",  "thousandths", "third",       "thirds",
      "fourth",      "fourths",     "fifth",       "fifths",
      "sixth",       "sixths",      "seventh",     "sevenths",
      "eighth",      "eighths",     "ninth",       "ninths",
      "fold",        "twofold",     "tenfold",     "pair",
      "pairs",       "couple",      "dozens",      "score",
      "scores",      "gross",       "less",        "more",
      "fewer",       "greater",     "larger",      "smaller",
      "bigger",      "least",       "most",        "above",
      "below",       "under",       "beyond",      "up",
      "down",        "exceeding",   "exceeds",     "between",
      "to",          "through",     "until",       "till",
      "onwards",     "upwards",     "onward",      "upward",
      "hundred",     "thousand",    "million",     "billion",
      "trillion",    "dozen",       "hundreds",    "tens",
      "thousands",   "millions",    "billions",    "trillions",
      "lakh",        "crore",       "percent",     "percents",
      "percentage",  "percentile",  "pct",         "permille",
      "permil",      "basis",       "zero",        "one",
      "two",         "three",       "four",        "five",
      "six",         "seven",       "eight",       "nine",
      "ten",         "eleven",      "twelve",      "thirteen",
      "fourteen",    "fifteen",     "sixteen",     "seventeen",
      "eighteen",    "nineteen",    "twenty",      "thirty",
      "forty",       "fifty",       "sixty",       "seventy",
      "eighty",      "ninety",      "binary",      "ternary",
      "octal",       "decimal",     "hexadecimal", "hex",
      "imaginary",   "infinity",    "infinite",    "increase",
      "increased",   "decrease",    "decreased",   "decreasing",
      "increasing",  "rounded",     "truncated",   "actually",
      "correction",  "sorry",       "oops"};
  return words.contains(word);
}

std::string_view MultiplierOf(std::string_view word) {
  static const Words words = {{"dozen", "12"},           {"hundred", "100"},
                              {"thousand", "1000"},      {"million", "1000000"},
                              {"billion", "1000000000"}, {"trillion", "1000000000000"}};
  const auto it = words.find(word);
  return it == words.end() ? std::string_view() : it->second;
}

std::string_view NumberOfWord(std::string_view word) {
  static const Words words = {
      {"zero", "0"},     {"one", "1"},        {"two", "2"},       {"three", "3"},
      {"four", "4"},     {"five", "5"},       {"six", "6"},       {"seven", "7"},
      {"eight", "8"},    {"nine", "9"},       {"ten", "10"},      {"eleven", "11"},
      {"twelve", "12"},  {"thirteen", "13"},  {"fourteen", "14"}, {"fifteen", "15"},
      {"sixteen", "16"}, {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"},
      {"twenty", "20"},  {"thirty", "30"},    {"forty", "40"},    {"fifty", "50"},
      {"sixty", "60"},   {"seventy", "70"},   {"eighty", "80"},   {"ninety", "90"}};
  const auto it = words.find(word);
  return it == words.end() ? std::string_view() : it->second;
}

bool IsUnitInFormula(std::string_view word) {
  static const std::unordered_set<std::string_view> words = {
      "cm",  "km",  "mm",  "in", "ft", "yd", "mi",  "mph", "sec", "min",
      "hr",  "hrs", "day", "kg", "mg", "lb", "lbs", "oz",  "ml",  "deg",
      "rad", "th",  "st",  "nd", "rd", "sq", "cu",  "per", "kph", "usd"};
  return word.size() > 3 ? !UnitName(word).empty() : words.contains(word);
}

bool IsCurrency(std::string_view unit_name) {
  return unit_name == "dollar" || unit_name == "euro" || unit_name == "pound" ||
         unit_name == "yen" || unit_name == "rupee";
}

void UnitBuilder::Noun(std::string_view name) {
  if (name == "celsius" || name == "fahrenheit") powers_.erase("degree");
  if (const size_t per = name.find('/'); per != name.npos) {
    Noun(name.substr(0, per));
    Per();
    name = name.substr(per + 1);
  }
  last_ = name;
  last_sign_ = sign_;
  if (name != "unit") powers_[last_] += sign_ * next_power_;
  sign_ = next_power_ = 1;
  any_ = true;
}

bool UnitBuilder::Power(int power) {
  if (!any_) return false;
  if (last_ != "unit") powers_[last_] += last_sign_ * (power - 1);
  return true;
}

std::string UnitBuilder::Text() const {
  std::string text;
  for (const auto& [name, power] : powers_) {
    if (power == 0) continue;
    if (!text.empty()) text += ' ';
    text += name + "^" + std::to_string(power);
  }
  return text;
}

}  // namespace r1bench::verifiers
