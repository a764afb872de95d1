// What a kernel set provides for gemm_quantized.h. The caller (gemm_quantized.cc) has checked the
// arguments and cut the work into parts; an implementation runs one part on one thread.
#ifndef R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_IMPL_H_
#define R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_IMPL_H_

#include <cstdint>

#include "kernels/dequant/dequant.h"

namespace r1bench::kernels {

inline constexpr int64_t kQuantizedInputs = 32;   // inputs of a block
inline constexpr int64_t kQuantizedOutputs = 16;  // outputs of a panel
// A block of activations whose largest is below this counts as zeros: 1 / d_x stays finite.
inline constexpr float kSmallestActivation = 0x1p-100f;
inline constexpr int64_t kCodeGroupBytes = 64;  // 4 inputs of 16 outputs
inline constexpr int64_t kHalfScaleBytes = 32;  // 16 halfs

// 32 activations of one row.
struct ActivationBlock {
  int32_t q[8];   // four signed bytes each
  float d;        // d_x
  float sum;      // d_x · float(Σ q_x)
  int32_t start;  // -offset · Σ q_x: what is added for codes stored with an offset
  int32_t unused;
};

// Activations lie in row tiles: block b of row r of a tile of R rows at a[b*R + r].
struct QuantizeTile {
  const float* x;  // row r at x + r*stride
  int64_t stride;
  int64_t rows;
  int64_t blocks;
  int32_t offset;
  ActivationBlock* out;
};

// A few row tiles against panels [panel_begin, panel_end).
struct QuantizedPart {
  GgmlType type;
  int64_t blocks;  // k / 32
  const ActivationBlock* a;
  int64_t tiles;       // one after the other
  int64_t tile_rows;   // rows of a tile,
  int64_t tall_tiles;  // but the first few have one more
  const uint8_t* panels;
  int64_t panel_begin;
  int64_t panel_end;
  int64_t column_end;  // the last panel may reach beyond
  float* c;            // row 0 of the first tile, column 16*panel_begin
  int64_t ldc;
  const float* bias;  // of column 16*panel_begin, or null
  bool accumulate;
};

struct GemmQuantizedKernels {
  int64_t max_rows;  // of a tile
  void (*quantize)(const QuantizeTile& tile);
  void (*multiply)(const QuantizedPart& part);
};

extern const GemmQuantizedKernels kGemmQuantizedReference;
extern const GemmQuantizedKernels kGemmQuantizedAvx2;
extern const GemmQuantizedKernels kGemmQuantizedAvx512;
extern const GemmQuantizedKernels kGemmQuantizedAvx512Dot;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_IMPL_H_
