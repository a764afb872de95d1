// The little Unicode a tokenizer needs: strict UTF-8, three character classes, NFC.

#ifndef R1BENCH_DATA_TOKENIZER_UNICODE_H_
#define R1BENCH_DATA_TOKENIZER_UNICODE_H_

#include <cstddef>
#include <cstdint>
#include <string>
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

bool IsNumeric(uint32_t code);     // general category N: decimal digits, letters, other numbers
bool IsWhiteSpace(uint32_t code);  // the property White_Space
bool IsWord(uint32_t code);        // what \w matches: letters, marks, decimal digits, connectors

// Unicode normalisation form C of valid UTF-8.
std::string NormalizeNfc(std::string_view text);
bool IsNfc(std::string_view text);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_UNICODE_H_
