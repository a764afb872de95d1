#include "kernels/dequant/dequant.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/runfiles.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

constexpr GgmlType kTypes[] = {GgmlType::kF32,  GgmlType::kF16,  GgmlType::kQ4_0, GgmlType::kQ4_1,
                               GgmlType::kQ8_0, GgmlType::kQ6_K, GgmlType::kBF16};

GgmlType TypeByName(const std::string& name) {
  for (const GgmlType type : kTypes) {
    if (name == GgmlTypeName(type)) return type;
  }
  base::Fail("unknown format ", name, " in the fixture");
}

std::vector<uint8_t> FromHex(const std::string& hex) {
  std::vector<uint8_t> bytes(hex.size() / 2);
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  }
  return bytes;
}

TEST(Dequant, IsTheBitsOfTheGgufPackage) {
  std::ifstream file(base::Runfile("kernels/dequant/testdata/dequant_blocks.txt"));
  std::string line;
  int formats = 0;
  while (std::getline(file, line)) {
    if (line.starts_with("#")) continue;
    std::istringstream fields(line);
    std::string name, in_hex, out_hex;
    fields >> name >> in_hex >> out_hex;
    const GgmlType type = TypeByName(name);
    const std::vector<uint8_t> in = FromHex(in_hex);
    const std::vector<uint8_t> out = FromHex(out_hex);
    std::vector<float> expected(out.size() / 4);
    std::memcpy(expected.data(), out.data(), out.size());
    const int64_t n = static_cast<int64_t>(expected.size());
    ASSERT_EQ(QuantizedBytes(type, n), static_cast<int64_t>(in.size())) << name;
    std::vector<float> got(n);
    Dequantize(type, n, in.data(), got.data());
    ExpectSameBits(expected, got, name);
    ++formats;
  }
  EXPECT_EQ(formats, 7);
}

TEST(Dequant, BlocksAreIndependentForAnyThreadCount) {
  for (const GgmlType type : kTypes) {
    const int64_t n = 256 * 700;
    std::vector<uint8_t> in(QuantizedBytes(type, n));
    for (size_t i = 0; i < in.size(); ++i)
      in[i] = static_cast<uint8_t>((i * 2654435761u) >> 13) & 63;
    ExpectSameBitsEverywhere(GgmlTypeName(type), [&] {
      std::vector<float> out(n);
      Dequantize(type, n, in.data(), out.data());
      return out;
    });
  }
}

TEST(Dequant, HalfsOfEveryKindAreExact) {
  EXPECT_EQ(HalfToFloat(0x3c00), 1.0f);
  EXPECT_EQ(HalfToFloat(0xc000), -2.0f);
  EXPECT_EQ(HalfToFloat(0x7bff), 65504.0f);
  EXPECT_EQ(HalfToFloat(0x0001), 0x1p-24f);
  EXPECT_EQ(HalfToFloat(0x03ff), 1023 * 0x1p-24f);
  EXPECT_EQ(HalfToFloat(0x7c00), std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(HalfToFloat(0x7e00)));
  EXPECT_TRUE(std::signbit(HalfToFloat(0x8000)));
  EXPECT_EQ(BFloat16ToFloat(0x3f80), 1.0f);
  EXPECT_EQ(BFloat16ToFloat(0xc040), -3.0f);
}

TEST(Dequant, RefusesUnknownTypesAndBrokenBlocks) {
  EXPECT_FALSE(IsSupported(12));
  EXPECT_FALSE(IsSupported(1000));
  EXPECT_TRUE(IsSupported(14));
  EXPECT_THROW(BlockBytes(static_cast<GgmlType>(12)), base::Error);
  EXPECT_THROW(QuantizedBytes(GgmlType::kQ4_0, 33), base::Error);
  EXPECT_THROW(QuantizedBytes(GgmlType::kQ6_K, 32), base::Error);
  Dequantize(GgmlType::kQ4_0, 0, nullptr, nullptr);
}

}  // namespace
}  // namespace r1bench::kernels
