// Finding added tokens ("<|im_end|>", "<think>") in text, with the rules of Hugging Face's
// tokenizers: the leftmost match wins, of those the longest; lstrip and rstrip take the white space
// around; single_word wants no word character on either side.

#ifndef R1BENCH_DATA_TOKENIZER_ADDED_H_
#define R1BENCH_DATA_TOKENIZER_ADDED_H_

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "data/tokenizer.h"

namespace r1bench::data {

// A stretch [begin, end) of a text.
struct TextRange {
  size_t begin = 0;
  size_t end = 0;
};

// A piece of a text that was cut at added tokens: such a token (id >= 0), or text between them.
struct AddedSegment {
  int32_t id = -1;
  TextRange range;
};

class AddedTokenFinder {
 public:
  // `tokens` are kept; those with empty content are never found.
  explicit AddedTokenFinder(std::vector<AddedToken> tokens);

  // Appends the segments of text.substr(within). A special token counts only inside one of
  // `allowed` (sorted, disjoint); elsewhere its characters are plain text, and like in the
  // reference no other token is looked for inside them.
  void Cut(std::string_view text, TextRange within, std::span<const TextRange> allowed,
           std::vector<AddedSegment>* segments) const;

  bool empty() const { return tokens_.empty(); }

 private:
  struct Edge {
    char byte;
    int32_t node;
  };
  struct Node {
    std::vector<Edge> edges;
    int32_t token = -1;  // index into tokens_ of the token that ends here
  };

  // The longest token at the start of `text`, or -1.
  int32_t LongestAt(std::string_view text) const;
  int32_t Child(int32_t node, char byte) const;
  bool Accepts(const AddedToken& token, std::string_view text, TextRange match, TextRange within,
               std::span<const TextRange> allowed) const;

  std::vector<AddedToken> tokens_;
  std::vector<Node> nodes_;  // a trie; node 0 is the root
  std::array<bool, 256> may_begin_{};
};

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_ADDED_H_
