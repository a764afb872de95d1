#include "verifiers/math/unit_conversion.h"

#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace r1bench::verifiers {
namespace {

struct Scale {
  std::string_view name, dimension;
  int power;               // of the dimension
  std::string_view value;  // in the dimension's smallest unit to that power, an integer
};
// Lengths in tenths of a millimetre (an inch is 25.4 mm), times in milliseconds, volumes as
// lengths; ounces and cups apart from grams and litres, whose ratios are no one number everywhere.
constexpr Scale kScales[] = {{"mm", "length", 1, "10"},
                             {"cm", "length", 1, "100"},
                             {"dm", "length", 1, "1000"},
                             {"m", "length", 1, "10000"},
                             {"km", "length", 1, "10000000"},
                             {"inch", "length", 1, "254"},
                             {"foot", "length", 1, "3048"},
                             {"yard", "length", 1, "9144"},
                             {"mile", "length", 1, "16093440"},
                             {"hectare", "length", 2, "1000000000000"},
                             {"ml", "length", 3, "1000000"},
                             {"liter", "length", 3, "1000000000"},
                             {"ms", "time", 1, "1"},
                             {"second", "time", 1, "1000"},
                             {"minute", "time", 1, "60000"},
                             {"hour", "time", 1, "3600000"},
                             {"day", "time", 1, "86400000"},
                             {"week", "time", 1, "604800000"},
                             {"month", "month", 1, "1"},
                             {"year", "month", 1, "12"},
                             {"mg", "mass", 1, "1"},
                             {"gram", "mass", 1, "1000"},
                             {"kg", "mass", 1, "1000000"},
                             {"tonne", "mass", 1, "1000000000"},
                             {"ounce", "ounce", 1, "1"},
                             {"pound", "ounce", 1, "16"},
                             {"cup", "cup", 1, "1"},
                             {"pint", "cup", 1, "2"},
                             {"quart", "cup", 1, "4"},
                             {"gallon", "cup", 1, "16"},
                             {"cent", "cent", 1, "1"},
                             {"nickel", "cent", 1, "5"},
                             {"dime", "cent", 1, "10"},
                             {"dollar", "cent", 1, "100"},
                             {"bit", "bit", 1, "1"},
                             {"byte", "bit", 1, "8"},
                             {"watt", "watt", 1, "1"},
                             {"kilowatt", "watt", 1, "1000"}};

struct Measure {
  std::map<std::string, int, std::less<>> dimensions;
  std::vector<std::pair<std::string_view, int>> factors;  // value and power
};

void Multiply(std::string_view name, int power, Measure* measure) {
  for (const Scale& scale : kScales) {
    if (scale.name != name) continue;
    measure->dimensions[std::string(scale.dimension)] += power * scale.power;
    measure->factors.emplace_back(scale.value, power);
    return;
  }
  measure->dimensions[std::string(name)] += power;
}

// Of UnitBuilder::Text.
Measure MeasureOf(std::string_view unit) {
  Measure measure;
  while (!unit.empty()) {
    const size_t end = std::min(unit.find(' '), unit.size()), hat = unit.find('^');
    const std::string power(unit.substr(hat + 1, end - hat - 1));
    Multiply(unit.substr(0, hat), std::atoi(power.c_str()), &measure);
    unit.remove_prefix(std::min(end + 1, unit.size()));
  }
  std::erase_if(measure.dimensions, [](const auto& entry) { return entry.second == 0; });
  return measure;
}

int Add(Kind kind, std::vector<int> args, std::string_view text, Expr* expr) {
  expr->nodes.push_back({kind, std::string(text), std::move(args)});
  return static_cast<int>(expr->nodes.size()) - 1;
}

// The answer times value^power.
void Scaled(std::string_view value, int power, Expr* answer) {
  int factor = Add(Kind::kNumber, {}, value, answer);
  if (std::abs(power) != 1) {
    const int exponent = Add(Kind::kNumber, {}, std::to_string(std::abs(power)), answer);
    factor = Add(Kind::kPower, {factor, exponent}, "", answer);
  }
  if (power < 0) factor = Add(Kind::kInverse, {factor}, "", answer);
  answer->root = Add(Kind::kMul, {answer->root, factor}, "", answer);
}

bool IsTemperature(std::string_view unit) { return unit == "celsius^1" || unit == "fahrenheit^1"; }

}  // namespace

bool SameUnits(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty() || a == b) return true;
  return (a == "degree^1" && IsTemperature(b)) || (b == "degree^1" && IsTemperature(a));
}

bool ConvertTo(std::string_view unit, Expr* answer) {
  if (answer->at(answer->root).kind > Kind::kPercent) return false;
  if (unit.find(',') != unit.npos || answer->unit.find(',') != std::string::npos) return false;
  const Measure from = MeasureOf(answer->unit), to = MeasureOf(unit);
  if (from.dimensions != to.dimensions) return false;
  for (const auto& [value, power] : from.factors) Scaled(value, power, answer);
  for (const auto& [value, power] : to.factors) Scaled(value, -power, answer);
  answer->unit = unit;
  return true;
}

}  // namespace r1bench::verifiers
