#include "verifiers/math/named_values.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "verifiers/math/quantity_name.h"

namespace r1bench::verifiers {
namespace {

bool IsValueTuple(const Ref& ref) { return ref.at().kind == Kind::kTuple && ref.at().text == "()"; }

// A list or set of values, not of statements.
bool IsValueList(const Ref& ref) {
  const Node& node = ref.at();
  return (node.kind == Kind::kList || node.kind == Kind::kSet) &&
         std::all_of(node.args.begin(), node.args.end(),
                     [&](int arg) { return ref.expr->at(arg).kind <= Kind::kPercent; });
}

bool AddPair(const Ref& name, const Ref& value, NamedValues* out) {
  const std::string text = SymbolName(name);
  if (text.empty() || std::count(out->names.begin(), out->names.end(), text) > 0) return false;
  out->names.push_back(text);
  out->values.push_back(value);
  return true;
}

bool AddStatement(const Ref& relation, NamedValues* out) {
  const Node& node = relation.at();
  return node.kind == Kind::kRelation && node.text == "=" &&
         AddPair(relation.Child(node.args[0]), relation.Child(node.args[1]), out);
}

bool AddTuple(const Ref& relation, NamedValues* out) {
  if (relation.at().kind != Kind::kRelation || relation.at().text != "=") return false;
  const Ref names = relation.Child(relation.at().args[0]);
  const Ref values = relation.Child(relation.at().args[1]);
  if (!IsValueTuple(names) || !IsValueTuple(values)) return false;
  if (names.at().args.size() != values.at().args.size()) return false;
  for (size_t i = 0; i < names.at().args.size(); ++i) {
    if (!AddPair(names.Child(names.at().args[i]), values.Child(values.at().args[i]), out)) {
      return false;
    }
  }
  return true;
}

// One letter with indices names roots of one unknown.
bool AreRoots(const NamedValues& named) {
  return std::all_of(named.names.begin(), named.names.end(), [&](const std::string& name) {
    return name.size() > 2 && name[1] == '_' && name[0] == named.names[0][0];
  });
}

ValuePairs ByName(const NamedValues& a, const NamedValues& b) {
  ValuePairs pairs;
  if (a.names.size() != b.names.size()) return {};
  for (size_t i = 0; i < a.names.size(); ++i) {
    const auto at = std::find(b.names.begin(), b.names.end(), a.names[i]);
    if (at == b.names.end()) return {};
    pairs.emplace_back(a.values[i], b.values[static_cast<size_t>(at - b.names.begin())]);
  }
  return pairs;
}

// The values against the elements of `other`, in the order of `order`.
ValuePairs ByPosition(const NamedValues& named, const Ref& other,
                      const std::vector<size_t>& order) {
  if (order.size() != other.at().args.size()) return {};
  ValuePairs pairs;
  for (size_t i = 0; i < order.size(); ++i) {
    pairs.emplace_back(named.values[order[i]], other.Child(other.at().args[i]));
  }
  return pairs;
}

void Swap(ValuePairs* pairs) {
  for (auto& [first, second] : *pairs) std::swap(first, second);
}

bool HasSeveralUnknowns(const Ref& list) {
  std::set<std::set<std::string>> unknowns;
  for (const int arg : list.at().args) {
    std::set<std::string> names;
    CollectSymbols(list.Child(arg), &names);
    unknowns.insert(std::move(names));
  }
  return unknowns.size() > 1;
}

bool HasInequality(const Ref& list) {
  return std::any_of(list.at().args.begin(), list.at().args.end(), [&](int arg) {
    const Node& part = list.expr->at(arg);
    return part.kind == Kind::kRelation && part.text.find_first_not_of('=') != std::string::npos;
  });
}

bool IsListOfConditions(const Ref& list) {
  const Node& node = list.at();
  return node.kind == Kind::kList && std::all_of(node.args.begin(), node.args.end(), [&](int arg) {
           const Kind kind = list.expr->at(arg).kind;
           return kind == Kind::kRelation || kind == Kind::kList;
         });
}

}  // namespace

std::optional<NamedValues> ReadNamedValues(const Ref& ref) {
  NamedValues out;
  bool fine = true;
  if (ref.at().kind == Kind::kList && ref.at().text != "or") {
    for (const int arg : ref.at().args) fine = fine && AddStatement(ref.Child(arg), &out);
  } else {
    fine = AddTuple(ref, &out);
  }
  if (!fine || out.names.size() < 2) return std::nullopt;
  return out;
}

std::optional<ValuePairs> PairNamedValues(const Ref& reference, const Ref& prediction) {
  const bool listed[] = {reference.at().kind == Kind::kList, prediction.at().kind == Kind::kList};
  const auto gold = ReadNamedValues(reference), answer = ReadNamedValues(prediction);
  if (gold && answer) return ByName(*gold, *answer);
  if (!listed[0] && !listed[1]) return std::nullopt;
  if (gold && listed[0]) {
    if (IsValueTuple(prediction)) return ByPosition(*gold, prediction, TupleOrder(gold->names));
    if (!IsValueList(prediction) || AreRoots(*gold)) return std::nullopt;
    if (prediction.at().kind == Kind::kSet) return ValuePairs();
    std::vector<size_t> order = TupleOrder(gold->names);
    if (order.empty()) {  // as they are written
      order.resize(gold->names.size());
      std::iota(order.begin(), order.end(), 0);
    }
    return ByPosition(*gold, prediction, order);
  }
  if (!answer || !listed[1]) return std::nullopt;
  if (IsValueTuple(reference)) {
    ValuePairs pairs = ByPosition(*answer, reference, TupleOrder(answer->names));
    Swap(&pairs);
    return pairs;
  }
  if (!IsValueList(reference) || AreRoots(*answer)) return std::nullopt;
  return ValuePairs();
}

bool ConnectivesDiffer(const Ref& a, const Ref& b) {
  if (!IsListOfConditions(a) || !IsListOfConditions(b)) return false;
  const bool several = HasSeveralUnknowns(a) || HasSeveralUnknowns(b);
  if (!several && !HasInequality(a) && !HasInequality(b)) return false;
  const auto connective = [&](const Ref& list) -> std::string {
    return list.at().text.empty() && several ? "and" : list.at().text;
  };
  const std::string left = connective(a), right = connective(b);
  return !left.empty() && !right.empty() && left != right;
}

}  // namespace r1bench::verifiers
