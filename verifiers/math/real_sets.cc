#include "verifiers/math/real_sets.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "verifiers/math/statements.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kMaxCuts = 400;

// A place between numbers: just before or just after `value`, or at minus or plus infinity.
struct Cut {
  int infinite = 0;
  Ref value;
  bool after = false;
};

// Ascending; the set begins at the first, ends at the second, begins at the third, ...
using Cuts = std::vector<Cut>;

constexpr Cut kLeft{-1, {}, false}, kRight{1, {}, false};

// Thrown inside of this file where a set cannot be read.
struct NoSet {};

class Reader {
 public:
  explicit Reader(Budget* budget) : budget_(*budget) {}

  Cuts Read(const Ref& ref) {
    const Node& node = ref.at();
    switch (node.kind) {
      case Kind::kTuple:
        return OfTuple(ref);
      case Kind::kUnion:
      case Kind::kIntersection:
      case Kind::kDifference:
        return Fold(ref, node.kind);
      case Kind::kSet:
        return OfSet(ref);
      case Kind::kEmptySet:
        return {};
      case Kind::kMember:
        if (IsSymbol(ref.Child(node.args[0]))) Name(ref.Child(node.args[0]));
        return Read(ref.Child(node.args[1]));
      case Kind::kRelation:
        return OfRelation(ref);
      case Kind::kList:
        return OfConditions(ref);
      case Kind::kSymbol:
        if (node.text == "R") return {kLeft, kRight};
        throw NoSet();
      default:
        throw NoSet();
    }
  }

