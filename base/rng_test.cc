#include "base/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.h"

namespace r1bench::base {
namespace {

using Block = std::array<uint32_t, 4>;

// The known answers published with the Random123 library for philox4x32 with 10 rounds.
TEST(PhiloxTest, GivesThePublishedKnownAnswers) {
  EXPECT_EQ(Philox4x32({0, 0, 0, 0}, {0, 0}),
            (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(Philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// Every signature rests on these bits: they must never change.
TEST(RngTest, BitsOfAStreamAreFixedForEver) {
  Rng rng(1, "golden");
  EXPECT_EQ(rng.U32(), 0x2db7e634u);
  EXPECT_EQ(rng.Normal(), -0x1.d6fe5p-2f);
  uint64_t hash = 0;
  for (int i = 0; i < 10000; ++i) hash = Mix64(hash ^ std::bit_cast<uint32_t>(rng.Normal()));
  EXPECT_EQ(hash, 0x197808a70a7ba083u);
}

TEST(RngTest, SeekReachesWhatReadingInOrderGives) {
  Rng in_order(7, "stream", 3);
  std::vector<uint32_t> words(50);
  for (uint32_t& word : words) word = in_order.U32();
  Rng seeking(7, "stream", 3);
  for (const uint64_t at : {49, 0, 17, 16, 18, 4, 3, 5}) {
    seeking.Seek(at);
    EXPECT_EQ(seeking.U32(), words[at]) << at;
    EXPECT_EQ(seeking.position(), at + 1);
    EXPECT_EQ(WordAt(7, StreamId("stream"), 3, at), words[at]);
  }
}

TEST(RngTest, PositionSavedInACheckpointContinuesTheStream) {
  Rng first(9, "train");
  for (int i = 0; i < 7; ++i) first.Below(10);
  Rng resumed(9, "train");
  resumed.Seek(first.position());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(resumed.U64(), first.U64());
}

TEST(RngTest, UniformAtEqualsUniformAtThatPosition) {
  Rng rng(5, "sample", 11);
  for (uint64_t position = 0; position < 100; ++position) {
    const float u = rng.Uniform();
    EXPECT_EQ(u, UniformAt(5, StreamId("sample"), 11, position));
    EXPECT_GE(u, 0.0f);
    EXPECT_LT(u, 1.0f);
  }
}

TEST(RngTest, SeedStreamAndRequestEachChangeTheWords) {
  const uint32_t word = Rng(1, "a", 0).U32();
  EXPECT_NE(Rng(2, "a", 0).U32(), word);
  EXPECT_NE(Rng(1, "b", 0).U32(), word);
  EXPECT_NE(Rng(1, "a", 1).U32(), word);
  EXPECT_NE(WordAt(1, StreamId("a"), 0, uint64_t{4} << 32), word);
}

TEST(RngTest, BelowIsUnbiasedAndInRange) {
  Rng rng(1, "below");
  std::map<uint32_t, int> counts;
  for (int i = 0; i < 60000; ++i) ++counts[rng.Below(6)];
  ASSERT_EQ(counts.size(), 6u);
  for (const auto& [value, count] : counts) {
    EXPECT_LT(value, 6u);
    EXPECT_NEAR(count, 10000, 5 * std::sqrt(60000 * 5.0 / 36));
  }
  EXPECT_EQ(rng.Below(1), 0u);
}

// With n = 3 * 2^30 a plain multiplication would give multiples of 3 twice as often as the rest.
TEST(RngTest, BelowIsUnbiasedWhereAPlainMultiplicationIsNot) {
  Rng rng(2, "below");
  int multiples = 0;
  for (int i = 0; i < 30000; ++i) multiples += rng.Below(3u << 30) % 3 == 0;
  EXPECT_NEAR(multiples, 10000, 5 * std::sqrt(30000 * 2.0 / 9));
}

TEST(RngTest, BetweenIncludesBothEnds) {
  Rng rng(1, "between");
  std::map<int64_t, int> counts;
  for (int i = 0; i < 1000; ++i) ++counts[rng.Between(-2, 2)];
  EXPECT_EQ(counts.size(), 5u);
  EXPECT_EQ(counts.begin()->first, -2);
  EXPECT_EQ(rng.Between(INT64_MIN, INT64_MIN), INT64_MIN);
}

TEST(RngTest, EmptyRangesAreErrors) {
  Rng rng(1, "x");
  EXPECT_THROW(rng.Below(0), Error);
  EXPECT_THROW(rng.Between(1, 0), Error);
  EXPECT_THROW(rng.Between(INT64_MIN, INT64_MAX), Error);
}

TEST(RngTest, NormalHasTheMomentsAndTailsOfANormal) {
  Rng rng(3, "normal");
  constexpr int kCount = 200000;
  double sum = 0, squares = 0, fourth = 0;
  int beyond_two = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = rng.Normal();
    sum += x, squares += x * x, fourth += x * x * x * x;
    beyond_two += std::abs(x) > 2;
    ASSERT_LT(std::abs(x), 6.7);
  }
  EXPECT_NEAR(sum / kCount, 0, 5 / std::sqrt(kCount));
  EXPECT_NEAR(squares / kCount, 1, 5 * std::sqrt(2.0 / kCount));
  EXPECT_NEAR(fourth / kCount, 3, 5 * std::sqrt(96.0 / kCount));
  EXPECT_NEAR(beyond_two / double{kCount}, 0.0455, 0.0025);
}

TEST(RngTest, NormalIsBoxAndMullersFormulaOnTwoWords) {
  Rng rng(4, "normal");
  for (int i = 0; i < 20000; ++i) {
    const uint64_t at = rng.position();
    const float x = rng.Normal();
    ASSERT_EQ(rng.position(), at + 2);
    const double u = (WordAt(4, StreamId("normal"), 0, at) + 1.0) / 4294967296.0;
    const double turn = WordAt(4, StreamId("normal"), 0, at + 1) / 4294967296.0;
    const double expected = std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * turn);
    ASSERT_NEAR(x, expected, 1e-6) << u << " " << turn;
  }
}

TEST(RngTest, UniformDoubleFillsItsRange) {
  Rng rng(5, "double");
  double sum = 0, largest = 0;
  for (int i = 0; i < 10000; ++i) {
    const double u = rng.UniformDouble();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u, largest = std::max(largest, u);
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.02);
  EXPECT_GT(largest, 0.999);
}

TEST(RngTest, ShuffleMakesEveryOrderOfThreeEquallyOften) {
  std::map<std::vector<int>, int> counts;
  for (int i = 0; i < 12000; ++i) {
    std::vector<int> items = {1, 2, 3};
    Rng(1, "shuffle", i).Shuffle(items);
    ++counts[items];
  }
  ASSERT_EQ(counts.size(), 6u);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 2000, 250);
}

TEST(RngTest, ShuffleOfNothingAndOfOneTakesNoWords) {
  Rng rng(1, "shuffle");
  std::vector<int> none, one = {5};
  rng.Shuffle(none);
  rng.Shuffle(one);
  EXPECT_EQ(rng.position(), 0u);
  EXPECT_EQ(one, std::vector<int>{5});
}

TEST(StreamIdTest, DiffersForSimilarNames) {
  static_assert(StreamId("a") != StreamId("b"));
  EXPECT_NE(StreamId("r1_zero/1"), StreamId("r1_zero/2"));
  EXPECT_NE(StreamId(""), StreamId(std::string_view("\0", 1)));
}

}  // namespace
}  // namespace r1bench::base
