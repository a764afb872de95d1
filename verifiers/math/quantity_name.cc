#include "verifiers/math/quantity_name.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>
#include <string_view>

#include "verifiers/math/normal_form.h"

namespace r1bench::verifiers {
namespace {

bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

bool IsPoint(const Ref& ref) {
  return ref.at().kind == Kind::kSymbol && IsCapital(ref.at().text[0]);
}

// AB, ABC, [ABC], m ABC (the measure of an angle); with quotients AB/CD.
bool IsSegment(const Ref& ref, bool quotient) {
  const Node& node = ref.at();
  if (IsPoint(ref)) return true;
  if (node.kind == Kind::kInverse) return quotient && IsSegment(ref.Child(node.args[0]), false);
  if (node.kind != Kind::kMul) return false;
  const bool measure = ref.expr->at(node.args[0]).text == "m" && node.args.size() > 1;
  return std::all_of(node.args.begin() + (measure ? 1 : 0), node.args.end(), [&](int arg) {
    return IsPoint(ref.Child(arg)) || IsSegment(ref.Child(arg), quotient);
  });
}

// f(2), f(x), f^{-1}(3), P(A): a letter applied to something. x(x+1) and a(b+c) are products.
bool IsApplication(const Ref& ref) {
  const Node& node = ref.at();
  if (node.kind != Kind::kMul || node.number != 1) return false;
  Ref function = ref.Child(node.args[0]);
  if (function.at().kind == Kind::kPower) {
    Budget budget;
    if (ExactText(ref.Child(function.at().args[1]), &budget) != "-1") return false;
    function = ref.Child(function.at().args[0]);
  }
  if (function.at().kind != Kind::kSymbol) return false;
  // f(x)^2 is read as f times x^2.
  const Ref argument = ref.Child(node.args[1]);
  if (argument.at().kind == Kind::kPower || argument.at().kind == Kind::kFactorial) return false;
  std::set<std::string> inside;
  CollectSymbols(argument, &inside);
  if (inside.empty()) return true;
  constexpr std::string_view kVariables = "abcijkmnwxyz";
  const std::string& name = function.at().text;
  const bool variable = kVariables.find(name[0]) != std::string_view::npos && name.size() == 1;
  return !variable && !inside.contains(name);
}

// cos A, tan theta: of an angle, which capital and Greek letters are.
bool IsAngleFunction(const Ref& ref) {
  const Node& node = ref.at();
  constexpr std::string_view kAngleFunctions[] = {"sin", "cos", "tan", "cot", "sec", "csc"};
  if (node.kind != Kind::kFunction || node.args.size() != 1) return false;
  if (std::find(std::begin(kAngleFunctions), std::end(kAngleFunctions), node.text) ==
      std::end(kAngleFunctions)) {
    return false;
  }
  const Ref angle = ref.Child(node.args[0]);
  const bool greek = angle.at().kind == Kind::kSymbol && angle.at().text.size() > 2 &&
                     angle.at().text.find('_') == std::string::npos && angle.at().text[0] != '\\';
  return greek || IsSegment(angle, false);
}

bool IsExtreme(const Ref& ref) {
  return ref.at().kind == Kind::kFunction && (ref.at().text == "max" || ref.at().text == "min");
}

// Letters that come one after another where several unknowns are listed.
constexpr std::string_view kRuns[] = {"abcdefgh", "mn",       "pqrst", "uvw",
                                      "xyz",      "ABCDEFGH", "PQRST", "XYZ"};

struct Place {
  int run = -1;  // or 100 + letter for an indexed letter
  long position = 0;
};

Place PlaceOf(const std::string& name) {
  if (name.size() == 1) {
    for (size_t run = 0; run < std::size(kRuns); ++run) {
      const size_t at = kRuns[run].find(name[0]);
      if (at != std::string_view::npos) return {static_cast<int>(run), static_cast<long>(at)};
    }
  } else if (name.size() > 2 && name.size() < 8 && name[1] == '_' &&
             name.find_first_not_of("0123456789", 2) == std::string::npos) {
    return {100 + name[0], std::strtol(name.c_str() + 2, nullptr, 10)};
  }
  return {};
}

std::vector<std::string> NamesOf(const Ref& tuple) {
  std::vector<std::string> names;
  for (const int arg : tuple.at().args) names.push_back(SymbolName(tuple.Child(arg)));
  return names;
}

}  // namespace

std::string SymbolName(const Ref& ref) {
  switch (ref.at().kind) {
    case Kind::kSymbol:
      return ref.at().text;
    case Kind::kEuler:
      return "e";
    case Kind::kImaginary:
      return "i";
    default:
      return {};
  }
}

bool NamesQuantity(const Ref& ref) {
  const Node& node = ref.at();
  if (!SymbolName(ref).empty()) return true;
  if (node.kind == Kind::kAbs) return IsSegment(ref.Child(node.args[0]), false);
  return IsSegment(ref, true) || IsApplication(ref) || IsAngleFunction(ref) || IsExtreme(ref);
}

bool NamesSum(const Ref& ref) {
  const Node& node = ref.at();
  if (node.kind != Kind::kAdd) return false;
  std::set<std::string> terms;
  for (const int arg : node.args) {
    const bool minus = ref.expr->at(arg).kind == Kind::kNegate;
    const int term = minus ? ref.expr->at(arg).args[0] : arg;
    if (!NamesQuantity(ref.Child(term))) return false;
    if (!terms.insert(NormalForm(*ref.expr, term)).second) return false;
  }
  return true;
}

bool NamesRatio(const Ref& ref, bool of_points) {
  return ref.at().kind == Kind::kTuple && ref.at().text == "::" &&
         std::all_of(ref.at().args.begin(), ref.at().args.end(), [&](int arg) {
           return of_points ? IsSegment(ref.Child(arg), false) : NamesQuantity(ref.Child(arg));
         });
}

std::vector<size_t> TupleOrder(const std::vector<std::string>& names) {
  std::vector<Place> places;
  for (const std::string& name : names) places.push_back(PlaceOf(name));
  std::vector<size_t> order(names.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return places[a].position < places[b].position; });
  for (size_t i = 0; i < order.size(); ++i) {
    if (places[i].run < 0 || places[i].run != places[0].run) return {};
    if (i > 0 && places[order[i]].position == places[order[i - 1]].position) return {};
  }
  return order;
}

bool NamesTuple(const Ref& ref) {
  if (ref.at().kind != Kind::kTuple || ref.at().text == "::") return false;
  const std::vector<std::string> names = NamesOf(ref);
  if (std::find(names.begin(), names.end(), "") != names.end()) return false;
  const std::vector<size_t> order = TupleOrder(names);
  return order.empty() || std::is_sorted(order.begin(), order.end());
}

}  // namespace r1bench::verifiers
