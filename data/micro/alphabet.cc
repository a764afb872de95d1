#include "data/micro/alphabet.h"

#include "base/error.h"

namespace r1bench::micro {

char Alphabet::Char(int32_t id) const {
  base::Require(Has(id), "expected a token id below ", size(), ", got ", id);
  return chars_[static_cast<size_t>(id)];
}

int32_t Alphabet::Id(char c) const {
  const size_t at = chars_.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int32_t>(at);
}

std::string Alphabet::Decode(std::span<const int32_t> ids) const {
  std::string text;
  text.reserve(2 * ids.size());
  for (const int32_t id : ids) {
    if (Has(id)) {
      text += chars_[static_cast<size_t>(id)];
    } else {
      text += '<' + std::to_string(id) + '>';
    }
    text += ' ';
  }
  return text;
}

std::vector<int32_t> Alphabet::Encode(std::string_view text) const {
  std::vector<int32_t> ids;
  ids.reserve(text.size() / 2 + 1);
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    const int32_t id = Id(c);
    base::Require(id >= 0, "expected one of \"", chars_, "\" in a text of ", name_, ", got byte ",
                  static_cast<int>(static_cast<unsigned char>(c)), " at offset ", i);
    ids.push_back(id);
  }
  return ids;
}

}  // namespace r1bench::micro
