#include "model/kv_cache.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "gtest/gtest.h"

namespace r1bench::model {
namespace {

constexpr KvLayout kLayout{.num_layers = 2, .num_kv_heads = 3, .head_dim = 4};

float Value(int64_t layer, int64_t position, int64_t head, int64_t d, float salt) {
  return salt + 1000.0f * layer + 10.0f * position + head + 0.1f * d;
}

// Writes n tokens as the kernels do; V gets the negated value of K.
void Write(KvSequence* seq, int64_t n, float salt) {
  const KvLayout& shape = seq->cache()->layout();
  seq->Reserve(n);
  for (int64_t p = seq->length(); p < seq->length() + n; ++p) {
    for (int64_t l = 0; l < shape.num_layers; ++l) {
      float* k = seq->k_blocks(l)[p / 16];
      float* v = seq->v_blocks(l)[p / 16];
      for (int64_t h = 0; h < shape.num_kv_heads; ++h) {
        for (int64_t d = 0; d < shape.head_dim; ++d) {
          k[(h * shape.head_dim + d) * 16 + p % 16] = Value(l, p, h, d, salt);
          v[(h * 16 + p % 16) * shape.head_dim + d] = -Value(l, p, h, d, salt);
        }
      }
    }
  }
  seq->Advance(n);
}

bool Holds(const KvSequence& seq, int64_t begin, int64_t end, float salt) {
  const KvLayout& shape = seq.cache()->layout();
  bool same = end <= seq.length();
  for (int64_t p = begin; p < end && same; ++p) {
    for (int64_t l = 0; l < shape.num_layers; ++l) {
      const float* k = seq.k_blocks(l)[p / 16];
      const float* v = seq.v_blocks(l)[p / 16];
      for (int64_t h = 0; h < shape.num_kv_heads; ++h) {
        for (int64_t d = 0; d < shape.head_dim; ++d) {
          same &= k[(h * shape.head_dim + d) * 16 + p % 16] == Value(l, p, h, d, salt);
          same &= v[(h * 16 + p % 16) * shape.head_dim + d] == -Value(l, p, h, d, salt);
        }
      }
    }
  }
  return same;
}

TEST(KvCacheTest, KeepsWhatWasWrittenAcrossGrowth) {
  KvCache cache(kLayout, 1000);
  KvSequence seq(&cache);
  for (int64_t n : {1, 15, 16, 17, 3, 40, 100}) Write(&seq, n, 0);
  EXPECT_EQ(seq.length(), 192);
  EXPECT_EQ(seq.num_blocks(), 12);
  EXPECT_TRUE(Holds(seq, 0, 192, 0));
}

TEST(KvCacheTest, BlocksAreAlignedForVectorLoads) {
  KvCache cache(kLayout, 100);
  KvSequence seq(&cache);
  seq.Reserve(40);
  for (int64_t l = 0; l < 2; ++l) {
    for (int64_t b = 0; b < seq.num_blocks(); ++b) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(seq.k_blocks(l)[b]) % 64, 0u);
      EXPECT_EQ(reinterpret_cast<uintptr_t>(seq.v_blocks(l)[b]) % 64, 0u);
    }
  }
}

TEST(KvCacheTest, ForkSharesBlocksAndCopiesOnlyThePartialOneOnWrite) {
  KvCache cache(kLayout, 100);
  KvSequence prompt(&cache);
  Write(&prompt, 40, 0);
  KvSequence a = prompt.Fork();
  KvSequence b = prompt.Fork();
  EXPECT_EQ(cache.used_blocks(), 3);
  EXPECT_EQ(a.BlocksToReserve(1), 1);
  Write(&a, 5, 7);
  EXPECT_EQ(cache.used_blocks(), 4);
  Write(&b, 5, 9);
  Write(&prompt, 5, 0);  // the last holder writes in place
  EXPECT_EQ(cache.used_blocks(), 5);
  EXPECT_TRUE(Holds(a, 0, 40, 0) && Holds(a, 40, 45, 7));
  EXPECT_TRUE(Holds(b, 0, 40, 0) && Holds(b, 40, 45, 9));
  EXPECT_TRUE(Holds(prompt, 0, 45, 0));
  EXPECT_EQ(a.k_blocks(1)[0], b.k_blocks(1)[0]);
}

