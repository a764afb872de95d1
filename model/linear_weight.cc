#include "model/linear_weight.h"

#include "base/error.h"

namespace r1bench::model {
namespace {

// The products under one name for the three formats.
using Fp32 = kernels::PackedMatrix;
using Bf16 = kernels::PackedBf16Matrix;
using Blocks = kernels::PackedQuantizedMatrix;

void Multiply(int64_t m, const float* a, int64_t lda, const Fp32& b, float* c, int64_t ldc,
              const float* bias) {
  kernels::GemmPacked(m, a, lda, b, c, ldc, bias);
}
void Multiply(int64_t m, const float* a, int64_t lda, const Bf16& b, float* c, int64_t ldc,
              const float* bias) {
  kernels::GemmPackedBf16(m, a, lda, b, c, ldc, bias);
}
void Multiply(int64_t m, const float* a, int64_t lda, const Blocks& b, float* c, int64_t ldc,
              const float* bias) {
  kernels::GemmQuantized(m, a, lda, b, c, ldc, bias);
}

void MultiplyAdd(int64_t m, const float* a, int64_t lda, const Fp32& b, float* c, int64_t ldc) {
  kernels::GemmPackedAccumulate(m, a, lda, b, c, ldc);
}
void MultiplyAdd(int64_t m, const float* a, int64_t lda, const Bf16& b, float* c, int64_t ldc) {
  kernels::GemmPackedBf16Accumulate(m, a, lda, b, c, ldc);
}
void MultiplyAdd(int64_t m, const float* a, int64_t lda, const Blocks& b, float* c, int64_t ldc) {
  kernels::GemmQuantizedAccumulate(m, a, lda, b, c, ldc);
}

void Columns(int64_t m, const float* a, int64_t lda, const Fp32& b, int64_t first, int64_t count,
             float* c, int64_t ldc) {
  kernels::GemmPackedColumns(m, a, lda, b, first, count, c, ldc);
}
void Columns(int64_t m, const float* a, int64_t lda, const Bf16& b, int64_t first, int64_t count,
             float* c, int64_t ldc) {
  kernels::GemmPackedBf16Columns(m, a, lda, b, first, count, c, ldc);
}
void Columns(int64_t m, const float* a, int64_t lda, const Blocks& b, int64_t first, int64_t count,
             float* c, int64_t ldc) {
  kernels::GemmQuantizedColumns(m, a, lda, b, first, count, c, ldc);
}

}  // namespace

const char* WeightFormatName(WeightFormat format) {
  switch (format) {
    case WeightFormat::kFloat32:
      return "fp32";
    case WeightFormat::kBFloat16:
      return "bf16";
    case WeightFormat::kQuantized:
      break;
  }
  return "quantized";
}

WeightFormat ParseWeightFormat(std::string_view name) {
  for (const WeightFormat format :
       {WeightFormat::kFloat32, WeightFormat::kBFloat16, WeightFormat::kQuantized}) {
    if (name == WeightFormatName(format)) return format;
  }
  base::Fail("expected fp32, bf16 or quantized, got \"", name, "\"");
}

void LinearWeight::Pack(WeightFormat format, const float* w, int64_t n, int64_t k) {
  base::Require(format != WeightFormat::kQuantized,
                "expected fp32 or bf16 for weights given as floats, got quantized");
  if (format == WeightFormat::kFloat32) {
    if (this->format() != format) matrix_.emplace<Fp32>();
    std::get<Fp32>(matrix_).Pack(w, n, k);
  } else {
    if (this->format() != format) matrix_.emplace<Bf16>();
    std::get<Bf16>(matrix_).Pack(w, n, k);
  }
}

kernels::PackedQuantizedMatrix& LinearWeight::Quantized(kernels::GgmlType type, int64_t n,
                                                        int64_t k) {
  Blocks& blocks = matrix_.emplace<Blocks>();
  blocks.Reserve(type, n, k);
  return blocks;
}

int64_t LinearWeight::n() const {
  return std::visit([](const auto& m) { return m.n(); }, matrix_);
}
int64_t LinearWeight::k() const {
  return std::visit([](const auto& m) { return m.k(); }, matrix_);
}
int64_t LinearWeight::bytes() const {
  return std::visit([](const auto& m) { return m.bytes(); }, matrix_);
}

void LinearWeight::Product(int64_t m, const float* a, int64_t lda, float* c, int64_t ldc,
                           const float* bias) const {
  std::visit([&](const auto& b) { Multiply(m, a, lda, b, c, ldc, bias); }, matrix_);
}

void LinearWeight::ProductAccumulate(int64_t m, const float* a, int64_t lda, float* c,
                                     int64_t ldc) const {
  std::visit([&](const auto& b) { MultiplyAdd(m, a, lda, b, c, ldc); }, matrix_);
}

void LinearWeight::ProductColumns(int64_t m, const float* a, int64_t lda, int64_t first,
                                  int64_t count, float* c, int64_t ldc) const {
  std::visit([&](const auto& b) { Columns(m, a, lda, b, first, count, c, ldc); }, matrix_);
}

void LinearWeight::UnpackRow(int64_t row, float* out) const {
  std::visit([&](const auto& b) { b.UnpackRow(row, out); }, matrix_);
}

namespace {

void Multiply(WeightFormat format, const kernels::GemmDesc& product) {
  (format == WeightFormat::kBFloat16 ? kernels::GemmBf16 : kernels::Gemm)(product);
}

}  // namespace

void InputGradient(WeightFormat format, int64_t rows, int64_t n, int64_t k, const float* dy,
                   const float* w, float* dx, bool accumulate) {
  Multiply(format, {.m = rows,
                    .n = k,
                    .k = n,
                    .a = dy,
                    .a_row = n,
                    .a_col = 1,
                    .b = w,
                    .ldb = k,
                    .c = dx,
                    .ldc = k,
                    .accumulate = accumulate});
}

void WeightGradient(WeightFormat format, int64_t rows, int64_t n, int64_t k, const float* dy,
                    const float* x, float* dw) {
  Multiply(format, {.m = n,
                    .n = k,
                    .k = rows,
                    .a = dy,
                    .a_row = 1,
                    .a_col = n,
                    .b = x,
                    .ldb = k,
                    .c = dw,
                    .ldc = k,
                    .accumulate = true});
}

}  // namespace r1bench::model
