#include "model/text_stream.h"

#include <algorithm>
#include <cstdint>

namespace r1bench::model {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// One step of the decoder: how many bytes from `at` belong together and whether they are a
// character (Unicode standard, table 3-7).
struct Piece {
  std::size_t size;
  bool valid;
};

Piece NextPiece(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t lead = byte(at);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  uint8_t low = 0x80, high = 0xBF;  // range of the second byte; of the others: 80..BF
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i >= bytes.size() || byte(at + i) < low || byte(at + i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

}  // namespace

std::size_t FindStop(std::string_view text, std::size_t old_size,
                     std::span<const std::string> stop_strings) {
  std::size_t first = kNoStop;
  for (const std::string& stop : stop_strings) {
    const std::size_t from = old_size + 1 > stop.size() ? old_size + 1 - stop.size() : 0;
    if (from < text.size()) first = std::min(first, text.find(stop, from));
  }
  return first;
}

std::string ValidUtf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const Piece piece = NextPiece(bytes, i);
    text += piece.valid ? bytes.substr(i, piece.size) : kReplacement;
    i += piece.size;
  }
  return text;
}

}  // namespace r1bench::model
