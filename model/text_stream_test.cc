#include "model/text_stream.h"

#include <string>
#include <vector>

#include "base/rng.h"
#include "gtest/gtest.h"

namespace r1bench::model {
namespace {

// Feeds the text in pieces and returns where the stream stops, as the engine does.
std::size_t Feed(const std::vector<std::string>& pieces, const std::vector<std::string>& stops) {
  std::string text;
  for (const std::string& piece : pieces) {
    const std::size_t old_size = text.size();
    text += piece;
    const std::size_t at = FindStop(text, old_size, stops);
    if (at != kNoStop) return at;
  }
  return kNoStop;
}

TEST(TextStreamTest, StopIsFoundAcrossTokenBorders) {
  EXPECT_EQ(Feed({"ab", "</", "ans", "wer>", "x"}, {"</answer>"}), 2u);
  EXPECT_EQ(Feed({"a", "a", "b"}, {"aab"}), 0u);
  EXPECT_EQ(Feed({"x", "", "y"}, {"xy"}), 0u);
  EXPECT_EQ(Feed({"abc"}, {"d"}), kNoStop);
  EXPECT_EQ(Feed({""}, {"d"}), kNoStop);
}

TEST(TextStreamTest, EarliestStopOfAPieceWins) {
  EXPECT_EQ(Feed({"one two three"}, {"three", "two"}), 4u);
  EXPECT_EQ(Feed({"ab", "c"}, {"abc", "b"}), 1u);  // "b" was complete first
}

TEST(TextStreamTest, OldMatchesDoNotCountAgain) {
  EXPECT_EQ(FindStop("stop and more", 6, std::vector<std::string>{"stop"}), kNoStop);
}

TEST(TextStreamTest, AnyCuttingGivesTheSamePlaceForOneStopString) {
  const std::string text =
      "aabaabaaabab\xF0\x9F\x98\x80"
      "aabab";
  for (const std::string stop : {"aaab", "bab\xF0\x9F",
                                 "\x98\x80"
                                 "aa",
                                 "b", "zz"}) {
    const std::size_t expected = text.find(stop);
    base::Rng rng(1, "cuts");
    for (int trial = 0; trial < 50; ++trial) {
      std::vector<std::string> pieces;
      for (std::size_t i = 0; i < text.size();) {
        const std::size_t n = rng.Below(5);
        pieces.push_back(text.substr(i, n));
        i += n;
      }
      EXPECT_EQ(Feed(pieces, {stop}), expected);
    }
  }
}

TEST(TextStreamTest, HostileStopStringsAreHarmless) {
  const std::string megabyte(1 << 20, 'a');
  EXPECT_EQ(Feed({"aaaa", "aaaa"}, {megabyte}), kNoStop);
  EXPECT_EQ(Feed({std::string("a\0b", 3)}, {std::string("\0", 1)}), 1u);
  std::vector<std::string> many(1000, "\xFF\xFE");
  many.push_back("ok");
  EXPECT_EQ(Feed({"not o", "k"}, many), 4u);
}

TEST(TextStreamTest, ValidTextPassesUnchanged) {
  for (const std::string text : {"", "plain", "\u00e9\u4e2d\U0001F600 end", "\x7f\x01"}) {
    EXPECT_EQ(ValidUtf8(text), text);
  }
}

TEST(TextStreamTest, InvalidPartsBecomeReplacementCharacters) {
  const std::string r = "\uFFFD";
  EXPECT_EQ(ValidUtf8("a\xF0\x9F\x98"), "a" + r);           // cut off at the end: one
  EXPECT_EQ(ValidUtf8("\x80z\xFF"), r + "z" + r);           // stray bytes
  EXPECT_EQ(ValidUtf8("\xC0\xAF"), r + r);                  // overlong
  EXPECT_EQ(ValidUtf8("\xED\xA0\x80"), r + r + r);          // surrogate
  EXPECT_EQ(ValidUtf8("\xF4\x90\x80\x80"), r + r + r + r);  // beyond U+10FFFF
  EXPECT_EQ(ValidUtf8("\xE2\x82"
                      "\xE2\x82\xAC"),
            r + "\u20ac");  // cut off, then whole
}

}  // namespace
}  // namespace r1bench::model
