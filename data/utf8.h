// Strict UTF-8: reading characters, finding the runs that are valid.

#ifndef R1BENCH_DATA_UTF8_H_
#define R1BENCH_DATA_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace r1bench::data {

// The length in bytes (1..4) of the UTF-8 character at the start of `text`, or 0 where there is
// none: no overlong forms, no surrogates, nothing above U+10FFFF. `code` (may be null) gets it.
int DecodeUtf8(std::string_view text, uint32_t* code);

// The longest prefix of `text` that is valid UTF-8 (`valid` true), or, where the first byte begins
// no character, the longest prefix in which no byte does. Empty only for empty text.
struct Utf8Run {
  std::string_view text;
  bool valid = true;
};
Utf8Run FirstUtf8Run(std::string_view text);

bool IsValidUtf8(std::string_view text);

// Where the character that ends just before `end` begins. `text` is valid UTF-8, end > 0.
size_t PreviousCharacter(std::string_view text, size_t end);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_UTF8_H_
