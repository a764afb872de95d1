// A vocabulary of single characters, as every world of data/micro has one: token i is character i.
//
// Text form: every token is its character and one space, "3 5 2 6 ? + 1 * 2 V A + * E ". So the
// text of a sequence is the concatenation of the texts of its tokens.
#ifndef R1BENCH_DATA_MICRO_ALPHABET_H_
#define R1BENCH_DATA_MICRO_ALPHABET_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::micro {

class Alphabet {
 public:
  // `name` is for messages ("OPS"); `chars` are distinct and none is white space. Both must outlive
  // the alphabet (string literals).
  constexpr Alphabet(std::string_view name, std::string_view chars) : name_(name), chars_(chars) {}

  constexpr std::string_view chars() const { return chars_; }
  constexpr int32_t size() const { return static_cast<int32_t>(chars_.size()); }
  constexpr bool Has(int32_t id) const { return id >= 0 && id < size(); }

  // The character of a token; throws base::Error for an id outside the vocabulary.
  char Char(int32_t id) const;
  // The id of a character, or -1 when it is none of them.
  int32_t Id(char c) const;

  // Text of a sequence (see above). Ids outside the vocabulary, which only a broken model can
  // produce, become "<id> " so that a report can still be written.
  std::string Decode(std::span<const int32_t> ids) const;
  // Ids of a text. White space is skipped; throws base::Error, naming the byte, for anything else.
  std::vector<int32_t> Encode(std::string_view text) const;

 private:
  std::string_view name_, chars_;
};

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_ALPHABET_H_
