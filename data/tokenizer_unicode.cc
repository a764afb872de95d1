#include "data/tokenizer_unicode.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "base/error.h"

namespace r1bench::data {
namespace {

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

const icu::Normalizer2& Nfc() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  base::Require(U_SUCCESS(status), "expected ICU to hold its NFC data, got ", u_errorName(status));
  return *nfc;
}

icu::StringPiece Piece(std::string_view text) {
  base::Require(text.size() <= INT32_MAX, "expected a text under 2 GiB, got ", text.size(),
                " bytes; split it");
  return icu::StringPiece(text.data(), static_cast<int32_t>(text.size()));
}

bool IsAscii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

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

bool IsNumeric(uint32_t code) { return (U_GET_GC_MASK(code) & U_GC_N_MASK) != 0; }

bool IsWhiteSpace(uint32_t code) { return u_isUWhiteSpace(static_cast<UChar32>(code)); }

bool IsWord(uint32_t code) {
  const UChar32 c = static_cast<UChar32>(code);
  return u_isUAlphabetic(c) || (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) ||
         u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL);
}

bool IsNfc(std::string_view text) {
  if (IsAscii(text)) return true;
  UErrorCode status = U_ZERO_ERROR;
  const bool is_nfc = Nfc().isNormalizedUTF8(Piece(text), status);
  base::Require(U_SUCCESS(status), "ICU could not check NFC: ", u_errorName(status));
  return is_nfc;
}

std::string NormalizeNfc(std::string_view text) {
  std::string result;
  if (IsNfc(text)) {
    result = text;
    return result;
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&result);
  Nfc().normalizeUTF8(0, Piece(text), sink, nullptr, status);
  base::Require(U_SUCCESS(status), "ICU could not normalise: ", u_errorName(status));
  return result;
}

}  // namespace r1bench::data
