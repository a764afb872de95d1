// A TextCodec over a data::Tokenizer: how text models are wired to the engine.

#ifndef R1BENCH_MODEL_TOKENIZER_CODEC_H_
#define R1BENCH_MODEL_TOKENIZER_CODEC_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "data/tokenizer.h"
#include "model/text_codec.h"

namespace r1bench::model {

struct TokenizerCodecOptions {
  // Prompts are written by us (templates, chat formats), so special tokens in them count. Turn off
  // for prompts that hold foreign text, or pass prompt tokens made by Tokenizer::EncodePieces.
  bool parse_special_in_prompts = true;
  bool skip_special_in_text = true;
};

class TokenizerCodec : public TextCodec {
 public:
  explicit TokenizerCodec(std::shared_ptr<const data::Tokenizer> tokenizer,
                          TokenizerCodecOptions options = {})
      : tokenizer_(std::move(tokenizer)), options_(options) {}

  std::vector<int32_t> EncodePrompt(std::string_view text) const override {
    return tokenizer_->Encode(text, {.parse_special = options_.parse_special_in_prompts,
                                     .add_bos = tokenizer_->adds_bos()});
  }
  std::vector<int32_t> EncodeContinuation(std::string_view text) const override {
    return tokenizer_->Encode(text);
  }
  std::string_view TokenBytes(int32_t token) const override {
    if (options_.skip_special_in_text && tokenizer_->IsSpecial(token)) return {};
    return tokenizer_->TokenBytes(token);
  }

 private:
  std::shared_ptr<const data::Tokenizer> tokenizer_;
  TokenizerCodecOptions options_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_TOKENIZER_CODEC_H_
