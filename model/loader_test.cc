// Files that are as they should be, and files that are not: missing, truncated, corrupt, hostile.
#include "model/loader.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/rng.h"
#include "base/testing.h"
#include "model/export.h"
#include "model/gguf_testing.h"
#include "model/model_testing.h"
#include "model/safetensors.h"

namespace r1bench::model {
namespace {

// The message of the base::Error that `body` throws; "" if it throws none.
std::string ErrorOf(const std::function<void()>& body) {
  try {
    body();
  } catch (const base::Error& e) {
    return e.what();
  }
  return "";
}

bool SameWeights(const Parameters& a, const Parameters& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), static_cast<size_t>(a.size()) * sizeof(float)) == 0;
}

class Files : public ::testing::Test {
 protected:
  std::string Gguf(const std::string& bytes) { return dir_.Write("model.gguf", bytes); }
  // A valid Hugging Face folder.
  std::string Folder() {
    const std::string folder = dir_.File("hf");
    ExportHuggingFace(config_, *parameters_, folder);
    return folder;
  }
  std::string LoadError(const std::string& path) {
    return ErrorOf([&] { LoadModel(path); });
  }

  base::TempDir dir_;
  ModelConfig config_ = TestConfig("llama", true);
  std::shared_ptr<Parameters> parameters_ = RandomParameters(config_, 3);
};

TEST_F(Files, AGgufGivesBackTheWeightsOfBothFamilies) {
  for (const char* family : {"llama", "qwen2"}) {
    for (const bool tied : {true, false}) {
      const ModelConfig c = TestConfig(family, tied);
      const auto p = RandomParameters(c, 4);
      const LoadedModel m = LoadModel(Gguf(GgufBytes(c, *p)));
      EXPECT_TRUE(SameWeights(*p, *m.parameters)) << family;
      EXPECT_EQ(m.config.attention_output_bias, c.attention_output_bias);
      EXPECT_EQ(m.config.rms_norm_eps, 1e-6);
      EXPECT_EQ(m.config.tie_word_embeddings, tied);
      ASSERT_TRUE(m.tokenizer.has_value());
      EXPECT_EQ(m.tokenizer->tokens.size(), 3u);
      EXPECT_EQ(m.tokenizer->merges, std::vector<std::string>{"a b"});
      EXPECT_EQ(m.tokenizer->eos_ids, std::vector<int32_t>{2});
    }
  }
}

TEST_F(Files, AnExportedFolderGivesBackTheSameModel) {
  for (const char* family : {"llama", "qwen2"}) {
    for (const bool head : {true, false}) {
      ModelConfig c = TestConfig(family, head);
      c.value_head = head;
      c.eos_token_ids = {2, 5};
      c.bos_token_id = 1;
      const auto p = RandomParameters(c, 5);
      ExportHuggingFace(c, *p, dir_.File("out"));
      const LoadedModel m = LoadModel(dir_.File("out"));
      EXPECT_TRUE(SameWeights(*p, *m.parameters));
      EXPECT_EQ(ConfigJson(m.config), ConfigJson(c));
      EXPECT_EQ(ConfigJson(LoadConfig(dir_.File("out"))), ConfigJson(c));
    }
  }
}

TEST_F(Files, AValueHeadCanBeAddedAndStartsAtZero) {
  const LoadedModel m = LoadModel(Folder(), {.value_head = true});
  const Tensor head = m.parameters->view("score.weight");
  for (int64_t i = 0; i < head.size; ++i) EXPECT_EQ(head.data[i], 0);
  EXPECT_EQ(m.parameters->size(), parameters_->size() + config_.hidden_size);
}

TEST_F(Files, MissingPathsAreNamed) {
  EXPECT_NE(LoadError(dir_.File("nothing")).find("nothing"), std::string::npos);
  base::MakeDirs(dir_.File("empty"));
  EXPECT_NE(LoadError(dir_.File("empty")).find("config.json"), std::string::npos);
  const std::string folder = Folder();
  std::remove((folder + "/model.safetensors").c_str());
  EXPECT_NE(LoadError(folder).find("model.safetensors"), std::string::npos);
}

