#include "data/tokenizer_added.h"

#include <algorithm>
#include <utility>

#include "data/tokenizer_unicode.h"
#include "data/utf8.h"

namespace r1bench::data {
namespace {

uint32_t CharacterAt(std::string_view text, size_t at) {
  uint32_t code = 0xFFFD;
  DecodeUtf8(text.substr(at), &code);
  return code;
}

// The start of the white space that ends at `end`, not before `begin`.
size_t SpaceBefore(std::string_view text, size_t begin, size_t end) {
  while (end > begin) {
    const size_t previous = PreviousCharacter(text, end);
    if (previous < begin || !IsWhiteSpace(CharacterAt(text, previous))) break;
    end = previous;
  }
  return end;
}

size_t SpaceAfter(std::string_view text, size_t begin, size_t end) {
  while (begin < end) {
    uint32_t code = 0;
    const int length = DecodeUtf8(text.substr(begin, end - begin), &code);
    if (length == 0 || !IsWhiteSpace(code)) break;
    begin += length;
  }
  return begin;
}

bool InsideOne(TextRange range, std::span<const TextRange> allowed) {
  const auto after = std::partition_point(allowed.begin(), allowed.end(), [&](TextRange candidate) {
    return candidate.begin <= range.begin;
  });
  return after != allowed.begin() && range.end <= std::prev(after)->end;
}

}  // namespace

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
  nodes_.emplace_back();
  for (size_t i = 0; i < tokens_.size(); ++i) {
    const std::string& content = tokens_[i].content;
    if (content.empty()) continue;
    may_begin_[static_cast<unsigned char>(content[0])] = true;
    int32_t node = 0;
    for (const char byte : content) {
      int32_t child = Child(node, byte);
      if (child < 0) {
        child = static_cast<int32_t>(nodes_.size());
        nodes_[node].edges.push_back({byte, child});
        nodes_.emplace_back();
      }
      node = child;
    }
    nodes_[node].token = static_cast<int32_t>(i);
  }
}

int32_t AddedTokenFinder::Child(int32_t node, char byte) const {
  for (const Edge& edge : nodes_[node].edges) {
    if (edge.byte == byte) return edge.node;
  }
  return -1;
}

int32_t AddedTokenFinder::LongestAt(std::string_view text) const {
  int32_t node = 0, best = -1;
  for (const char byte : text) {
    node = Child(node, byte);
    if (node < 0) break;
    if (nodes_[node].token >= 0) best = nodes_[node].token;
  }
  return best;
}

bool AddedTokenFinder::Accepts(const AddedToken& token, std::string_view text, TextRange match,
                               TextRange within, std::span<const TextRange> allowed) const {
  if (token.special && !InsideOne(match, allowed)) return false;
  if (!token.single_word) return true;
  const bool word_before =
      match.begin > within.begin && IsWord(CharacterAt(text, PreviousCharacter(text, match.begin)));
  const bool word_after = match.end < within.end && IsWord(CharacterAt(text, match.end));
  return !word_before && !word_after;
}

void AddedTokenFinder::Cut(std::string_view text, TextRange within,
                           std::span<const TextRange> allowed,
                           std::vector<AddedSegment>* segments) const {
  size_t done = within.begin;
  const std::string_view view = text.substr(0, within.end);
  for (size_t at = within.begin; at < within.end;) {
    if (!may_begin_[static_cast<unsigned char>(view[at])]) {
      ++at;
      continue;
    }
    const int32_t found = LongestAt(view.substr(at));
    if (found < 0) {
      ++at;
      continue;
    }
    const AddedToken& token = tokens_[found];
    TextRange match = {at, at + token.content.size()};
    at = match.end;
    if (!Accepts(token, view, match, within, allowed)) continue;
    if (token.lstrip) match.begin = SpaceBefore(view, done, match.begin);
    if (token.rstrip) match.end = SpaceAfter(view, match.end, within.end);
    match.begin = std::max(match.begin, done);
    if (match.begin > done) segments->push_back({-1, {done, match.begin}});
    segments->push_back({token.id, match});
    done = std::max(done, match.end);
  }
  if (within.end > done) segments->push_back({-1, {done, within.end}});
}

}  // namespace r1bench::data
