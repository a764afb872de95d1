// The little Unicode a tokenizer needs beyond UTF-8: three character classes and NFC, from ICU.

#ifndef R1BENCH_DATA_TOKENIZER_UNICODE_H_
#define R1BENCH_DATA_TOKENIZER_UNICODE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace r1bench::data {

bool IsNumeric(uint32_t code);     // general category N: decimal digits, letters, other numbers
bool IsWhiteSpace(uint32_t code);  // the property White_Space
bool IsWord(uint32_t code);        // what \w matches: letters, marks, decimal digits, connectors

// Unicode normalisation form C of valid UTF-8.
std::string NormalizeNfc(std::string_view text);
bool IsNfc(std::string_view text);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_UNICODE_H_
