// For tests: floats rounded to a GGUF file's blocks, and models whose weights are such blocks.
#ifndef R1BENCH_MODEL_QUANTIZED_TESTING_H_
#define R1BENCH_MODEL_QUANTIZED_TESTING_H_

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/dequant/dequant.h"
#include "model/parameters.h"
#include "model/weight_source.h"

namespace r1bench::model {

// Appends a half to `out`; returns the number that it holds.
inline float PutHalf(float x, std::string* out) {
  const uint16_t bits = static_cast<uint16_t>(_cvtss_sh(x, _MM_FROUND_TO_NEAREST_INT));
  out->append(reinterpret_cast<const char*>(&bits), sizeof(bits));
  return kernels::HalfToFloat(bits);
}

// One block of 32 values, as the formats of kernels/dequant describe it: 8-bit codes of x/d, or
// 4-bit codes of (x - m)/d, where d and m span the values.
inline void PutBlock(kernels::GgmlType type, const float* x, std::string* out) {
  const auto [low, high] = std::minmax_element(x, x + 32);
  const float largest = std::max(std::fabs(*low), std::fabs(*high));
  const auto code = [](float q, float least, float most) {
    return static_cast<int>(std::clamp(std::nearbyint(q), least, most));
  };
  if (type == kernels::GgmlType::kQ8_0) {
    const float d = PutHalf(largest / 127, out);
    for (int i = 0; i < 32; ++i) {
      out->push_back(static_cast<char>(d == 0 ? 0 : code(x[i] / d, -127, 127)));
    }
    return;
  }
  const bool offset = type == kernels::GgmlType::kQ4_1;
  const float d = PutHalf(offset ? (*high - *low) / 15 : largest / 7, out);
  const float m = offset ? PutHalf(*low, out) : -8 * d;
  const auto nibble = [&](float value) { return d == 0 ? 0 : code((value - m) / d, 0, 15); };
  for (int i = 0; i < 16; ++i) {
    out->push_back(static_cast<char>(nibble(x[i]) | nibble(x[16 + i]) << 4));
  }
}

// n values as stored bytes of `type`: F32, Q4_0, Q4_1 or Q8_0. n: a multiple of 32 for the latter.
inline std::string StoredBytes(kernels::GgmlType type, int64_t n, const float* x) {
  if (type == kernels::GgmlType::kF32) {
    return std::string(reinterpret_cast<const char*>(x), static_cast<size_t>(n) * sizeof(float));
  }
  std::string out;
  for (int64_t i = 0; i < n; i += 32) PutBlock(type, x + i, &out);
  return out;
}

// How a test stores a tensor, by its name.
using TypeOf = std::function<kernels::GgmlType(std::string_view name)>;

// The tensors of a model as a file would hold them.
class StoredWeights : public WeightSource {
 public:
  StoredWeights(const Parameters& parameters, const TypeOf& type) {
    for (const TensorInfo& info : parameters.tensors()) {
      const kernels::GgmlType stored = type(info.name);
      stored_[info.name] = {stored,
                            StoredBytes(stored, info.size, parameters.data() + info.offset)};
    }
  }

  bool Has(const TensorInfo& info) const override { return stored_.contains(info.name); }
  void Read(const TensorInfo& info, float* out) const override {
    kernels::Dequantize(Type(info), info.size, stored_.at(info.name).second.data(), out);
  }
  kernels::GgmlType Type(const TensorInfo& info) const override {
    return stored_.at(info.name).first;
  }
  const void* Row(const TensorInfo& info, int64_t row) const override {
    const auto& [type, bytes] = stored_.at(info.name);
    return bytes.data() + row * kernels::QuantizedBytes(type, info.size / info.shape[0]);
  }

 private:
  std::map<std::string, std::pair<kernels::GgmlType, std::string>> stored_;
};

// Every block format, and in layer 1 values stored differently from queries and keys, so that this
// matrix becomes bf16.
inline kernels::GgmlType MixedTypes(std::string_view name) {
  const auto has = [name](const char* part) { return name.find(part) != std::string_view::npos; };
  if (has("norm") || has("bias")) return kernels::GgmlType::kF32;
  if (has("mlp.gate") || has("mlp.up") || has("layers.1.self_attn.v")) {
    return kernels::GgmlType::kQ4_1;
  }
  return has("mlp.down") ? kernels::GgmlType::kQ4_0 : kernels::GgmlType::kQ8_0;
}

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_QUANTIZED_TESTING_H_
