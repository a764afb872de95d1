// Names in words: "Area = 5", "\text{number of ways} = 5", "\text{Area of } ABC = 5".
#include "verifiers/math/names.h"
#include "verifiers/math/parser_internal.h"

namespace r1bench::verifiers {

int Parser::Label() {
  constexpr size_t kLongest = 12;
  if (AtEnd() || Peek().kind != TokenKind::kWord) return -1;
  std::string name;
  size_t length = 0;
  for (; length <= kLongest && pos_ + length < tokens_.size() && !IsChar("=", length); ++length) {
    const Token& token = Peek(length);
    if (token.kind != TokenKind::kWord && token.kind != TokenKind::kSymbol) return -1;
    if (token.kind == TokenKind::kWord && ChangesMeaning(token.text)) return -1;
    name += (name.empty() ? "" : " ") + token.text;
  }
  if (!IsChar("=", length)) return -1;
  pos_ += length;
  return Add(Kind::kSymbol, {}, name);
}

}  // namespace r1bench::verifiers
