// The byte-level BPE tokenizer behind MakeBpeTokenizer.
//
//   text -> added tokens cut out -> NFC (some families) -> words (Splitter) -> bytes as tokens
//        -> merges (ApplyMerges)

#ifndef R1BENCH_DATA_TOKENIZER_BPE_H_
#define R1BENCH_DATA_TOKENIZER_BPE_H_

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/tokenizer.h"
#include "data/tokenizer_added.h"
#include "data/tokenizer_merge.h"
#include "data/tokenizer_split.h"

namespace r1bench::data {

class BpeTokenizer : public Tokenizer {
 public:
  explicit BpeTokenizer(const BpeSpec& spec);

  std::vector<int32_t> Encode(std::string_view text, const EncodeOptions& options) const override;
  std::vector<int32_t> EncodePieces(std::span<const TextPiece> pieces,
                                    const EncodeOptions& options) const override;
  int32_t vocab_size() const override { return static_cast<int32_t>(bytes_of_.size()); }
  std::string_view TokenBytes(int32_t id) const override;
  bool IsSpecial(int32_t id) const override;
  std::optional<int32_t> TokenId(std::string_view token) const override;
  int32_t bos_id() const override { return bos_id_; }
  int32_t pad_id() const override { return pad_id_; }
  std::span<const int32_t> eos_ids() const override { return eos_ids_; }
  bool adds_bos() const override { return add_bos_; }

 private:
  class Run;  // one call of Encode

  void BuildVocabulary(const BpeSpec& spec, const std::vector<AddedToken>& added);
  void BuildMerges(const BpeSpec& spec);
  std::vector<int32_t> EncodeText(std::string_view text, std::span<const TextRange> allowed,
                                  bool add_bos) const;

  Splitter splitter_;
  AddedTokenFinder raw_added_;         // looked for in the text as given
  AddedTokenFinder normalized_added_;  // looked for after normalisation
  MergeTable merges_;
  std::vector<std::string> bytes_of_;                      // by id
  std::vector<bool> special_;                              // by id
  std::unordered_map<std::string, int32_t> id_of_;         // by written form
  std::unordered_map<std::string_view, int32_t> word_id_;  // by bytes; filled if ignore_merges_
  std::array<int32_t, 256> byte_id_;                       // -1: the byte has no token
  bool normalize_nfc_ = false;
  bool ignore_merges_ = false;
  bool add_prefix_space_ = false;
  bool add_bos_ = false;
  int32_t bos_id_ = -1, pad_id_ = -1, unk_id_ = -1;
  std::vector<int32_t> eos_ids_;
};

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_BPE_H_
