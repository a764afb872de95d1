// Tiny random checkpoints against Hugging Face transformers (fixtures:
// tests/oracles/make_model_fixtures.py): GQA, biases, tied and untied embeddings, sharded files,
// F32, BF16 and F16 weights, and every rotary scaling.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>

#include "base/files.h"
#include "base/runfiles.h"
#include "base/testing.h"
#include "model/export.h"
#include "model/loader.h"
#include "model/model_testing.h"
#include "model/safetensors.h"

namespace r1bench::model {
namespace {

std::vector<float> Floats(const SafetensorsFile& file, const std::string& name) {
  const StoredTensor& t = file.Find(name);
  std::vector<float> out(static_cast<size_t>(t.size));
  kernels::Dequantize(t.type, t.size, t.data, out.data());
  return out;
}

double MaxDifference(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  double max = 0;
  for (size_t i = 0; i < a.size(); ++i) max = std::max(max, std::fabs(double{a[i]} - b[i]));
  return max;
}

class TinyCheckpoint : public ::testing::TestWithParam<const char*> {
 protected:
  // The fixture's folder; variants borrow the weights of tiny_llama.
  LoadedModel Load() {
    const std::string folder = base::Runfile("model/testdata/tiny_" + std::string(GetParam()));
    if (base::Exists(folder + "/model.safetensors.index.json") ||
        base::Exists(folder + "/model.safetensors")) {
      return LoadModel(folder);
    }
    std::filesystem::copy(base::Runfile("model/testdata/tiny_llama/model.safetensors"),
                          dir_.File("model.safetensors"));
    std::filesystem::copy(folder + "/config.json", dir_.File("config.json"));
    return LoadModel(dir_.path());
  }
  SafetensorsFile Expected() {
    return SafetensorsFile(
        base::Runfile("model/testdata/tiny_" + std::string(GetParam()) + "/expected.safetensors"));
  }
  base::TempDir dir_;
};

TEST_P(TinyCheckpoint, LogitsEqualHuggingFaceWithin1e5) {
  const LoadedModel m = Load();
  const SafetensorsFile expected = Expected();
  std::vector<int32_t> tokens;
  for (const float t : Floats(expected, "tokens")) tokens.push_back(static_cast<int32_t>(t));
  Transformer model(m.config, m.parameters);
  const std::vector<float> logits = SequenceLogits(&model, tokens, 40);
  const double difference = MaxDifference(logits, Floats(expected, "logits"));
  std::cout << GetParam() << ": max |difference| " << difference << "\n";
  EXPECT_LE(difference, 1e-5);
  if (m.config.rope_scaling.type != RopeScaling::Type::kNone) {
    ModelConfig unscaled = m.config;  // the scaling must matter, or the test shows nothing
    unscaled.rope_scaling = {};
    Transformer other(unscaled, m.parameters);
    EXPECT_GT(MaxDifference(logits, SequenceLogits(&other, tokens, 40)), 1e-2);
  }
  // Exported and read again: the same logits, bit for bit.
  base::TempDir out;
  ExportHuggingFace(m.config, *m.parameters, out.path());
  const LoadedModel again = LoadModel(out.path());
  Transformer reloaded(again.config, again.parameters);
  EXPECT_EQ(logits, SequenceLogits(&reloaded, tokens, 7));
}

INSTANTIATE_TEST_SUITE_P(HuggingFace, TinyCheckpoint,
                         ::testing::Values("llama", "llama_linear", "llama_dynamic", "llama_yarn",
                                           "llama_yarn_mscale", "llama_llama3", "llama_bias_tied",
                                           "qwen2", "qwen2_tied"));

}  // namespace
}  // namespace r1bench::model