TEST(KvCacheTest, ForkAtAFullBlockCopiesNothing) {
  KvCache cache(kLayout, 100);
  KvSequence prompt(&cache);
  Write(&prompt, 40, 0);
  KvSequence fork = prompt.Fork(32);
  EXPECT_EQ(fork.BlocksToReserve(1), 1);
  Write(&fork, 1, 5);
  EXPECT_TRUE(Holds(fork, 0, 32, 0) && Holds(fork, 32, 33, 5));
  EXPECT_TRUE(Holds(prompt, 0, 40, 0));
}

TEST(KvCacheTest, TruncateReleasesBlocksAndRefillsPrivately) {
  KvCache cache(kLayout, 100);
  KvSequence seq(&cache);
  Write(&seq, 50, 0);
  KvSequence other = seq.Fork();
  seq.Truncate(20);
  EXPECT_EQ(seq.num_blocks(), 2);
  EXPECT_EQ(cache.used_blocks(), 4);
  Write(&seq, 30, 3);
  EXPECT_TRUE(Holds(seq, 0, 20, 0) && Holds(seq, 20, 50, 3));
  EXPECT_TRUE(Holds(other, 0, 50, 0));
  seq.Truncate(99);  // longer than the sequence: nothing happens
  EXPECT_EQ(seq.length(), 50);
}

TEST(KvCacheTest, EveryBlockReturnsWhenSequencesEnd) {
  KvCache cache(kLayout, 100);
  {
    KvSequence a(&cache);
    Write(&a, 33, 0);
    KvSequence b = a.Fork(20);
    KvSequence c = std::move(b);
    Write(&c, 10, 1);
    a = std::move(c);
    b = a.Fork(1);
    b.Reserve(64);
    EXPECT_GT(cache.used_blocks(), 0);
  }
  EXPECT_EQ(cache.used_blocks(), 0);
  cache.ReleaseMemory();
  EXPECT_EQ(cache.reserved_bytes(), 0);
}

TEST(KvCacheTest, RefusesAtTheCapWithNumbersAndRemedyAndChangesNothing) {
  KvCache cache(kLayout, 4);
  KvSequence seq(&cache);
  Write(&seq, 50, 0);
  try {
    seq.Reserve(15);
    FAIL() << "expected a refusal";
  } catch (const base::Error& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("1 blocks"), std::string::npos) << message;
    EXPECT_NE(message.find("cap of 4"), std::string::npos) << message;
    EXPECT_NE(message.find("raise the memory cap"), std::string::npos) << message;
  }
  EXPECT_EQ(seq.length(), 50);
  EXPECT_EQ(seq.num_blocks(), 4);
  Write(&seq, 14, 0);
  EXPECT_TRUE(Holds(seq, 0, 64, 0));
  KvSequence fork = seq.Fork(63);
  EXPECT_THROW(fork.Reserve(1), base::Error);  // no block left for the copy
}

TEST(KvCacheTest, MemoryGrowsLazily) {
  KvCache cache(kLayout, 1'000'000);
  EXPECT_EQ(cache.reserved_bytes(), 0);
  KvSequence seq(&cache);
  seq.Reserve(1);
  EXPECT_LE(cache.reserved_bytes(), int64_t{8} << 20);
}

TEST(KvCacheTest, BadArgumentsAreNamed) {
  EXPECT_THROW(KvCache(KvLayout{}, 10), base::Error);
  EXPECT_THROW(KvCache(kLayout, 0), base::Error);
  KvCache cache(kLayout, 10);
  KvCache other(kLayout, 10);
  KvSequence seq(&cache);
  EXPECT_THROW(seq.Advance(1), base::Error);
  EXPECT_THROW(seq.Fork(1), base::Error);
  KvSequence foreign(&other);
  EXPECT_THROW(seq.ForkInto(0, &foreign), base::Error);
  seq.Reserve(1);
  EXPECT_THROW(cache.ReleaseMemory(), base::Error);
}

}  // namespace
}  // namespace r1bench::model
