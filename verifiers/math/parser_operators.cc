// Sums, products, integrals and limits.
//
// A sum or product with numeric limits has a value. Every other one, every integral and every limit
// becomes a symbol that is named by its normal form: it equals one that is written alike, whatever
// the order of terms and the name of the bound variable, and takes part in sums and products.
#include <utility>

#include "verifiers/math/normal_form.h"
#include "verifiers/math/parser_internal.h"

namespace r1bench::verifiers {

// _{k=1}^{n}, in either order; `from` and `to` stay -1 where they are missing.
void Parser::Limits(std::string* index, int* from, int* to) {
  for (int i = 0; i < 2; ++i) {
    if (IsChar("{", 1) && IsChar("}", 2) && (IsChar("^") || IsChar("_"))) {
      pos_ += 3;  // an empty limit
    } else if (*to < 0 && TakeChar("^")) {
      const bool saved = std::exchange(bare_exponent_, true);
      *to = Argument();
      bare_exponent_ = saved;
    } else if (*from < 0 && IsChar("_")) {
      ++pos_;
      const bool named = index != nullptr;
      if (named) {
        Expect("{");
        if (Peek().kind != TokenKind::kSymbol) Fail("a sum without an index");
        *index = Peek().text;
        ++pos_;
        Expect("=");
        *from = Sum();
        Expect("}");
      } else {
        *from = Argument();
      }
    }
  }
}

int Parser::SumOrProduct(Kind kind) {
  DepthGuard guard(&depth_);
  std::string index;
  int from = -1, to = -1;
  Limits(&index, &from, &to);
  if (from < 0 || to < 0) Fail("a sum without limits");
  const int body = Product();
  const int node = Add(kind, {from, to, body}, index);
  return IsNumeric(expr_, from) && IsNumeric(expr_, to) ? node : Opaque(node);
}

// \int_a^b f dx. The differential is read as the product of d and x, so that "3 dz / z" is fine.
int Parser::Integral() {
  DepthGuard guard(&depth_);
  int from = -1, to = -1;
  Limits(nullptr, &from, &to);
  const bool braced = TakeChar("S(");
  const bool saved = std::exchange(in_integral_, true);
  int body = Sum();
  in_integral_ = saved;
  if (braced) Expect("S)");
  body = DistributeDifferential(body);
  std::vector<int> args = {body};
  if (from >= 0) args.push_back(from);
  if (to >= 0) args.push_back(to);
  return Opaque(Add(Kind::kFunction, args, from >= 0 ? "int_" : "int"));
}

bool Parser::IsDifferential(int term) const {
  const Node& product = expr_.at(term);
  if (product.kind != Kind::kMul || product.args.size() < 2) return false;
  const Node& d = expr_.at(product.args[product.args.size() - 2]);
  return d.kind == Kind::kSymbol && d.text == "d" &&
         expr_.at(product.args.back()).kind == Kind::kSymbol;
}

// "a + b dx" is (a + b) dx.
int Parser::DistributeDifferential(int body) {
  if (expr_.at(body).kind != Kind::kAdd) return body;
  std::vector<int> terms = expr_.at(body).args;
  if (!IsDifferential(terms.back())) return body;
  std::vector<int> last = expr_.at(terms.back()).args;
  const int variable = last.back(), d = last[last.size() - 2];
  last.resize(last.size() - 2);
  terms.back() = last.empty() ? Number("1") : Add(Kind::kMul, last);
  const int integrand = Add(Kind::kAdd, terms);
  return Add(Kind::kMul, {integrand, d, variable});
}

// \lim_{x \to a} f
int Parser::Limit() {
  DepthGuard guard(&depth_);
  Expect("_");
  Expect("{");
  if (Peek().kind != TokenKind::kSymbol) Fail("a limit without a variable");
  const std::string variable = Peek().text;
  ++pos_;
  if (!IsCommand("to")) Fail("a limit without a target");
  ++pos_;
  const int target = Sum();
  Expect("}");
  const int body = Product();
  return Opaque(Add(Kind::kSum, {target, body}, variable));
}

int Parser::Opaque(int node) {
  std::string name = NormalForm(expr_, node);
  if (name.empty()) Fail("an expression that is too long to be named", /*over_budget=*/true);
  return Add(Kind::kSymbol, {}, "\\" + name);
}

}  // namespace r1bench::verifiers
