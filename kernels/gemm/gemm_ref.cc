#include <cmath>

#include "kernels/gemm/gemm_impl.h"

namespace r1bench::kernels {
namespace {

void Packed(const PackedPart& s) {
  const int64_t j_end = s.panel_end * kPanelColumns < s.n ? s.panel_end * kPanelColumns : s.n;
  for (int64_t i = 0; i < s.m; ++i) {
    for (int64_t j = s.panel_begin * kPanelColumns; j < j_end; ++j) {
      const float* b = s.panels + j / kPanelColumns * s.k * kPanelColumns + j % kPanelColumns;
      float* c = s.c + i * s.ldc + j;
      float sum = s.accumulate ? *c : s.bias != nullptr ? s.bias[j] : 0.0f;
      for (int64_t p = 0; p < s.k; ++p) {
        sum = std::fma(s.a[i * s.lda + p], b[p * kPanelColumns], sum);
      }
      *c = sum;
    }
  }
}

void Strided(const GemmDesc& d) {
  for (int64_t i = 0; i < d.m; ++i) {
    for (int64_t j = 0; j < d.n; ++j) {
      float* c = d.c + i * d.ldc + j;
      float sum = d.accumulate ? *c : 0.0f;
      for (int64_t p = 0; p < d.k; ++p) {
        sum = std::fma(d.a[i * d.a_row + p * d.a_col], d.b[p * d.ldb + j], sum);
      }
      *c = sum;
    }
  }
}

}  // namespace

const GemmKernels kGemmReference = {Packed, Strided};

}  // namespace r1bench::kernels
