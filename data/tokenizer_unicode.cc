#include "data/tokenizer_unicode.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "base/error.h"

namespace r1bench::data {
namespace {

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
