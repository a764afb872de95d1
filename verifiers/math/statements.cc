#include "verifiers/math/statements.h"

#include <algorithm>
#include <string>
#include <utility>

#include "verifiers/math/quantity_name.h"

namespace r1bench::verifiers {
namespace {

// May the left side name the value on the right? In a reference a + b = 5 is an equation.
bool NamesValue(const Ref& name, const Ref& value, bool of_reference) {
  const Node &left = name.at(), &right = value.at();
  if (left.kind == Kind::kTuple) {
    const bool tuples = right.kind == Kind::kTuple && left.args.size() == right.args.size();
    if (left.text != "::") return tuples && right.text != "::" && NamesTuple(name);
    return NamesRatio(name, /*of_points=*/!tuples || right.text != "::");  // A : B = 1
  }
  return NamesQuantity(name) || (!of_reference && NamesSum(name));
}

bool IsSymbol(const Ref& ref) { return ref.at().kind == Kind::kSymbol; }

std::optional<Interval> IntervalOfRelation(const Ref& relation) {
  const Chain chain = Ascending(relation);
  if (chain.operators.find_first_not_of("<l") != std::string::npos) return std::nullopt;
  Interval interval;
  const auto closed = [](const Ref& side) { return !HasSymbols(side); };
  if (chain.sides.size() == 3 && IsSymbol(chain.sides[1]) && closed(chain.sides[0]) &&
      closed(chain.sides[2])) {
    interval.low = chain.sides[0];
    interval.high = chain.sides[2];
    interval.low_closed = chain.operators[0] == 'l';
    interval.high_closed = chain.operators[1] == 'l';
  } else if (chain.sides.size() == 2 && IsSymbol(chain.sides[0]) && closed(chain.sides[1])) {
    interval.high = chain.sides[1];
    interval.high_closed = chain.operators[0] == 'l';
  } else if (chain.sides.size() == 2 && IsSymbol(chain.sides[1]) && closed(chain.sides[0])) {
    interval.low = chain.sides[0];
    interval.low_closed = chain.operators[0] == 'l';
  } else {
    return std::nullopt;
  }
  if (interval.low && InfinitySign(*interval.low) < 0) interval.low.reset();
  if (interval.high && InfinitySign(*interval.high) > 0) interval.high.reset();
  return interval;
}

std::optional<Interval> IntervalOfTuple(const Ref& tuple) {
  const Node& node = tuple.at();
  if (node.args.size() != 2 || node.text == "::") return std::nullopt;
  Interval interval;
  const Ref low = tuple.Child(node.args[0]), high = tuple.Child(node.args[1]);
  if (InfinitySign(low) >= 0) interval.low = low;
  if (InfinitySign(high) <= 0) interval.high = high;
  interval.low_closed = node.text[0] == '[';
  interval.high_closed = node.text[1] == ']';
  // Infinity is no real number: (3, oo] is no interval of them.
  if ((!interval.low && interval.low_closed) || (!interval.high && interval.high_closed)) return {};
  return interval;
}

Outcome Both(Outcome a, Outcome b) {
  if (a == Outcome::kDifferent || b == Outcome::kDifferent) return Outcome::kDifferent;
  return a == Outcome::kEqual ? b : a;
}

Outcome CompareEnds(const std::optional<Ref>& a, const std::optional<Ref>& b, Budget* budget) {
  if (a.has_value() != b.has_value()) return Outcome::kDifferent;
  return a ? CompareScalars(*a, *b, budget) : Outcome::kEqual;
}

// left - right of a two-sided relation, appended to a copy of the expression.
Expr Difference(const Chain& chain) {
  Expr expr = *chain.sides[0].expr;
  const int negated = static_cast<int>(expr.nodes.size());
  expr.nodes.push_back({Kind::kNegate, "", {chain.sides[1].node}, 0});
  expr.nodes.push_back({Kind::kAdd, "", {chain.sides[0].node, negated}, 0});
  expr.root = negated + 1;
  return expr;
}

}  // namespace

Chain Ascending(const Ref& relation) {
  Chain chain;
  for (const int arg : relation.at().args) chain.sides.push_back(relation.Child(arg));
  chain.operators = relation.at().text;
  const bool descending = chain.operators.find_first_not_of(">g") == std::string::npos;
  if (!descending) return chain;
  std::reverse(chain.sides.begin(), chain.sides.end());
  std::reverse(chain.operators.begin(), chain.operators.end());
  for (char& op : chain.operators) op = op == '>' ? '<' : 'l';
  return chain;
}

std::optional<Ref> StatedValue(const Ref& relation, bool of_reference, Budget* budget) {
  const Node& node = relation.at();
  std::vector<Ref> sides = {relation.Child(node.args[0])};
  for (size_t i = 0; i < node.text.size(); ++i) {
    if (node.text[i] == '~') break;
    if (node.text[i] != '=') return std::nullopt;
    sides.push_back(relation.Child(node.args[i + 1]));
  }
  const Ref value = sides.back();
  if (sides.size() == 1) {
    // "x ~ 4.47" states an approximation only.
    if (HasSymbols(value)) return std::nullopt;
    return value;
  }
  for (size_t i = 0; i + 1 < sides.size(); ++i) {
    if (!HasSymbols(sides[i])) {
      if (CompareScalars(sides[i], value, budget) != Outcome::kEqual) return std::nullopt;
    } else if (i == 0 && !NamesValue(sides[i], value, of_reference)) {
      return std::nullopt;
    }
  }
  return value;
}

std::vector<Interval> AsIntervals(const Ref& ref) {
  const Node& node = ref.at();
  std::vector<Interval> intervals;
  if (node.kind == Kind::kTuple) {
    if (const auto interval = IntervalOfTuple(ref)) intervals.push_back(*interval);
  } else if (node.kind == Kind::kRelation) {
    if (const auto interval = IntervalOfRelation(ref)) intervals.push_back(*interval);
  } else if (node.kind == Kind::kUnion || node.kind == Kind::kList) {
    for (const int arg : node.args) {
      const Ref part = ref.Child(arg);
      const Kind wanted = node.kind == Kind::kUnion ? Kind::kTuple : Kind::kRelation;
      std::vector<Interval> one;
      if (part.at().kind == wanted) one = AsIntervals(part);
      if (one.size() != 1) return {};
      intervals.push_back(one[0]);
    }
  }
  return intervals;
}

Outcome CompareIntervals(const Interval& a, const Interval& b, Budget* budget) {
  if (a.low && a.low_closed != b.low_closed) return Outcome::kDifferent;
  if (a.high && a.high_closed != b.high_closed) return Outcome::kDifferent;
  return Both(CompareEnds(a.low, b.low, budget), CompareEnds(a.high, b.high, budget));
}

Outcome CompareRelations(const Ref& a, const Ref& b, Budget* budget) {
  const Chain left = Ascending(a), right = Ascending(b);
  if (left.operators != right.operators) return Outcome::kDifferent;
  if (left.sides.size() == 2) {
    const Expr da = Difference(left), db = Difference(right);
    const bool positive = left.operators == "<" || left.operators == "l";
    return CompareUpToFactor({&da, da.root, a.signs}, {&db, db.root, b.signs}, positive, budget);
  }
  Outcome outcome = Outcome::kEqual;
  for (size_t i = 0; i < left.sides.size(); ++i) {
    outcome = Both(outcome, CompareScalars(left.sides[i], right.sides[i], budget));
    if (outcome == Outcome::kDifferent) break;
  }
  return outcome;
}

}  // namespace r1bench::verifiers
