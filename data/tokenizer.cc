#include "data/tokenizer.h"

namespace r1bench::data {

std::vector<int32_t> Tokenizer::EncodePieces(std::span<const TextPiece> pieces,
                                             const EncodeOptions& options) const {
  std::vector<int32_t> ids;
  if (options.add_bos && bos_id() >= 0) ids.push_back(bos_id());
  for (const TextPiece& piece : pieces) {
    const std::vector<int32_t> more =
        Encode(piece.text, {.parse_special = piece.allow_special, .add_bos = false});
    ids.insert(ids.end(), more.begin(), more.end());
  }
  return ids;
}

std::string Tokenizer::Decode(std::span<const int32_t> ids, const DecodeOptions& options) const {
  std::string text;
  for (const int32_t id : ids) {
    if (options.skip_special && IsSpecial(id)) continue;
    text += TokenBytes(id);
  }
  return text;
}

}  // namespace r1bench::data
