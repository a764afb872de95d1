// Tensor blocks of a GGUF file to float, with the meaning the ggml formats give them.
//
// Formats (elements a block, bytes a block; all fields little-endian, d and m are IEEE half):
//   F32 1/4, F16 1/2, BF16 1/2
//   Q8_0  32/34   d, 32 int8 q                 x = q·d
//   Q4_0  32/18   d, 16 bytes of nibbles       x = (q - 8)·d
//   Q4_1  32/20   d, m, 16 bytes of nibbles    x = q·d + m
//   Q6_K 256/210  128 bytes low nibbles, 64 bytes high 2 bits, 16 int8 scales, d
//                                              x = d·scale·(q - 32)
// Checked bit for bit against the `gguf` Python package (tests/oracles/make_dequant_fixture.py).
#ifndef R1BENCH_KERNELS_DEQUANT_DEQUANT_H_
#define R1BENCH_KERNELS_DEQUANT_DEQUANT_H_

#include <cstdint>

namespace r1bench::kernels {

// Values are those of the GGUF file format.
enum class GgmlType : uint32_t {
  kF32 = 0,
  kF16 = 1,
  kQ4_0 = 2,
  kQ4_1 = 3,
  kQ8_0 = 8,
  kQ6_K = 14,
  kBF16 = 30,
};

// False for a type number that Dequantize does not know.
bool IsSupported(uint32_t ggml_type);
const char* GgmlTypeName(GgmlType type);
int64_t BlockElements(GgmlType type);
int64_t BlockBytes(GgmlType type);

// Bytes that n elements take; n must be a multiple of BlockElements (throws otherwise).
int64_t QuantizedBytes(GgmlType type, int64_t n);

// src: QuantizedBytes(type, n) bytes, any alignment. dst: n floats.
void Dequantize(GgmlType type, int64_t n, const void* src, float* dst);

// IEEE half and bfloat16 bits to float (exact).
float HalfToFloat(uint16_t bits);
float BFloat16ToFloat(uint16_t bits);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_DEQUANT_DEQUANT_H_
