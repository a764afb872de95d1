#include "data/utf8.h"

namespace r1bench::data {
namespace {

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

int DecodeUtf8(std::string_view text, uint32_t* code) {
  static constexpr uint32_t kSmallest[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (text.empty()) return 0;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    if (code != nullptr) *code = first;
    return 1;
  }
  const int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < static_cast<size_t>(length)) return 0;
  uint32_t value = first & (0xFF >> (length + 1));
  for (int i = 1; i < length; ++i) {
    if (!IsContinuation(byte(i))) return 0;
    value = value << 6 | (byte(i) & 0x3F);
  }
  if (value < kSmallest[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
    return 0;
  }
  if (code != nullptr) *code = value;
  return length;
}

Utf8Run FirstUtf8Run(std::string_view text) {
  if (text.empty()) return {};
  size_t end = 0;
  const bool valid = DecodeUtf8(text, nullptr) > 0;
  while (end < text.size()) {
    const int length = DecodeUtf8(text.substr(end), nullptr);
    if ((length > 0) != valid) break;
    end += valid ? length : 1;
  }
  return {text.substr(0, end), valid};
}

bool IsValidUtf8(std::string_view text) {
  const Utf8Run run = FirstUtf8Run(text);
  return run.valid && run.text.size() == text.size();
}

size_t PreviousCharacter(std::string_view text, size_t end) {
  size_t begin = end - 1;
  while (begin > 0 && IsContinuation(static_cast<unsigned char>(text[begin]))) --begin;
  return begin;
}

}  // namespace r1bench::data
