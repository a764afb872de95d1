// TextCodec: what the engine needs to know about text, and no more.
//
// Training works on token ids alone and passes no codec. Evaluation wires a tokenizer in through
// TokenizerCodec; tests write codecs of five lines.

#ifndef R1BENCH_MODEL_TEXT_CODEC_H_
#define R1BENCH_MODEL_TEXT_CODEC_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace r1bench::model {

class TextCodec {
 public:
  virtual ~TextCodec() = default;
  // A prompt as the model expects it, a beginning-of-text token included if the family has one.
  virtual std::vector<int32_t> EncodePrompt(std::string_view text) const = 0;
  // Text that stands after a prompt: nothing is put before it.
  virtual std::vector<int32_t> EncodeContinuation(std::string_view text) const = 0;
  // The bytes a token adds to a completion's text; they may end inside a UTF-8 character. Empty
  // for control tokens. Valid as long as the codec.
  virtual std::string_view TokenBytes(int32_t token) const = 0;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_TEXT_CODEC_H_
