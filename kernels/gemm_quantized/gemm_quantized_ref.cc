#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/gemm_quantized/gemm_quantized_impl.h"

namespace r1bench::kernels {
namespace {

void QuantizeBlock(const float* x, int32_t offset, ActivationBlock* out) {
  int8_t q[kQuantizedInputs] = {};
  float max = 0.0f;
  bool finite = true;
  for (int64_t p = 0; p < kQuantizedInputs; ++p) {
    finite = finite && std::isfinite(x[p]);
    max = std::fmax(max, std::fabs(x[p]));
  }
  int32_t sum = 0;
  if (!finite) {
    out->d = std::numeric_limits<float>::quiet_NaN();
  } else if (max < kSmallestActivation) {
    out->d = 0.0f;
  } else {
    out->d = max / 127.0f;
    const float inverse = 1.0f / out->d;
    for (int64_t p = 0; p < kQuantizedInputs; ++p) {
      q[p] = static_cast<int8_t>(std::nearbyint(x[p] * inverse));
      sum += q[p];
    }
  }
  std::memcpy(out->q, q, sizeof(q));
  out->sum = out->d * static_cast<float>(sum);
  out->start = -offset * sum;
}

void Quantize(const QuantizeTile& t) {
  for (int64_t b = 0; b < t.blocks; ++b) {
    for (int64_t r = 0; r < t.rows; ++r) {
      QuantizeBlock(t.x + r * t.stride + b * kQuantizedInputs, t.offset, t.out + b * t.rows + r);
    }
  }
}

// The stored code of output `lane` of a panel, input p of the block.
int32_t Code(GgmlType type, const uint8_t* block, int64_t lane, int64_t p) {
  const bool eight = type == GgmlType::kQ8_0;
  const int64_t input = eight ? p : p % 16;
  const uint8_t byte = block[input / 4 * kCodeGroupBytes + lane * 4 + input % 4];
  return eight ? byte : p < 16 ? byte & 15 : byte >> 4;
}

float Half(const uint8_t* halfs, int64_t lane) {
  uint16_t bits;
  std::memcpy(&bits, halfs + 2 * lane, sizeof(bits));
  return HalfToFloat(bits);
}

// One row of a tile of `rows` and one output: start, then the blocks upwards.
float Element(const QuantizedPart& s, const ActivationBlock* a, int64_t rows, const uint8_t* panel,
              int64_t lane, float acc) {
  const int64_t codes = kCodeGroupBytes * (s.type == GgmlType::kQ8_0 ? 8 : 4);
  const int64_t scales = kHalfScaleBytes * (s.type == GgmlType::kQ4_1 ? 2 : 1);
  for (int64_t b = 0; b < s.blocks; ++b) {
    const uint8_t* block = panel + b * (codes + scales);
    const ActivationBlock& x = a[b * rows];
    int8_t q[kQuantizedInputs];
    std::memcpy(q, x.q, sizeof(q));
    int32_t sum = x.start;
    for (int64_t p = 0; p < kQuantizedInputs; ++p) sum += Code(s.type, block, lane, p) * q[p];
    acc = std::fma(Half(block + codes, lane) * x.d, static_cast<float>(sum), acc);
    if (s.type == GgmlType::kQ4_1) {
      acc = std::fma(Half(block + codes + kHalfScaleBytes, lane), x.sum, acc);
    }
  }
  return acc;
}

int64_t PanelBytes(const QuantizedPart& s) {
  const int64_t codes = kCodeGroupBytes * (s.type == GgmlType::kQ8_0 ? 8 : 4);
  const int64_t scales = kHalfScaleBytes * (s.type == GgmlType::kQ4_1 ? 2 : 1);
  return s.blocks * (codes + scales);
}

void Multiply(const QuantizedPart& s) {
  const int64_t first = s.panel_begin * kQuantizedOutputs;
  const int64_t end = s.panel_end * kQuantizedOutputs < s.column_end
                          ? s.panel_end * kQuantizedOutputs
                          : s.column_end;
  const ActivationBlock* a = s.a;
  float* c = s.c;
  for (int64_t tile = 0; tile < s.tiles; ++tile) {
    const int64_t rows = s.tile_rows + (tile < s.tall_tiles ? 1 : 0);
    for (int64_t r = 0; r < rows; ++r, c += s.ldc) {
      for (int64_t j = first; j < end; ++j) {
        float* to = c + j - first;
        const float start = s.accumulate ? *to : s.bias != nullptr ? s.bias[j - first] : 0.0f;
        const uint8_t* panel = s.panels + j / kQuantizedOutputs * PanelBytes(s);
        *to = Element(s, a + r, rows, panel, j % kQuantizedOutputs, start);
      }
    }
    a += rows * s.blocks;
  }
}

}  // namespace

const GemmQuantizedKernels kGemmQuantizedReference = {4, Quantize, Multiply};

}  // namespace r1bench::kernels
