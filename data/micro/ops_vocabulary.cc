#include "data/micro/ops_vocabulary.h"

#include <sstream>

#include "base/error.h"

namespace r1bench::micro {
namespace {

constexpr std::string_view kChars = "0123456789+-*VW?AE_";
static_assert(kChars.size() == kOpsVocabSize);
constexpr std::string_view kSymbols = kChars.substr(kMaxModulus);

}  // namespace

OpsVocabulary::OpsVocabulary(int numerals) : numerals_(numerals) {
  base::Require(numerals >= 2 && numerals <= 64,
                "expected 2 to 64 numerals in an OPS vocabulary, got ", numerals);
}

std::string OpsVocabulary::Text(int32_t id) const {
  if (!IsToken(id)) return "<" + std::to_string(id) + "> ";
  if (IsNumeral(id)) return std::to_string(id) + " ";
  return {kSymbols[static_cast<size_t>(id - numerals_)], ' '};
}

std::string OpsVocabulary::Decode(std::span<const int32_t> ids) const {
  std::string text;
  for (const int32_t id : ids) text += Text(id);
  return text;
}

std::vector<int32_t> OpsVocabulary::Encode(std::string_view text) const {
  std::istringstream words{std::string(text)};
  std::vector<int32_t> ids;
  for (std::string word; words >> word;) {
    int32_t id = 0;
    while (id < size() && Text(id) != word + " ") ++id;
    base::Require(IsToken(id), "expected a numeral below ", numerals_, " or one of \"", kSymbols,
                  "\" in an OPS text, got \"", word, "\"");
    ids.push_back(id);
  }
  return ids;
}

char TokenChar(int32_t id) {
  base::Require(IsToken(id), "expected a token id below ", kOpsVocabSize, ", got ", id);
  return kChars[static_cast<size_t>(id)];
}

int32_t TokenOfChar(char c) {
  const size_t at = kChars.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int32_t>(at);
}

std::string OpsDecode(std::span<const int32_t> ids) {
  std::string text;
  text.reserve(2 * ids.size());
  for (const int32_t id : ids) {
    if (IsToken(id)) {
      text += kChars[static_cast<size_t>(id)];
    } else {
      text += '<' + std::to_string(id) + '>';
    }
    text += ' ';
  }
  return text;
}

std::vector<int32_t> OpsEncode(std::string_view text) {
  std::vector<int32_t> ids;
  ids.reserve(text.size() / 2 + 1);
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    const int32_t id = TokenOfChar(c);
    base::Require(id >= 0, "expected one of \"", kChars, "\" in an OPS text, got byte ",
                  static_cast<int>(static_cast<unsigned char>(c)), " at offset ", i);
    ids.push_back(id);
  }
  return ids;
}

}  // namespace r1bench::micro
