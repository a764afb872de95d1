#include "data/micro/ops_tokenizer.h"

namespace r1bench::micro {
namespace {

constexpr std::string_view kTexts = "0 1 2 3 4 5 6 7 8 9 + - * V W ? A E _ ";
static_assert(kTexts.size() == 2 * kOpsVocabSize);
constexpr int32_t kEndIds[] = {kTokenEnd};

}  // namespace

std::vector<int32_t> OpsTokenizer::Encode(std::string_view text,
                                          const data::EncodeOptions& /*options*/) const {
  return OpsEncode(text);
}

std::string_view OpsTokenizer::TokenBytes(int32_t id) const {
  return IsToken(id) ? kTexts.substr(2 * static_cast<size_t>(id), 2) : std::string_view();
}

std::optional<int32_t> OpsTokenizer::TokenId(std::string_view token) const {
  const bool spaced = token.size() == 2 && token[1] == ' ';
  if (token.size() != 1 && !spaced) return std::nullopt;
  const int32_t id = TokenOfChar(token[0]);
  return id < 0 ? std::nullopt : std::optional<int32_t>(id);
}

std::span<const int32_t> OpsTokenizer::eos_ids() const { return kEndIds; }

}  // namespace r1bench::micro
