// The micro vocabulary behind the general tokenizer interface, for engines and reports that only
// know data::Tokenizer. Text as in ops_vocabulary.h: "3 5 2 6 ? " for a prompt.
#ifndef R1BENCH_DATA_MICRO_OPS_TOKENIZER_H_
#define R1BENCH_DATA_MICRO_OPS_TOKENIZER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "data/micro/ops_vocabulary.h"
#include "data/tokenizer.h"

namespace r1bench::micro {

class OpsTokenizer : public data::Tokenizer {
 public:
  // Throws base::Error for text outside the 19 characters and white space. No options apply: there
  // is no bos token, and `E` and `_` are written like any other token.
  std::vector<int32_t> Encode(std::string_view text,
                              const data::EncodeOptions& options = {}) const override;
  int32_t vocab_size() const override { return kOpsVocabSize; }
  std::string_view TokenBytes(int32_t id) const override;
  bool IsSpecial(int32_t id) const override { return id == kTokenEnd || id == kTokenPad; }
  std::optional<int32_t> TokenId(std::string_view token) const override;
  int32_t pad_id() const override { return kTokenPad; }
  std::span<const int32_t> eos_ids() const override;
};

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_OPS_TOKENIZER_H_