TEST_F(Files, EveryTruncationOfAGgufIsRefused) {
  const std::string bytes = GgufBytes(config_, *parameters_);
  size_t step = 1;
  for (size_t n = 0; n < bytes.size(); n += step) {
    if (n > 2000) step = 997;
    const std::string error = LoadError(Gguf(bytes.substr(0, n)));
    EXPECT_NE(error.find("model.gguf"), std::string::npos) << n << ": " << error;
  }
}

TEST_F(Files, EveryTruncationOfSafetensorsIsRefused) {
  const std::string folder = Folder(), path = folder + "/model.safetensors";
  const std::string bytes = base::ReadFile(path);
  for (size_t n = 0; n < bytes.size(); n += n < 100 ? 1 : 331) {
    base::WriteFileAtomic(path, bytes.substr(0, n));
    EXPECT_NE(LoadError(folder), "") << n;
  }
}

// Loads or refuses, but never reads outside (the sanitizer builds run this too).
TEST_F(Files, RandomDamageNeverCrashes) {
  const std::string folder = Folder();
  const std::string gguf = GgufBytes(config_, *parameters_);
  const std::string tensors = base::ReadFile(folder + "/model.safetensors");
  const std::string json = base::ReadFile(folder + "/config.json");
  base::Rng rng(1, "loader_test");
  auto damaged = [&rng](std::string bytes, size_t head) {
    for (int i = 0; i < 1 + static_cast<int>(rng.Below(3)); ++i) {
      bytes[rng.Below(static_cast<uint32_t>(std::min(bytes.size(), head)))] =
          static_cast<char>(rng.Below(256));
    }
    return bytes;
  };
  for (int i = 0; i < 300; ++i) {
    LoadError(Gguf(damaged(gguf, 2500)));
    base::WriteFileAtomic(folder + "/model.safetensors", damaged(tensors, 2500));
    LoadError(folder);
  }
  base::WriteFileAtomic(folder + "/model.safetensors", tensors);
  for (int i = 0; i < 100; ++i) {
    base::WriteFileAtomic(folder + "/config.json", damaged(json, json.size()));
    LoadError(folder);
  }
}

TEST_F(Files, AGgufThatLacksATensorOrHasAWrongShapeSaysWhich) {
  std::string error =
      LoadError(Gguf(GgufBytes(config_, *parameters_, "model.layers.1.mlp.up_proj.weight")));
  EXPECT_NE(error.find("blk.1.ffn_up.weight"), std::string::npos) << error;
  ModelConfig wider = config_;
  wider.intermediate_size = 48;
  GgufWriter w;
  WriteGgufMetadata(wider, &w);
  for (const TensorInfo& t : parameters_->tensors()) {
    w.Floats(NameInGguf(t.name), t.shape, parameters_->data() + t.offset);
  }
  error = LoadError(Gguf(w.Bytes()));
  EXPECT_NE(error.find("ffn_gate"), std::string::npos) << error;
  EXPECT_NE(error.find("[48, 24]"), std::string::npos) << error;
}

TEST_F(Files, UnknownArchitecturesAreNamed) {
  GgufWriter w;
  w.String("general.architecture", "mamba");
  EXPECT_NE(LoadError(Gguf(w.Bytes())).find("mamba"), std::string::npos);
  const std::string folder = Folder();
  base::WriteFileAtomic(folder + "/config.json", R"({"model_type": "gpt_neox"})");
  EXPECT_NE(LoadError(folder).find("gpt_neox"), std::string::npos);
}

TEST_F(Files, HostileGgufHeadersAreRefusedBeforeAnythingIsAllocated) {
  const std::string valid = GgufBytes(config_, *parameters_);
  auto with = [&valid](size_t at, uint64_t value) {
    std::string bytes = valid;
    std::memcpy(bytes.data() + at, &value, sizeof(value));
    return bytes;
  };
  EXPECT_NE(LoadError(Gguf(with(8, uint64_t{1} << 60))), "");  // tensors
  EXPECT_NE(LoadError(Gguf(with(16, ~uint64_t{0}))), "");      // metadata values
  EXPECT_NE(LoadError(Gguf(with(24, ~uint64_t{0} - 7))), "");  // length of the first key
  GgufWriter overflow;
  WriteGgufMetadata(config_, &overflow);
  overflow.TensorBytes("token_embd.weight", {int64_t{1} << 40, int64_t{1} << 40}, 0, "");
  EXPECT_NE(LoadError(Gguf(overflow.Bytes())).find("shape"), std::string::npos);
  GgufWriter beyond;
  WriteGgufMetadata(config_, &beyond);
  beyond.TensorBytes("token_embd.weight", {1 << 20, 1 << 10}, 0, "few bytes");
  EXPECT_NE(LoadError(Gguf(beyond.Bytes())).find("truncated"), std::string::npos);
  GgufWriter unknown;
  WriteGgufMetadata(config_, &unknown);
  unknown.TensorBytes("token_embd.weight", {37, 24}, 21, std::string(9999, 'x'));
  EXPECT_NE(LoadError(Gguf(unknown.Bytes())).find("ggml type 21"), std::string::npos);
}

