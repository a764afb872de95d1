#include "model/config.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace r1bench::model {
namespace {

constexpr const char* kLlama = R"({"model_type": "llama", "vocab_size": 100, "hidden_size": 64,
  "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, %s
  "rms_norm_eps": 1e-5})";

std::string With(const std::string& fields) {
  std::string text = kLlama;
  return text.replace(text.find("%s"), 2, fields.empty() ? "" : fields + ",");
}

ModelConfig Parse(const std::string& fields) { return ParseConfig(With(fields), "test.json"); }

std::string ErrorOf(const std::string& json) {
  try {
    ParseConfig(json, "test.json");
  } catch (const base::Error& e) {
    return e.what();
  }
  return "";
}

TEST(Config, FieldsThatHuggingFaceLeavesOutTakeItsDefaults) {
  const ModelConfig c = Parse("");
  EXPECT_EQ(c.num_key_value_heads, 4);
  EXPECT_EQ(c.head_dim, 16);
  EXPECT_EQ(c.rope_theta, 10000.0);
  EXPECT_FALSE(c.tie_word_embeddings);
  EXPECT_FALSE(c.attention_bias);
  EXPECT_EQ(c.bos_token_id, -1);
  EXPECT_TRUE(c.eos_token_ids.empty());
}

TEST(Config, Qwen2HasABiasOnQueryKeyAndValueOnly) {
  std::string json = With("");
  json.replace(json.find("llama"), 5, "qwen2");
  const ModelConfig c = ParseConfig(json, "test.json");
  EXPECT_TRUE(c.attention_bias);
  EXPECT_FALSE(c.attention_output_bias);
  const ModelConfig llama = Parse(R"("attention_bias": true)");
  EXPECT_TRUE(llama.attention_bias && llama.attention_output_bias);
}

TEST(Config, RopeScalingIsReadInBothSpellings) {
  const ModelConfig old = Parse(R"("rope_theta": 5e5, "rope_scaling": {"type": "yarn",
      "factor": 4.0, "original_max_position_embeddings": 32768})");
  EXPECT_EQ(old.rope_scaling.type, RopeScaling::Type::kYarn);
  EXPECT_EQ(old.rope_theta, 5e5);
  const ModelConfig recent = Parse(R"("rope_parameters": {"rope_type": "llama3", "factor": 8.0,
      "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192,
      "rope_theta": 5e5})");
  EXPECT_EQ(recent.rope_scaling.type, RopeScaling::Type::kLlama3);
  EXPECT_EQ(recent.rope_theta, 5e5);
  EXPECT_EQ(recent.rope_scaling.original_max_position_embeddings, 8192);
}

TEST(Config, WritingAndReadingGivesTheSameConfig) {
  const char* variants[] = {
      "",
      R"("eos_token_id": [3, 4], "bos_token_id": 1, "pad_token_id": 0)",
      R"("attention_bias": true, "tie_word_embeddings": true, "head_dim": 32)",
      R"("rope_scaling": {"rope_type": "linear", "factor": 2.5})",
      R"("rope_scaling": {"rope_type": "dynamic", "factor": 2})",
      R"("rope_scaling": {"rope_type": "yarn", "factor": 4, "mscale": 1.0, "mscale_all_dim": 0.5,
          "attention_factor": 1.5, "beta_fast": 16, "beta_slow": 2, "truncate": false})",
      R"("num_key_value_heads": 1, "max_position_embeddings": 77, "value_head": true)"};
  for (const char* fields : variants) {
    const std::string written = ConfigJson(Parse(fields));
    EXPECT_EQ(ConfigJson(ParseConfig(written, "again")), written) << fields;
  }
}

TEST(Config, WhatCannotBeRunIsRefusedByName) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("mlp_bias": true)", "mlp_bias"},
      {R"("hidden_act": "relu")", "relu"},
      {R"("use_sliding_window": true)", "sliding"},
      {R"("quantization_config": {"bits": 4})", "quantized"},
      {R"("rope_scaling": {"rope_type": "longrope", "factor": 2})", "longrope"},
      {R"("rope_scaling": {"rope_type": "linear"})", "factor"},
      {R"("rope_scaling": {"rope_type": "linear", "factor": 0.5})", "factor"},
      {R"("rope_scaling": 3)", "rope_scaling"},
      {R"("num_key_value_heads": 3)", "num_key_value_heads"},
      {R"("head_dim": 15)", "head_dim"},
      {R"("rope_theta": -1)", "rope_theta"},
      {R"("tie_word_embeddings": "yes")", "tie_word_embeddings"},
      {R"("max_position_embeddings": 0)", "max_position_embeddings"},
      {R"("eos_token_id": "2")", "eos_token_id"},
  };
  for (const auto& [fields, word] : cases) {
    const std::string error = ErrorOf(With(fields));
    EXPECT_NE(error.find(word), std::string::npos) << fields << ": " << error;
    EXPECT_EQ(error.find("test.json"), 0u) << error;
  }
  EXPECT_NE(ErrorOf("{}").find("model_type"), std::string::npos);
  EXPECT_NE(ErrorOf("[]"), "");
  EXPECT_NE(ErrorOf(R"({"model_type": "llama"})").find("vocab_size"), std::string::npos);
}

TEST(Rope, FrequenciesFollowThePublishedFormulas) {
  ModelConfig c = Parse(R"("rope_theta": 100, "head_dim": 4)");
  EXPECT_EQ(RopeInvFreq(c, 0), (std::vector<float>{1.0f, 0.1f}));  // 100^(0/4), 100^(-2/4)
  c.rope_scaling.type = RopeScaling::Type::kLinear;
  c.rope_scaling.factor = 4;
  EXPECT_EQ(RopeInvFreq(c, 0), (std::vector<float>{0.25f, 0.025f}));
  // Dynamic: base * (factor * length / context - (factor - 1))^(d / (d - 2)), here 100 * 5^2 at
  // twice the context; within the context nothing changes.
  c.rope_scaling.type = RopeScaling::Type::kDynamic;
  EXPECT_EQ(RopeInvFreq(c, c.max_position_embeddings), (std::vector<float>{1.0f, 0.1f}));
  EXPECT_FLOAT_EQ(RopeInvFreq(c, 2 * c.max_position_embeddings)[1], 1.0f / 50.0f);
  // A GGUF's factors per frequency divide.
  c.rope_scaling = {};
  c.rope_scaling.freq_factors = {1.0f, 2.0f};
  EXPECT_EQ(RopeInvFreq(c, 0), (std::vector<float>{1.0f, 0.05f}));
  EXPECT_EQ(RopeAttentionFactor(c), 1.0);
}

}  // namespace
}  // namespace r1bench::model
