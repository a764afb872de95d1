#include "verifiers/math/compare.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "verifiers/math/decimal.h"
#include "verifiers/math/named_values.h"
#include "verifiers/math/ratios.h"
#include "verifiers/math/real_sets.h"
#include "verifiers/math/statements.h"
#include "verifiers/math/unit_conversion.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kMaxElements = 300;
constexpr unsigned kExpanded = 1U << 31;  // in Ref::signs: the plus-minus signs are chosen

Outcome Compare(Ref g, Ref p, Budget* budget);

bool IsList(const Ref& ref) { return ref.at().kind == Kind::kList || ref.at().kind == Kind::kSet; }

bool IsScalar(const Ref& ref) { return ref.at().kind <= Kind::kPercent; }

// "x in S" says S; "{5}" stays a set.
Ref Strip(Ref ref) {
  while (ref.at().kind == Kind::kMember) ref = ref.Child(ref.at().args[1]);
  return ref;
}

// Indices of the plus-minus signs in the tree.
void CollectSigns(const Ref& ref, std::vector<int>* signs) {
  if (ref.at().kind == Kind::kPlusMinus) signs->push_back(ref.at().number);
  for (const int arg : ref.at().args) CollectSigns(ref.Child(arg), signs);
}

// Elements of a list or set, a scalar with plus-minus signs as its values.
std::vector<Ref> Elements(const Ref& ref) {
  std::vector<Ref> out;
  const auto expand = [&out](const Ref& element) {
    std::vector<int> signs;
    if (element.signs == 0) CollectSigns(element, &signs);
    for (unsigned choice = 0; choice < (1U << signs.size()); ++choice) {
      unsigned mask = signs.empty() ? element.signs : kExpanded;
      for (size_t k = 0; k < signs.size(); ++k) mask |= ((choice >> k) & 1U) << signs[k];
      out.push_back({element.expr, element.node, mask});
    }
  };
  if (IsList(ref)) {
    for (const int arg : ref.at().args) expand(ref.Child(arg));
  } else {
    expand(ref);
  }
  return out;
}

bool Contains(const std::vector<Ref>& set, const Ref& element, Budget* budget) {
  return std::any_of(set.begin(), set.end(), [&](const Ref& other) {
    return Compare(other, element, budget) == Outcome::kEqual;
  });
}

// Does every unused element of p equal one of g?
Outcome OnlyRepeats(const std::vector<Ref>& g, const std::vector<Ref>& p,
                    const std::vector<bool>& used, Budget* budget) {
  for (size_t i = 0; i < p.size(); ++i) {
    if (!used[i] && !Contains(g, p[i], budget)) return Outcome::kDifferent;
  }
  return Outcome::kEqual;
}

// Every element of one has its own partner in the other; a lenient prediction may also repeat
// elements. Equality is transitive, so taking the first partner is enough.
Outcome MatchUnordered(const std::vector<Ref>& g, const std::vector<Ref>& p, Budget* budget) {
  const bool repeats = budget->policy == MathPolicy::kLenient && p.size() > g.size();
  if (g.size() != p.size() && !repeats) return Outcome::kDifferent;
  if (p.size() > kMaxElements) return Outcome::kUndecided;
  std::vector<bool> used(p.size(), false);
  for (const Ref& element : g) {
    bool found = false, undecided = false;
    for (size_t i = 0; i < p.size() && !found; ++i) {
      if (used[i]) continue;
      const Outcome outcome = Compare(element, p[i], budget);
      undecided |= outcome == Outcome::kUndecided;
      if (outcome == Outcome::kEqual) found = used[i] = true;
    }
    if (!found) return undecided ? Outcome::kUndecided : Outcome::kDifferent;
  }
  return repeats ? OnlyRepeats(g, p, used, budget) : Outcome::kEqual;
}

Outcome MatchOrdered(const Ref& g, const Ref& p, Budget* budget) {
  const std::vector<int>& a = g.at().args;
  const std::vector<int>& b = p.at().args;
  if (a.size() != b.size()) return Outcome::kDifferent;
  Outcome outcome = Outcome::kEqual;
  for (size_t i = 0; i < a.size(); ++i) {
    const Outcome one = Compare(g.Child(a[i]), p.Child(b[i]), budget);
    if (one == Outcome::kDifferent) return one;
    if (one == Outcome::kUndecided) outcome = one;
  }
  return outcome;
}

