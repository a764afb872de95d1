#include "data/micro/ops_vocabulary.h"

#include <sstream>

#include "base/error.h"

namespace r1bench::micro {
namespace {

static_assert(kOpsAlphabet.size() == kOpsVocabSize);
constexpr std::string_view kSymbols = kOpsAlphabet.chars().substr(kMaxModulus);

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

char TokenChar(int32_t id) { return kOpsAlphabet.Char(id); }

int32_t TokenOfChar(char c) { return kOpsAlphabet.Id(c); }

std::string OpsDecode(std::span<const int32_t> ids) { return kOpsAlphabet.Decode(ids); }

std::vector<int32_t> OpsEncode(std::string_view text) { return kOpsAlphabet.Encode(text); }

}  // namespace r1bench::micro
