#include "verifiers/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace r1bench::verifiers {
namespace {

// Plain encoder, written independently of the reader.
std::string Encode(uint32_t c) {
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 63));
    out += static_cast<char>(0x80 | (c & 63));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 63));
    out += static_cast<char>(0x80 | ((c >> 6) & 63));
    out += static_cast<char>(0x80 | (c & 63));
  }
  return out;
}

TEST(Utf8, ReadsEveryScalarValueAndNoSurrogate) {
  for (uint32_t c = 0; c <= 0x10FFFF; ++c) {
    const std::string text = Encode(c);
    const CodePoint point = ReadCodePoint(text, 0);
    if (c >= 0xD800 && c <= 0xDFFF) {
      ASSERT_EQ(point.value, kInvalidCodePoint);
      ASSERT_EQ(point.length, 1u);
    } else {
      ASSERT_EQ(point.value, c);
      ASSERT_EQ(point.length, text.size());
    }
  }
}

TEST(Utf8, RejectsBrokenSequencesOneByteAtATime) {
  const char* broken[] = {
      "\x80", "\xC0\x80", "\xC1\xBF", "\xC3",      "\xE0\x80\x80",    "\xE2\x82",
      "\xF5", "\xFF",     "\xC3(",    "\xE2(\xA1", "\xF4\x90\x80\x80"};
  for (const char* text : broken) {
    const CodePoint point = ReadCodePoint(text, 0);
    EXPECT_EQ(point.value, kInvalidCodePoint);
    EXPECT_EQ(point.length, 1u);
  }
}

}  // namespace
}  // namespace r1bench::verifiers