Outcome MatchIntervals(const std::vector<Interval>& g, const std::vector<Interval>& p,
                       Budget* budget) {
  if (g.size() != p.size()) return Outcome::kDifferent;
  std::vector<bool> used(p.size(), false);
  for (const Interval& interval : g) {
    bool found = false;
    for (size_t i = 0; i < p.size() && !found; ++i) {
      if (used[i] || CompareIntervals(interval, p[i], budget) != Outcome::kEqual) continue;
      found = used[i] = true;
    }
    if (!found) return Outcome::kDifferent;
  }
  return Outcome::kEqual;
}

Outcome ComparePercent(const Ref& g, const Ref& p, Budget* budget) {
  const bool gold_percent = g.at().kind == Kind::kPercent;
  const Outcome exact = CompareScalars(g, p, budget);
  if (exact == Outcome::kEqual || gold_percent == (p.at().kind == Kind::kPercent)) return exact;
  const Ref inner_g = gold_percent ? g.Child(g.at().args[0]) : g;
  const Ref inner_p = gold_percent ? p : p.Child(p.at().args[0]);
  return CompareScalars(inner_g, inner_p, budget);
}

// A reference with many decimals may be a rounded one.
Outcome CompareNumbers(const Ref& g, const Ref& p, Budget* budget) {
  const Outcome outcome = ComparePercent(g, p, budget);
  if (outcome != Outcome::kDifferent) return outcome;
  const bool rounded =
      RoundsTo(g, p, budget) || (budget->policy == MathPolicy::kLenient && RoundsTo(p, g, budget));
  if (!rounded) return outcome;
  budget->rule = "rounded decimal";
  return Outcome::kEqual;
}

// Two words of capital letters, HTH and HHT: the order of the letters counts.
bool DifferentWords(const Node& g, const Node& p) {
  return g.kind == Kind::kMul && p.kind == Kind::kMul && !g.text.empty() && !p.text.empty() &&
         g.text != p.text;
}

// x = AB and x = BA.
bool NameDifferentWords(const Ref& g, const Ref& p) {
  const Ref left = g.Child(g.at().args[0]), right = p.Child(p.at().args[0]);
  return left.at().kind == Kind::kSymbol && right.at().kind == Kind::kSymbol &&
         left.at().text == right.at().text &&
         DifferentWords(g.Child(g.at().args.back()).at(), p.Child(p.at().args.back()).at());
}

Outcome CompareStatements(const Ref& g, const Ref& p, Budget* budget) {
  const bool gold_relation = g.at().kind == Kind::kRelation;
  const bool pred_relation = p.at().kind == Kind::kRelation;
  if (gold_relation && pred_relation) {
    budget->rule = "words";
    if (NameDifferentWords(g, p)) return Outcome::kDifferent;
    const Outcome direct = CompareRelations(g, p, budget);
    budget->rule = "relation";
    if (direct == Outcome::kEqual) return direct;
    // "x = 5" against "x = 10/2 = 5"; but "x = 5" and "y = 5" are different statements.
    const bool same_name =
        CompareScalars(g.Child(g.at().args[0]), p.Child(p.at().args[0]), budget) == Outcome::kEqual;
    if (!same_name || p.at().args.size() == 2) return direct;
  }
  const std::vector<Interval> gold_intervals = AsIntervals(g), pred_intervals = AsIntervals(p);
  if (!gold_intervals.empty() && !pred_intervals.empty() && gold_relation != pred_relation) {
    const Outcome outcome = MatchIntervals(gold_intervals, pred_intervals, budget);
    budget->rule = "interval";
    return outcome;
  }
  Ref left = g, right = p;
  budget->rule = "stated value";
  if (gold_relation) {
    const auto value = StatedValue(g, /*of_reference=*/true, budget);
    if (!value) return Outcome::kDifferent;
    left = *value;
  }
  if (pred_relation) {
    const auto value = StatedValue(p, /*of_reference=*/false, budget);
    if (!value) return Outcome::kDifferent;
    right = *value;
  }
  return Compare(left, right, budget);
}

// Sets of real numbers that are not both written as pairs or as single relations, which are
// compared as they stand first.
Outcome CompareSets(const Ref& g, const Ref& p, Budget* budget) {
  const Kind kind = g.at().kind;
  if (kind == p.at().kind && kind == Kind::kTuple) return Outcome::kUndecided;
  if (ContainsKind(g, Kind::kPlusMinus) || ContainsKind(p, Kind::kPlusMinus)) {
    return Outcome::kUndecided;
  }
  const Outcome outcome = CompareRealSets(g, p, budget);
  if (outcome != Outcome::kUndecided) budget->rule = "interval";
  return outcome;
}

