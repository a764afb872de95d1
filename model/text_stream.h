// Text as it comes out of a model, token by token: looking for stop strings and making the result
// valid UTF-8. Works on bytes, since a token may end inside a character.

#ifndef R1BENCH_MODEL_TEXT_STREAM_H_
#define R1BENCH_MODEL_TEXT_STREAM_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace r1bench::model {

inline constexpr std::size_t kNoStop = std::string_view::npos;

// Where the earliest stop string begins, among those that end after text[0, old_size); kNoStop if
// there is none. With old_size the length before the last token, each byte is looked at a number
// of times that depends on the stop strings alone, never on the length of the text.
std::size_t FindStop(std::string_view text, std::size_t old_size,
                     std::span<const std::string> stop_strings);

// `bytes` with every maximal part that is not UTF-8 (a character cut off at the end included)
// replaced by U+FFFD, as the Unicode standard recommends and Hugging Face tokenizers do.
std::string ValidUtf8(std::string_view bytes);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_TEXT_STREAM_H_
