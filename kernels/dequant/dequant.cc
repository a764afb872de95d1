#include "kernels/dequant/dequant.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/parallel.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 65536;

struct Format {
  GgmlType type;
  const char* name;
  int64_t elements;
  int64_t bytes;
};

constexpr Format kFormats[] = {
    {GgmlType::kF32, "F32", 1, 4},     {GgmlType::kF16, "F16", 1, 2},
    {GgmlType::kQ4_0, "Q4_0", 32, 18}, {GgmlType::kQ4_1, "Q4_1", 32, 20},
    {GgmlType::kQ8_0, "Q8_0", 32, 34}, {GgmlType::kQ6_K, "Q6_K", 256, 210},
    {GgmlType::kBF16, "BF16", 1, 2},
};

const Format* Find(uint32_t type) {
  for (const Format& format : kFormats) {
    if (static_cast<uint32_t>(format.type) == type) return &format;
  }
  return nullptr;
}

const Format& Get(GgmlType type) {
  const Format* format = Find(static_cast<uint32_t>(type));
  base::Require(format != nullptr, "expected one of the ggml types F32, F16, BF16, Q8_0, Q4_0, ",
                "Q4_1, Q6_K, got number ", static_cast<uint32_t>(type));
  return *format;
}

uint16_t Bits16(const uint8_t* p) { return static_cast<uint16_t>(p[0] | p[1] << 8); }
float Half(const uint8_t* p) { return HalfToFloat(Bits16(p)); }

void BlockQ8_0(const uint8_t* in, float* out) {
  const float d = Half(in);
  for (int i = 0; i < 32; ++i) out[i] = static_cast<float>(static_cast<int8_t>(in[2 + i])) * d;
}

void BlockQ4_0(const uint8_t* in, float* out) {
  const float d = Half(in);
  for (int i = 0; i < 16; ++i) {
    out[i] = static_cast<float>((in[2 + i] & 15) - 8) * d;
    out[i + 16] = static_cast<float>((in[2 + i] >> 4) - 8) * d;
  }
}

void BlockQ4_1(const uint8_t* in, float* out) {
  const float d = Half(in);
  const float m = Half(in + 2);
  for (int i = 0; i < 16; ++i) {
    out[i] = static_cast<float>(in[4 + i] & 15) * d + m;
    out[i + 16] = static_cast<float>(in[4 + i] >> 4) * d + m;
  }
}

// Two halves of 128 elements. Element 32r + l of a half has its low nibble in byte 32(r mod 2) + l
// of the half's 64 (high nibble for r >= 2), its high bits 2r, 2r+1 in byte l of the half's 32, and
// one scale for 16 elements.
void BlockQ6_K(const uint8_t* in, float* out) {
  const uint8_t* low = in;
  const uint8_t* high = in + 128;
  const auto* scales = reinterpret_cast<const int8_t*>(in + 192);
  const float d = Half(in + 208);
  for (int half = 0; half < 2; ++half, low += 64, high += 32, scales += 8, out += 128) {
    for (int e = 0; e < 128; ++e) {
      const int r = e / 32;
      const int l = e % 32;
      const int nibble = r < 2 ? low[32 * (r % 2) + l] & 15 : low[32 * (r % 2) + l] >> 4;
      const int q = (nibble | (high[l] >> (2 * r) & 3) << 4) - 32;
      out[e] = (d * static_cast<float>(scales[e / 16])) * static_cast<float>(q);
    }
  }
}

void Range(GgmlType type, int64_t blocks, const uint8_t* in, float* out) {
  const Format& format = Get(type);
  for (int64_t b = 0; b < blocks; ++b, in += format.bytes, out += format.elements) {
    switch (type) {
      case GgmlType::kF32:
        std::memcpy(out, in, 4);
        break;
      case GgmlType::kF16:
        *out = Half(in);
        break;
      case GgmlType::kBF16:
        *out = BFloat16ToFloat(Bits16(in));
        break;
      case GgmlType::kQ8_0:
        BlockQ8_0(in, out);
        break;
      case GgmlType::kQ4_0:
        BlockQ4_0(in, out);
        break;
      case GgmlType::kQ4_1:
        BlockQ4_1(in, out);
        break;
      case GgmlType::kQ6_K:
        BlockQ6_K(in, out);
        break;
    }
  }
}

}  // namespace

bool IsSupported(uint32_t ggml_type) { return Find(ggml_type) != nullptr; }
const char* GgmlTypeName(GgmlType type) { return Get(type).name; }
int64_t BlockElements(GgmlType type) { return Get(type).elements; }
int64_t BlockBytes(GgmlType type) { return Get(type).bytes; }

int64_t QuantizedBytes(GgmlType type, int64_t n) {
  const Format& format = Get(type);
  base::Require(n >= 0 && n % format.elements == 0, "expected a multiple of ", format.elements,
                " elements for ", format.name, ", got ", n);
  return n / format.elements * format.bytes;
}

void Dequantize(GgmlType type, int64_t n, const void* src, float* dst) {
  QuantizedBytes(type, n);  // checks n
  const Format& format = Get(type);
  const auto* in = static_cast<const uint8_t*>(src);
  base::ParallelFor(
      n / format.elements, kGrainElements / format.elements, [&](int64_t begin, int64_t end) {
        Range(type, end - begin, in + begin * format.bytes, dst + begin * format.elements);
      });
}

float HalfToFloat(uint16_t bits) {
  const uint32_t sign = static_cast<uint32_t>(bits >> 15) << 31;
  const uint32_t exponent = bits >> 10 & 31;
  const uint32_t fraction = bits & 1023;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent == 0) {  // zero and subnormals: fraction · 2^-24, exact
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

float BFloat16ToFloat(uint16_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

}  // namespace r1bench::kernels