  bool Same(const Cuts& a, const Cuts& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](const Cut& x, const Cut& y) { return Order(x, y) == 0; });
  }

  const std::string& name() const { return name_; }

 private:
  static bool IsSymbol(const Ref& ref) { return ref.at().kind == Kind::kSymbol; }

  void Name(const Ref& symbol) {
    if (!name_.empty() && name_ != symbol.at().text) throw NoSet();
    name_ = symbol.at().text;
  }

  int Order(const Cut& a, const Cut& b) {
    if (a.infinite != 0 || b.infinite != 0) return a.infinite - b.infinite;
    const std::optional<int> order = OrderScalars(a.value, b.value, &budget_);
    if (!order) throw NoSet();
    return *order != 0 ? *order : static_cast<int>(a.after) - static_cast<int>(b.after);
  }

  Cuts Combine(const Cuts& a, const Cuts& b, Kind kind) {
    Cuts out;
    bool in_a = false, in_b = false, inside = false;
    for (size_t i = 0, j = 0; i < a.size() || j < b.size();) {
      const int order = i == a.size() ? 1 : j == b.size() ? -1 : Order(a[i], b[j]);
      const Cut& cut = order <= 0 ? a[i] : b[j];
      if (order <= 0) in_a = !in_a, ++i;
      if (order >= 0) in_b = !in_b, ++j;
      const bool now = kind == Kind::kUnion          ? in_a || in_b
                       : kind == Kind::kIntersection ? in_a && in_b
                                                     : in_a && !in_b;
      if (now != inside) out.push_back(cut);
      inside = now;
    }
    if (out.size() > kMaxCuts) throw NoSet();
    return out;
  }

  Cuts Fold(const Ref& ref, Kind kind) {
    Cuts out = Read(ref.Child(ref.at().args[0]));
    for (size_t i = 1; i < ref.at().args.size(); ++i) {
      out = Combine(out, Read(ref.Child(ref.at().args[i])), kind);
    }
    return out;
  }

  static Cuts Point(const Ref& value) { return {{0, value, false}, {0, value, true}}; }

  Cuts OfTuple(const Ref& ref) {
    const Node& node = ref.at();
    if (node.args.size() != 2 || node.text == "::") throw NoSet();
    const Ref low = ref.Child(node.args[0]), high = ref.Child(node.args[1]);
    const bool from_infinity = InfinitySign(low)<0, to_infinity = InfinitySign(high)> 0;
    // Infinity is no real number: [3, oo] is no set of them.
    if ((from_infinity && node.text[0] == '[') || (to_infinity && node.text[1] == ']')) {
      throw NoSet();
    }
    const Cut begin = from_infinity ? kLeft : End(low, node.text[0] != '[');
    const Cut end = to_infinity ? kRight : End(high, node.text[1] == ']');
    if (Order(begin, end) >= 0) throw NoSet();
    return {begin, end};
  }

  static Cut End(const Ref& value, bool after) {
    if (value.at().kind > Kind::kPercent || InfinitySign(value) != 0 || HasSymbols(value)) {
      throw NoSet();
    }
    return {0, value, after};
  }

  Cuts OfSet(const Ref& ref) {
    Cuts out;
    for (const int arg : ref.at().args) {
      out = Combine(out, Point(End(ref.Child(arg), false).value), Kind::kUnion);
    }
    return out;
  }

  // Each pair of neighbours in 1 < x <= 2 is a condition.
  Cuts OfRelation(const Ref& ref) {
    const Chain chain = Ascending(ref);
    Cuts out = {kLeft, kRight};
    for (size_t i = 0; i < chain.operators.size(); ++i) {
      const Cuts one = OfPair(chain.sides[i], chain.operators[i], chain.sides[i + 1]);
      out = Combine(out, one, Kind::kIntersection);
    }
    return out;
  }

  Cuts OfPair(const Ref& left, char op, const Ref& right) {
    const bool ascending = HasSymbols(left);
    const Ref& unknown = ascending ? left : right;
    const Ref& bound = ascending ? right : left;
    if (op != '<' && op != 'l' && op != 'n' && op != '=') throw NoSet();
    if (unknown.at().kind == Kind::kAbs) return OfModulus(unknown, op, bound, ascending);
    if (!IsSymbol(unknown)) throw NoSet();
    Name(unknown);
    const int infinity = InfinitySign(bound);
    if (infinity != 0) {
      if (op != '<' || (infinity > 0) != ascending) throw NoSet();
      return {kLeft, kRight};
    }
    if (op == '=' || op == 'n') return Around(bound, bound, op);
    if (ascending) return {kLeft, End(bound, op == 'l')};
    return {End(bound, op == '<'), kRight};
  }

  // {low, high}, or all numbers but these.
  Cuts Around(const Ref& low, const Ref& high, char op) {
    const Cuts points = Combine(Point(End(low, false).value), Point(high), Kind::kUnion);
    return op == '=' ? points : Combine({kLeft, kRight}, points, Kind::kDifference);
  }

  // |x - c| against a positive bound (of the same tree): the interval from c - bound to c + bound,
  // or what is outside.
  Cuts OfModulus(const Ref& modulus, char op, const Ref& bound, bool below) {
    Expr& low = trees_.emplace_back(*modulus.expr);
    const int shift = Shift(modulus.Child(modulus.at().args[0]), &low);
    End(bound, false);
    const int minus = Add(&low, Kind::kNegate, {bound.node});
    low.root = Add(&low, Kind::kAdd, {shift, minus});
    Expr& high = trees_.emplace_back(low);
    high.root = Add(&high, Kind::kAdd, {shift, bound.node});
    const Ref from{&low, low.root, modulus.signs}, to{&high, high.root, modulus.signs};
    if (Order({0, from, false}, {0, to, false}) >= 0) throw NoSet();
    if (op == '=' || op == 'n') return Around(from, to, op);
    if (below) return {{0, from, op == '<'}, {0, to, op == 'l'}};
    return {kLeft, {0, from, op == 'l'}, {0, to, op == '<'}, kRight};
  }

  // The c of x - c or c - x, as a node of `tree`.
  int Shift(const Ref& inside, Expr* tree) {
    if (IsSymbol(inside)) {
      Name(inside);
      return Add(tree, Kind::kNumber, {}, "0");
    }
    if (inside.at().kind != Kind::kAdd) throw NoSet();
    std::vector<int> rest;
    int unknowns = 0;
    bool negative = false;
    for (const int arg : inside.at().args) {
      const Ref term = inside.Child(arg);
      if (!HasSymbols(term)) {
        rest.push_back(arg);
        continue;
      }
      negative = term.at().kind == Kind::kNegate;
      const Ref symbol = negative ? term.Child(term.at().args[0]) : term;
      if (!IsSymbol(symbol) || ++unknowns > 1) throw NoSet();
      Name(symbol);
    }
    if (rest.empty()) throw NoSet();
    const int sum = Add(tree, Kind::kAdd, rest);
    return negative ? sum : Add(tree, Kind::kNegate, {sum});
  }

  static int Add(Expr* tree, Kind kind, std::vector<int> args, std::string text = {}) {
    tree->nodes.push_back({kind, std::move(text), std::move(args), 0});
    return static_cast<int>(tree->nodes.size()) - 1;
  }

  Cuts OfConditions(const Ref& ref) {
    const std::string& connective = ref.at().text;
    bool values = true, unequal = false;
    for (const int arg : ref.at().args) {
      const Node& part = ref.expr->at(arg);
      const bool condition = part.kind == Kind::kRelation || part.kind == Kind::kMember ||
                             (part.kind == Kind::kList && !part.text.empty());
      if (!condition) throw NoSet();
      values &= part.kind == Kind::kRelation && part.text == "=";
      unequal |= part.kind == Kind::kRelation && part.text == "n";
    }
    if (values) throw NoSet();  // x = 1 or x = 2 lists values
    if (connective == "or") return Fold(ref, Kind::kUnion);
    const Cuts both = Fold(ref, Kind::kIntersection);
    if (connective == "and" || unequal) return both;
    if (both.empty()) return Fold(ref, Kind::kUnion);
    if (both.front().infinite != 0 || both.back().infinite != 0) throw NoSet();
    return both;
  }

  Budget& budget_;
  std::string name_;
  std::deque<Expr> trees_;  // of the ends that are worked out
};

}  // namespace

bool IsRealSet(const Ref& ref) {
  const Node& node = ref.at();
  switch (node.kind) {
    case Kind::kTuple:
      return node.args.size() == 2 && node.text != "::" &&
             (node.text != "()" || InfinitySign(ref.Child(node.args[0])) != 0 ||
              InfinitySign(ref.Child(node.args[1])) != 0);
    case Kind::kUnion:
    case Kind::kIntersection:
    case Kind::kDifference:
      return true;
    case Kind::kRelation:
      return node.text.find_first_not_of("<>lgn") == std::string::npos;
    case Kind::kList:
      return std::all_of(node.args.begin(), node.args.end(), [&](int arg) {
        const Kind kind = ref.expr->at(arg).kind;
        return kind == Kind::kRelation || kind == Kind::kMember || kind == Kind::kList;
      });
    default:
      return false;
  }
}

Outcome CompareRealSets(const Ref& a, const Ref& b, Budget* budget) {
  Reader left(budget), right(budget);
  try {
    const Cuts in_a = left.Read(a), in_b = right.Read(b);
    const bool named = !left.name().empty() && !right.name().empty();
    if (named && left.name() != right.name()) return Outcome::kDifferent;
    return left.Same(in_a, in_b) ? Outcome::kEqual : Outcome::kDifferent;
  } catch (const NoSet&) {
    return Outcome::kUndecided;
  }
}

}  // namespace r1bench::verifiers
