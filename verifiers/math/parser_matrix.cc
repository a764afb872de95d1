// Matrices: environments, and sums and products of matrices, which are worked out while reading.
#include "verifiers/math/parser_internal.h"

namespace r1bench::verifiers {
namespace {

constexpr size_t kMaxMatrixWork = 5000;  // products of entries in one matrix product

}  // namespace

int Parser::Environment() {
  const auto name_of = [this] {
    std::string name;
    Expect("{");
    while (!AtEnd() && !IsChar("}")) {
      name += Peek().text;
      ++pos_;
    }
    Expect("}");
    return name;
  };
  DepthGuard guard(&depth_);
  const std::string name = name_of();
  if (name == "cases") return Cases();
  if (name != "pmatrix" && name != "bmatrix" && name != "matrix" && name != "array" &&
      name != "smallmatrix" && name != "Bmatrix") {
    Fail("an environment that is not understood");
  }
  if (name == "array" && TakeChar("{")) {
    while (!AtEnd() && !IsChar("}")) ++pos_;
    Expect("}");
  }
  const int matrix = MatrixBody(name);
  ++pos_;  // end
  if (name_of() != name) Fail("environments that do not match");
  return matrix;
}

int Parser::MatrixBody(const std::string& name) {
  std::vector<int> entries;
  int columns = 0, column = 0;
  const auto end_row = [&] {
    if (columns != 0 && column != columns) Fail("rows of different lengths in a " + name);
    columns = column;
    column = 0;
  };
  while (!IsCommand("end")) {
    if (AtEnd()) Fail("a matrix is not closed");
    entries.push_back(Sum());
    ++column;
    if (TakeChar("&")) continue;
    end_row();
    if (!TakeChar("R") && !IsCommand("end")) Fail("a matrix row that does not end");
  }
  if (column != 0) end_row();
  if (entries.empty()) Fail("an empty matrix");
  return Add(Kind::kMatrix, entries, "", columns);
}

// value & condition \\ ... : a set of pairs. The words around a condition mean nothing.
int Parser::Cases() {
  const auto skip_words = [this] {
    while (Peek().kind == TokenKind::kWord && (Peek().text == "if" || Peek().text == "for" ||
                                               Peek().text == "when" || Peek().text == "where")) {
      ++pos_;
    }
  };
  std::vector<int> rows;
  while (!IsCommand("end")) {
    const int value = Sum();
    TakeChar(",");
    Expect("&");
    skip_words();
    int condition = -1;
    if (Peek().kind == TokenKind::kWord && (Peek().text == "otherwise" || Peek().text == "else")) {
      ++pos_;
      condition = Add(Kind::kEmptySet);
    } else {
      condition = Item();
    }
    rows.push_back(Add(Kind::kTuple, {value, condition}, "()"));
    TakeChar(",");
    if (!TakeChar("R") && !IsCommand("end")) Fail("a case that does not end");
  }
  if (rows.empty()) Fail("no cases");
  while (!AtEnd() && !IsChar("}")) ++pos_;  // end{cases
  Expect("}");
  return Add(Kind::kSet, rows, "cases");
}

int Parser::SumOf(const std::vector<int>& terms) {
  if (terms.size() == 1) return terms[0];
  if (expr_.at(terms[0]).kind != Kind::kMatrix) return Add(Kind::kAdd, terms);
  const int columns = expr_.at(terms[0]).number;
  std::vector<int> entries = expr_.at(terms[0]).args;
  for (size_t t = 1; t < terms.size(); ++t) {
    const Node other = expr_.at(terms[t]);
    if (other.kind != Kind::kMatrix || other.number != columns ||
        other.args.size() != entries.size()) {
      Fail("a sum of matrices that do not fit");
    }
    for (size_t i = 0; i < entries.size(); ++i) {
      entries[i] = Add(Kind::kAdd, {entries[i], other.args[i]});
    }
  }
  return Add(Kind::kMatrix, entries, "", columns);
}

int Parser::ProductOf(std::vector<int> factors) {
  if (factors.size() == 1) return factors[0];
  bool matrices = false;
  for (int& factor : factors) {
    // "\{1+2\}\{3-4\}": braces as brackets.
    const Node& node = expr_.at(factor);
    if (node.kind == Kind::kSet && node.args.size() == 1) factor = node.args[0];
    matrices |= node.kind == Kind::kMatrix;
  }
  if (!matrices) return Add(Kind::kMul, factors);
  int product = factors[0];
  for (size_t i = 1; i < factors.size(); ++i) product = MatrixProduct(product, factors[i]);
  return product;
}

int Parser::MatrixProduct(int left, int right) {
  const Node a = expr_.at(left), b = expr_.at(right);
  if (a.kind != Kind::kMatrix && b.kind != Kind::kMatrix) return Add(Kind::kMul, {left, right});
  if (a.kind != Kind::kMatrix || b.kind != Kind::kMatrix) {
    const Node& matrix = a.kind == Kind::kMatrix ? a : b;
    const int scalar = a.kind == Kind::kMatrix ? right : left;
    std::vector<int> entries;
    for (const int entry : matrix.args) entries.push_back(Add(Kind::kMul, {scalar, entry}));
    return Add(Kind::kMatrix, entries, "", matrix.number);
  }
  const size_t inner = static_cast<size_t>(a.number), columns = static_cast<size_t>(b.number);
  const size_t rows = a.args.size() / inner;
  if (b.args.size() / columns != inner) Fail("a product of matrices that do not fit");
  if (rows * inner * columns > kMaxMatrixWork) Fail("a product of large matrices", true);
  std::vector<int> entries;
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = 0; c < columns; ++c) {
      std::vector<int> terms;
      for (size_t k = 0; k < inner; ++k) {
        terms.push_back(Add(Kind::kMul, {a.args[r * inner + k], b.args[k * columns + c]}));
      }
      entries.push_back(Add(Kind::kAdd, terms));
    }
  }
  return Add(Kind::kMatrix, entries, "", b.number);
}

}  // namespace r1bench::verifiers