std::optional<Outcome> CompareNamedValues(const Ref& g, const Ref& p, Budget* budget) {
  const auto pairs = PairNamedValues(g, p);
  if (!pairs) {
    if (!ConnectivesDiffer(g, p)) return std::nullopt;
    budget->rule = "set";
    return Outcome::kDifferent;
  }
  Outcome outcome = pairs->empty() ? Outcome::kDifferent : Outcome::kEqual;
  for (const auto& [gold, answer] : *pairs) {
    const Outcome one = Compare(gold, answer, budget);
    if (one != Outcome::kEqual) outcome = one;
    if (one == Outcome::kDifferent) break;
  }
  budget->rule = "stated value";
  return outcome;
}

bool IsListOfRelations(const Ref& ref) {
  if (ref.at().kind != Kind::kList) return false;
  for (const int arg : ref.at().args) {
    if (ref.expr->at(arg).kind != Kind::kRelation) return false;
  }
  return true;
}

// x = a (mod m) against x = b (mod m).
Outcome CompareCongruences(const Ref& g, const Ref& p, Budget* budget) {
  const auto argument = [](const Ref& ref, size_t k) { return ref.Child(ref.at().args[k]); };
  const Outcome modulus = CompareScalars(argument(g, 1), argument(p, 1), budget);
  if (modulus != Outcome::kEqual) return modulus;
  Rational a, b, m;
  for (const auto& [ref, value] : {std::pair(argument(g, 0), &a), std::pair(argument(p, 0), &b),
                                   std::pair(argument(g, 1), &m)}) {
    if (EvaluateExact(ref, {}, budget, value) != EvalStatus::kOk || !value->is_integer()) {
      return CompareScalars(argument(g, 0), argument(p, 0), budget);
    }
  }
  fmpz_sub(a.num(), a.num(), b.num());
  const bool same = m.is_zero() ? fmpz_is_zero(a.num()) : fmpz_divisible(a.num(), m.num());
  return same ? Outcome::kEqual : Outcome::kDifferent;
}

// The name of the rule that decides between two answers of one kind.
const char* RuleOf(Kind kind) {
  switch (kind) {
    case Kind::kTuple:
      return "tuple";
    case Kind::kMatrix:
      return "matrix";
    case Kind::kCongruence:
      return "congruence";
    case Kind::kBased:
      return "number base";
    default:
      return "set";
  }
}

Outcome CompareSameKind(const Ref& g, const Ref& p, Budget* budget) {
  const Node &a = g.at(), &b = p.at();
  switch (a.kind) {
    case Kind::kTuple:
      if (a.text != b.text) return Outcome::kDifferent;
      return ScalesTo(g, p, budget) ? Outcome::kEqual : MatchOrdered(g, p, budget);
    case Kind::kMatrix:
      if (a.number != b.number) return Outcome::kDifferent;
      return MatchOrdered(g, p, budget);
    case Kind::kDifference:
      return MatchOrdered(g, p, budget);
    case Kind::kCongruence:
      return CompareCongruences(g, p, budget);
    case Kind::kUnion:
    case Kind::kIntersection: {
      std::vector<Ref> left, right;
      for (const int arg : a.args) left.push_back(g.Child(arg));
      for (const int arg : b.args) right.push_back(p.Child(arg));
      return MatchUnordered(left, right, budget);
    }
    case Kind::kEmptySet:
      return Outcome::kEqual;
    case Kind::kBased:
      return a.text == b.text && a.number == b.number ? Outcome::kEqual : Outcome::kDifferent;
    default:
      return Outcome::kUndecided;
  }
}

bool IsSetOperation(const Ref& ref) {
  const Kind kind = ref.at().kind;
  return kind == Kind::kUnion || kind == Kind::kIntersection || kind == Kind::kDifference;
}

