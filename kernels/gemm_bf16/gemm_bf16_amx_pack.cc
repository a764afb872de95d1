#include <cstring>

#include "kernels/bf16/bf16.h"
#include "kernels/gemm_bf16/gemm_bf16_amx_impl.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kRunTiles = 32;
constexpr int64_t kRunElements = kRunTiles * 2 * kAmxPairs;

// The words of elements [p, p + n) of a row, n <= kRunElements, then +0 up to a whole tile.
void PackRun(const Bf16Source& s, int64_t row, int64_t p, int64_t n, uint32_t* words) {
  const float* x = s.x + row * s.row + p * s.step;
  float gathered[kRunElements];
  if (s.step != 1) {
    for (int64_t i = 0; i < n; ++i) gathered[i] = x[i * s.step];
    x = gathered;
  }
  PackPairs(n, x, words);
  for (int64_t i = (n + 1) / 2; i % kAmxPairs != 0; ++i) words[i] = 0;
}

// Row `row` of the source as row `r` of a block; null bytes where there is no such row.
void PackRow(const Bf16Source& s, int64_t row, bool present, uint32_t* to) {
  uint32_t words[kRunTiles * kAmxPairs] = {};
  for (int64_t p = 0; p < s.k; p += kRunElements) {
    const int64_t n = s.k - p < kRunElements ? s.k - p : kRunElements;
    if (present) PackRun(s, row, p, n, words);
    for (int64_t i = 0; i < (n + 1) / 2; i += kAmxPairs, to += kAmxWords) {
      std::memcpy(to, words + i, kAmxRowBytes);
    }
  }
}

}  // namespace

void AmxPackBlocks(const Bf16Source& source, const RowCut& cut, int64_t begin, int64_t end,
                   uint32_t* to) {
  const int64_t tiles = (source.k + 2 * kAmxPairs - 1) / (2 * kAmxPairs);
  for (int64_t block = begin; block < end; ++block) {
    const int64_t height = cut.Height(block);
    uint32_t* first = to + block * tiles * kAmxWords;
    for (int64_t r = 0; r < kAmxRows; ++r) {
      PackRow(source, cut.First(block) + r, r < height, first + r * kAmxPairs);
    }
  }
}

}  // namespace r1bench::kernels
