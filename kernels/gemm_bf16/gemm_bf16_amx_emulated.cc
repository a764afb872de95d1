// The tiles of AMX in plain C++.
#include <cstring>

#include "kernels/bf16/bf16_step.h"
#include "kernels/gemm_bf16/gemm_bf16_amx_impl.h"

namespace r1bench::kernels {
namespace {

class EmulatedTiles {
 public:
  template <int t>
  void Zero() {
    std::memset(tile_[t], 0, sizeof(tile_[t]));
  }

  template <int t>
  void Load(const void* from, int64_t stride) {
    const char* row = static_cast<const char*>(from);
    for (int64_t r = 0; r < kAmxRows; ++r) {
      std::memcpy(tile_[t][r], row + r * stride, kAmxRowBytes);
    }
  }

  template <int t>
  void Store(void* to, int64_t stride) {
    char* row = static_cast<char*>(to);
    for (int64_t r = 0; r < kAmxRows; ++r) {
      std::memcpy(row + r * stride, tile_[t][r], kAmxRowBytes);
    }
  }

  // TDPBF16PS: for each cell two sums from zero, of the products of the low halves and of the high
  // halves, pairs ascending, one fma each; then their sum is added to C.
  template <int c, int a, int b>
  void Dot() {
    for (int64_t m = 0; m < kAmxRows; ++m) {
      float sums[2][kAmxColumns] = {};
      for (int64_t k = 0; k < kAmxPairs; ++k) {
        const uint32_t x = tile_[a][m][k];
        for (int64_t n = 0; n < kAmxColumns; ++n) {
          const uint32_t y = tile_[b][k][n];
          sums[0][n] = Bf16Step(x & 0xffffu, y & 0xffffu, sums[0][n]);
          sums[1][n] = Bf16Step(x >> 16, y >> 16, sums[1][n]);
        }
      }
      for (int64_t n = 0; n < kAmxColumns; ++n) {
        const float old = __builtin_bit_cast(float, tile_[c][m][n]);
        const float sum = Bf16Add(old, Bf16Add(sums[0][n], sums[1][n]));
        tile_[c][m][n] = __builtin_bit_cast(uint32_t, sum);
      }
    }
  }

 private:
  uint32_t tile_[8][kAmxRows][kAmxPairs] = {};
};

}  // namespace

const GemmBf16Kernels kGemmBf16AmxEmulated = {kAmxRows, kAmxPairs, AmxPackBlocks, nullptr,
                                              AmxGemm<EmulatedTiles>::Product};

}  // namespace r1bench::kernels
