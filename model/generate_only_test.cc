// Weights packed straight from a file, to generate only, are those of the model that is loaded
// whole; 4- and 8-bit blocks are taken as they are stored, rows in their right order.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/testing.h"
#include "model/export.h"
#include "model/gguf_testing.h"
#include "model/loader.h"
#include "model/model_testing.h"
#include "model/quantized_testing.h"
#include "model/weight_source.h"

namespace r1bench::model {
namespace {

using kernels::GgmlType;
using Logits = std::vector<float>;

// Whole blocks of 32 in every row.
ModelConfig BlockConfig(const std::string& family, bool tied) {
  ModelConfig c = TestConfig(family, tied);
  c.hidden_size = 32;
  c.intermediate_size = 64;
  return c;
}

bool SameBits(const Logits& a, const Logits& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// |a - b| / |b|, in the 2-norm.
double Distance(const Logits& a, const Logits& b) {
  double difference = 0, norm = 0;
  for (size_t i = 0; i < b.size(); ++i) {
    difference += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
    norm += double{b[i]} * b[i];
  }
  return std::sqrt(difference / norm);
}

Logits LogitsOf(Transformer* model) {
  return SequenceLogits(model, RandomTokens(50, model->config().vocab_size, 9), 7);
}

class GenerateOnly : public ::testing::Test {
 protected:
  static Logits Trainable(const std::string& path, WeightFormat format) {
    const LoadedModel m = LoadModel(path);
    Transformer model(m.config, m.parameters, {.compute = format});
    return LogitsOf(&model);
  }
  static Logits Packed(const std::string& path, WeightFormat format) {
    const LoadedModel m = LoadModel(path, {.generate_only = format});
    EXPECT_EQ(m.parameters, nullptr);
    Transformer model(m.config, m.weights);
    EXPECT_FALSE(model.trainable());
    return LogitsOf(&model);
  }
  // The same weights in both file formats.
  std::vector<std::string> Files(const ModelConfig& config) {
    const auto parameters = RandomParameters(config, 4);
    ExportHuggingFace(config, *parameters, dir_.File("folder"));
    return {dir_.File("folder"), dir_.Write("model.gguf", GgufBytes(config, *parameters))};
  }
  std::string Stored(const ModelConfig& config, const TypeOf& type) {
    return dir_.Write("blocks.gguf",
                      GgufBytes(config, *RandomParameters(config, 4), /*skip=*/"", type));
  }

  base::TempDir dir_;
};

TEST_F(GenerateOnly, FloatsGiveTheBitsOfTheTrainableModel) {
  for (const char* family : {"llama", "qwen2"}) {
    for (const bool tied : {true, false}) {
      for (const std::string& path : Files(TestConfig(family, tied))) {
        for (const WeightFormat f : {WeightFormat::kFloat32, WeightFormat::kBFloat16}) {
          EXPECT_TRUE(SameBits(Packed(path, f), Trainable(path, f)))
              << path << ", " << WeightFormatName(f) << (tied ? ", tied" : "");
        }
      }
    }
  }
}

TEST_F(GenerateOnly, BlocksOfAFileBecomeRowsInTheRightOrder) {
  for (const char* family : {"llama", "qwen2"}) {
    for (const bool tied : {true, false}) {
      const ModelConfig config = BlockConfig(family, tied);
      const StoredWeights source(*RandomParameters(config, 4), MixedTypes);
      Transformer expected(config, PackWeights(config, source, WeightFormat::kQuantized));
      EXPECT_TRUE(SameBits(Packed(Stored(config, MixedTypes), WeightFormat::kQuantized),
                           LogitsOf(&expected)))
          << family << (tied ? ", tied" : "");
    }
  }
}

TEST_F(GenerateOnly, QuantizedLogitsAreTheFloatLogitsButForTheRoundingOfActivations) {
  for (const char* family : {"llama", "qwen2"}) {
    const std::string path = Stored(BlockConfig(family, false), MixedTypes);
    const Logits exact = Trainable(path, WeightFormat::kFloat32);
    EXPECT_LE(Distance(Packed(path, WeightFormat::kQuantized), exact), 0.06) << family;
    EXPECT_LE(Distance(Packed(path, WeightFormat::kBFloat16), exact), 0.04) << family;
  }
  // What rows in a wrong order would do: the same bytes read by the other family's rule.
  ModelConfig config = BlockConfig("llama", false);
  const auto parameters = RandomParameters(config, 4);
  config.model_type = "qwen2";  // written as they are
  std::string bytes = GgufBytes(config, *parameters, "", MixedTypes);
  for (size_t at = bytes.find("qwen2"); at != std::string::npos; at = bytes.find("qwen2")) {
    bytes.replace(at, 5, "llama");
  }
  const std::string wrong = dir_.Write("wrong.gguf", bytes);
  const std::string right = Stored(BlockConfig("llama", false), MixedTypes);
  EXPECT_GE(
      Distance(Packed(wrong, WeightFormat::kQuantized), Trainable(right, WeightFormat::kFloat32)),
      0.3);
}

TEST_F(GenerateOnly, MatricesWhosePartsAreStoredDifferentlyBecomeBf16) {
  const LoadedModel m = LoadModel(Stored(BlockConfig("llama", false), MixedTypes),
                                  {.generate_only = WeightFormat::kQuantized});
  const std::vector<LayerWeights>& layers = m.weights->layers;
  EXPECT_EQ(layers[0].qkv.format(), WeightFormat::kQuantized);
  EXPECT_EQ(layers[1].qkv.format(), WeightFormat::kBFloat16);
  for (const LayerWeights& layer : layers) {
    EXPECT_EQ(layer.o.format(), WeightFormat::kQuantized);
    EXPECT_EQ(layer.gate_up.format(), WeightFormat::kQuantized);
    EXPECT_EQ(layer.down.format(), WeightFormat::kQuantized);
  }
  EXPECT_EQ(m.weights->head.format(), WeightFormat::kQuantized);
  EXPECT_EQ(m.weights->embedding.format(), WeightFormat::kQuantized);
}

TEST_F(GenerateOnly, QuantizedFromFloatsIsBf16) {
  for (const std::string& path : Files(TestConfig("llama", true))) {
    EXPECT_TRUE(
        SameBits(Packed(path, WeightFormat::kQuantized), Packed(path, WeightFormat::kBFloat16)));
  }
}

TEST_F(GenerateOnly, PackedWeightsTakeTheSpaceOfTheirFormat) {
  const std::string path = Stored(BlockConfig("llama", true), [](std::string_view name) {
    const bool vector = name.find("norm") != name.npos || name.find("bias") != name.npos;
    return vector ? GgmlType::kF32 : GgmlType::kQ4_0;
  });
  const auto bytes = [&](WeightFormat f) {
    return LoadModel(path, {.generate_only = f}).weights->bytes();
  };
  EXPECT_LT(bytes(WeightFormat::kBFloat16), bytes(WeightFormat::kFloat32) * 6 / 10);
  EXPECT_LT(bytes(WeightFormat::kQuantized), bytes(WeightFormat::kBFloat16) * 6 / 10);
}

TEST_F(GenerateOnly, WhatOnlyTrainingNeedsIsRefused) {
  const std::string path = Files(TestConfig("llama", true))[0];
  const std::string message = base::MessageOf(
      [&] { LoadModel(path, {.value_head = true, .generate_only = WeightFormat::kFloat32}); });
  EXPECT_NE(message.find("value head"), std::string::npos) << message;
  const LoadedModel m = LoadModel(path, {.generate_only = WeightFormat::kFloat32});
  Transformer model(m.config, m.weights);
  EXPECT_THROW(model.parameters(), base::Error);
}

}  // namespace
}  // namespace r1bench::model