TEST_F(Files, HostileSafetensorsHeadersAreRefused) {
  const std::string folder = Folder();
  auto error_of = [&](const std::string& header) {
    std::string bytes;
    GgufWriter::Put<uint64_t>(&bytes, header.size());
    base::WriteFileAtomic(folder + "/model.safetensors", bytes + header + std::string(64, '\0'));
    return ErrorOf([&] { SafetensorsFile file(folder + "/model.safetensors"); });
  };
  auto tensor = [](const std::string& shape, const std::string& offsets) {
    return R"({"a": {"dtype": "F32", "shape": )" + shape + R"(, "data_offsets": )" + offsets + "}}";
  };
  EXPECT_EQ(error_of(tensor("[2, 8]", "[0, 64]")), "");
  for (const std::string& bad :
       {tensor("[2, 8]", "[0, 60]"), tensor("[2, 8]", "[8, 72]"), tensor("[2, 8]", "[64, 0]"),
        tensor("[-2, -8]", "[0, 64]"), tensor("[4611686018427387904, 4]", "[0, 64]"),
        tensor("[1e3]", "[0, 64]"), tensor("[16]", "[0]"),
        tensor("[16]", "[0, 99999999999999999999]"), tensor("\"x\"", "[0, 64]"), std::string("[]"),
        std::string("{"), std::string("{\"a\": 1}"), std::string(300, '['), std::string()}) {
    EXPECT_NE(error_of(bad).find("model.safetensors"), std::string::npos) << bad;
  }
}

TEST_F(Files, ACheckpointThatDoesNotFitItsConfigIsRefused) {
  const std::string folder = Folder(), path = folder + "/config.json";
  const std::string json = base::ReadFile(path);
  auto with = [&](const std::string& key, const base::Json& value) {
    base::Json j = base::ParseJson(json, "test");
    j[key] = value;
    base::WriteFileAtomic(path, j.dump());
    return LoadError(folder);
  };
  EXPECT_NE(with("intermediate_size", 41).find("gate_proj"), std::string::npos);
  EXPECT_NE(with("num_hidden_layers", 3).find("layers.2"), std::string::npos);
  EXPECT_NE(with("num_hidden_layers", 1).find("layers.1"), std::string::npos);
  EXPECT_NE(with("tie_word_embeddings", false).find("tie_word_embeddings"), std::string::npos);
  EXPECT_NE(with("hidden_size", -1).find("hidden_size"), std::string::npos);
  EXPECT_NE(with("hidden_size", 1e300).find("hidden_size"), std::string::npos);
  EXPECT_NE(with("hidden_act", "gelu").find("gelu"), std::string::npos);
  EXPECT_NE(with("num_key_value_heads", 3).find("num_key_value_heads"), std::string::npos);
  EXPECT_NE(with("use_sliding_window", true).find("sliding"), std::string::npos);
  base::Json longrope = {{"rope_type", "longrope"}, {"factor", 2.0}};
  EXPECT_NE(with("rope_scaling", longrope).find("longrope"), std::string::npos);
  EXPECT_NE(with("quantization_config", base::Json::object()).find("quantized"), std::string::npos);
}

TEST_F(Files, AnIndexMayNotLeaveItsFolder) {
  const std::string folder = Folder();
  std::remove((folder + "/model.safetensors").c_str());
  for (const char* shard : {"../secret.safetensors", "/etc/passwd", "", ".", "none.safetensors"}) {
    const base::Json index = {{"weight_map", {{"model.norm.weight", shard}}}};
    base::WriteFileAtomic(folder + "/model.safetensors.index.json", index.dump());
    EXPECT_NE(LoadError(folder), "") << shard;
  }
}

}  // namespace
}  // namespace r1bench::model
