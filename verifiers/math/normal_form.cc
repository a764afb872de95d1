#include "verifiers/math/normal_form.h"

#include <algorithm>
#include <vector>

namespace r1bench::verifiers {
namespace {

constexpr size_t kLongest = 4000;

class Speller {
 public:
  explicit Speller(const Expr& expr) : expr_(expr) {}

  std::string Spell(int index) {
    std::string out = Dispatch(expr_.at(index));
    written_ += out.size();
    if (written_ > 20 * kLongest || out.size() > kLongest) failed_ = true;
    return failed_ ? std::string() : out;
  }
  bool failed() const { return failed_; }

 private:
  std::string Dispatch(const Node& node) {
    if (failed_) return {};
    switch (node.kind) {
      case Kind::kNumber:
        return node.text;
      case Kind::kSymbol: {
        const auto bound = std::find(bound_.rbegin(), bound_.rend(), node.text);
        if (bound == bound_.rend()) return node.text;
        return "#" + std::to_string(bound_.rend() - bound);
      }
      case Kind::kAdd:
      case Kind::kMul:
        return Unordered(node);
      case Kind::kSum:
      case Kind::kProduct:
        return Bound(node);
      default:
        return Ordered(node);
    }
  }

  // Nested sums of sums and products of products, as one list.
  void Flatten(const Node& node, std::vector<std::string>* parts) {
    for (const int arg : node.args) {
      const Node& child = expr_.at(arg);
      if (child.kind == node.kind) {
        Flatten(child, parts);
      } else if (node.kind != Kind::kMul || child.kind != Kind::kNumber || child.text != "1") {
        parts->push_back(Spell(arg));
      }
    }
  }

  std::string Unordered(const Node& node) {
    std::vector<std::string> parts;
    Flatten(node, &parts);
    if (parts.size() == 1) return parts[0];
    std::sort(parts.begin(), parts.end());
    return "[" + std::to_string(static_cast<int>(node.kind)) + List(parts) + "]";
  }

  std::string Ordered(const Node& node) {
    std::vector<std::string> parts;
    for (const int arg : node.args) parts.push_back(Spell(arg));
    return Joined(node, parts);
  }

  // All but the last argument stand outside the scope of the bound variable.
  std::string Bound(const Node& node) {
    std::vector<std::string> parts;
    for (size_t i = 0; i + 1 < node.args.size(); ++i) parts.push_back(Spell(node.args[i]));
    bound_.push_back(node.text);
    parts.push_back(Spell(node.args.back()));
    bound_.pop_back();
    return "[" + std::to_string(static_cast<int>(node.kind)) + List(parts) + "]";
  }

  static std::string Joined(const Node& node, const std::vector<std::string>& parts) {
    return "[" + std::to_string(static_cast<int>(node.kind)) + ":" + node.text + ":" +
           std::to_string(node.number) + List(parts) + "]";
  }

  static std::string List(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += " " + part;
    return out;
  }

  const Expr& expr_;
  std::vector<std::string> bound_;
  size_t written_ = 0;
  bool failed_ = false;
};

}  // namespace

std::string NormalForm(const Expr& expr, int node) {
  Speller speller(expr);
  std::string out = speller.Spell(node);
  return speller.failed() ? std::string() : out;
}

bool IsNumeric(const Expr& expr, int node) {
  const Node& n = expr.at(node);
  if (n.kind == Kind::kSymbol || n.kind == Kind::kInfinity || n.kind == Kind::kPlusMinus) {
    return false;
  }
  return std::all_of(n.args.begin(), n.args.end(), [&](int arg) { return IsNumeric(expr, arg); });
}

}  // namespace r1bench::verifiers
