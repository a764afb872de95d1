// GPT-2's byte alphabet: each of the 256 byte values has one printable character, so that tokens of
// arbitrary bytes can be written in a JSON file ("Ġthe" is " the"). Printable Latin-1 bytes stand
// for themselves, the other 68 take U+0100 onwards in order.

#ifndef R1BENCH_DATA_TOKENIZER_ALPHABET_H_
#define R1BENCH_DATA_TOKENIZER_ALPHABET_H_

#include <optional>
#include <string>
#include <string_view>

namespace r1bench::data {

// Bytes -> their characters, as UTF-8.
std::string BytesToAlphabet(std::string_view bytes);

// The bytes that a token's text stands for; nullopt where it holds a character that is not in the
// alphabet (then the token, usually an added one, stands for its own UTF-8).
std::optional<std::string> AlphabetToBytes(std::string_view token);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_ALPHABET_H_