// The elements of a finite set, once each: of {a, b}, or of unions, intersections and differences
// of such. False for other sets.
bool FiniteElements(const Ref& ref, Budget* budget, std::vector<Ref>* out) {
  if (!IsSetOperation(ref)) {
    if (ref.at().kind != Kind::kSet && ref.at().kind != Kind::kEmptySet) return false;
    for (const Ref& element : Elements(ref)) {
      if (ref.at().kind == Kind::kSet && !Contains(*out, element, budget)) out->push_back(element);
    }
    return out->size() <= kMaxElements;
  }
  for (size_t i = 0; i < ref.at().args.size(); ++i) {
    std::vector<Ref> part, kept;
    if (!FiniteElements(ref.Child(ref.at().args[i]), budget, &part)) return false;
    const bool join = i == 0 || ref.at().kind == Kind::kUnion;
    if (join) {
      for (const Ref& element : part) {
        if (!Contains(*out, element, budget)) out->push_back(element);
      }
      continue;
    }
    const bool wanted = ref.at().kind == Kind::kIntersection;
    for (const Ref& element : *out) {
      if (Contains(part, element, budget) == wanted) kept.push_back(element);
    }
    *out = std::move(kept);
  }
  return out->size() <= kMaxElements;
}

Outcome CompareLists(const Ref& g, const Ref& p, Budget* budget) {
  if ((!IsList(g) && !IsScalar(g)) || (!IsList(p) && !IsScalar(p))) {
    budget->rule = "type";
    return Outcome::kDifferent;
  }
  const std::vector<Ref> left = Elements(g), right = Elements(p);
  // One element on both sides: both scalars, or {5} and 5, which are not the same.
  if (left.size() != 1 || right.size() != 1) {
    const Outcome outcome = MatchUnordered(left, right, budget);
    budget->rule = "set";
    return outcome;
  }
  if (IsList(g) != IsList(p)) {
    budget->rule = "type";
    return Outcome::kDifferent;
  }
  return IsList(g) ? Compare(left[0], right[0], budget) : CompareNumbers(g, p, budget);
}

Outcome Compare(Ref g, Ref p, Budget* budget) {
  if (budget->spent()) return Outcome::kUndecided;
  g = Strip(g);
  p = Strip(p);
  if (IsRealSet(g) || IsRealSet(p)) {
    const Outcome outcome = CompareSets(g, p, budget);
    if (outcome != Outcome::kUndecided) return outcome;
  }
  if (const auto outcome = CompareNamedValues(g, p, budget)) return *outcome;
  const bool signs = ContainsKind(g, Kind::kPlusMinus) || ContainsKind(p, Kind::kPlusMinus);
  const bool expanded = g.signs != 0 || p.signs != 0;
  if (g.at().kind == Kind::kRelation || p.at().kind == Kind::kRelation) {
    const bool both = g.at().kind == p.at().kind;
    if (!both || !signs || expanded) return CompareStatements(g, p, budget);
    // y = +-x says two things.
    const Outcome outcome = MatchUnordered(Elements(g), Elements(p), budget);
    budget->rule = "relation";
    return outcome;
  }
  std::vector<Ref> left, right;
  if ((IsSetOperation(g) || IsSetOperation(p)) && FiniteElements(g, budget, &left) &&
      FiniteElements(p, budget, &right)) {
    const Outcome outcome = MatchUnordered(left, right, budget);
    budget->rule = "set";
    return outcome;
  }
  if (IsListOfRelations(p) && (g.at().kind == Kind::kUnion || g.at().kind == Kind::kTuple)) {
    const Outcome outcome = MatchIntervals(AsIntervals(g), AsIntervals(p), budget);
    budget->rule = "interval";
    return outcome;
  }
  if (IsList(g) || IsList(p) || (signs && !expanded)) return CompareLists(g, p, budget);
  if (DifferentWords(g.at(), p.at())) {
    budget->rule = "words";
    return Outcome::kDifferent;
  }
  if (IsScalar(g) && IsScalar(p)) return CompareNumbers(g, p, budget);
  if (g.at().kind != p.at().kind) {
    budget->rule = "type";
    return Outcome::kDifferent;
  }
  const Outcome outcome = CompareSameKind(g, p, budget);
  budget->rule = RuleOf(g.at().kind);
  return outcome;
}

}  // namespace

Outcome CompareAnswers(const Expr& reference, const Expr& prediction, Budget* budget) {
  if (!SameUnits(reference.unit, prediction.unit)) {
    Expr converted = prediction;
    const Outcome outcome = ConvertTo(reference.unit, &converted)
                                ? CompareAnswers(reference, converted, budget)
                                : Outcome::kDifferent;
    if (outcome == Outcome::kDifferent) budget->rule = "unit";
    return outcome;
  }
  return Compare({&reference, reference.root, 0}, {&prediction, prediction.root, 0}, budget);
}

}  // namespace r1bench::verifiers
