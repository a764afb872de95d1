// Reading UTF-8 that nobody promised to be valid.
#ifndef R1BENCH_VERIFIERS_UTF8_H_
#define R1BENCH_VERIFIERS_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace r1bench::verifiers {

inline constexpr uint32_t kInvalidCodePoint = 0xFFFFFFFF;

// The code point at text[pos] and its length in bytes. For a byte that begins no valid sequence
// (stray continuation, overlong form, surrogate, beyond U+10FFFF, cut at the end) the result is
// {kInvalidCodePoint, 1}. Requires pos < text.size().
struct CodePoint {
  uint32_t value = kInvalidCodePoint;
  size_t length = 1;
};
CodePoint ReadCodePoint(std::string_view text, size_t pos);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_UTF8_H_
