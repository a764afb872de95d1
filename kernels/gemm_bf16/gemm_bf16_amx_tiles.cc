// The tiles of the processor. Compiled with AMX instructions; runs only where kernels/amx.h permits
// them.
//
// gcc's tile intrinsics do not tell the compiler which memory they read (a load: none, a
// configuration: eight bytes), so what they read is made to lie in memory before each of them.
#include <immintrin.h>

#include "kernels/gemm_bf16/gemm_bf16_amx_impl.h"

namespace r1bench::kernels {
namespace {

// The operand of LDTILECFG (Intel SDM volume 2), palette 1: eight tiles of up to 16 rows of 64
// bytes.
struct alignas(64) TileConfig {
  uint8_t palette = 1;
  uint8_t start_row = 0;
  uint8_t reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfig) == 64);

[[gnu::always_inline]] inline void MemoryIsRead(const void* from) {
  __asm__ volatile("" : : "r"(from) : "memory");
}

// Configures the tiles of this thread for as long as it lives. All have the full shape: rows that A
// lacks are zeros, and one configuration serves every product.
class ProcessorTiles {
 public:
  ProcessorTiles() {
    TileConfig config;
    MemoryIsRead(&config);
    _tile_loadconfig(&config);
  }
  ~ProcessorTiles() { _tile_release(); }
  ProcessorTiles(const ProcessorTiles&) = delete;
  ProcessorTiles& operator=(const ProcessorTiles&) = delete;

  // The intrinsics take the numbers of tiles as literals.
  template <int t>
  [[gnu::always_inline]] void Zero() {
    if constexpr (t == 0) _tile_zero(0);
    if constexpr (t == 1) _tile_zero(1);
    if constexpr (t == 2) _tile_zero(2);
    if constexpr (t == 3) _tile_zero(3);
    static_assert(t < 4, "C");
  }

  template <int t>
  [[gnu::always_inline]] void Load(const void* from, int64_t stride) {
    MemoryIsRead(from);
    if constexpr (t == 0) _tile_loadd(0, from, stride);
    if constexpr (t == 1) _tile_loadd(1, from, stride);
    if constexpr (t == 2) _tile_loadd(2, from, stride);
    if constexpr (t == 3) _tile_loadd(3, from, stride);
    if constexpr (t == 4) _tile_loadd(4, from, stride);
    if constexpr (t == 5) _tile_loadd(5, from, stride);
    if constexpr (t == 6) _tile_loadd(6, from, stride);
    if constexpr (t == 7) _tile_loadd(7, from, stride);
    static_assert(t < 8);
  }

  template <int t>
  [[gnu::always_inline]] void Store(void* to, int64_t stride) {
    if constexpr (t == 0) _tile_stored(0, to, stride);
    if constexpr (t == 1) _tile_stored(1, to, stride);
    if constexpr (t == 2) _tile_stored(2, to, stride);
    if constexpr (t == 3) _tile_stored(3, to, stride);
    static_assert(t < 4, "C");
  }

  template <int c, int a, int b>
  [[gnu::always_inline]] void Dot() {
    if constexpr (c == 0) _tile_dpbf16ps(0, 4, 6);
    if constexpr (c == 1) _tile_dpbf16ps(1, 4, 7);
    if constexpr (c == 2) _tile_dpbf16ps(2, 5, 6);
    if constexpr (c == 3) _tile_dpbf16ps(3, 5, 7);
    static_assert(c < 4 && a == 4 + c / 2 && b == 6 + c % 2);
  }
};

}  // namespace

const GemmBf16Kernels kGemmBf16Amx = {kAmxRows, kAmxPairs, AmxPackBlocks, nullptr,
                                      AmxGemm<ProcessorTiles>::Product};

}  // namespace r1bench::kernels
