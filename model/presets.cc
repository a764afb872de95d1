#include "model/presets.h"

#include "base/error.h"

namespace r1bench::model {
namespace {

constexpr int64_t kMicroVocab = 19;  // the micro world of OPS-M at its default size

struct Shape {
  const char* name;
  const char* model_type;
  int64_t vocab, hidden, intermediate, layers, heads, kv_heads, context;
  double eps, theta;
  bool tied;
};

// From the config.json of each published checkpoint.
constexpr Shape kShapes[] = {
    {"smollm2-135m", "llama", 49152, 576, 1536, 30, 9, 3, 8192, 1e-5, 1e5, true},
    {"qwen2.5-0.5b", "qwen2", 151936, 896, 4864, 24, 14, 2, 32768, 1e-6, 1e6, true},
    {"qwen2.5-1.5b", "qwen2", 151936, 1536, 8960, 28, 12, 2, 131072, 1e-6, 1e6, true},
    {"qwen2.5-3b", "qwen2", 151936, 2048, 11008, 36, 16, 2, 32768, 1e-6, 1e6, true},
    {"qwen2.5-7b", "qwen2", 152064, 3584, 18944, 28, 28, 4, 131072, 1e-6, 1e6, false},
    {"qwen2.5-32b", "qwen2", 152064, 5120, 27648, 64, 40, 8, 131072, 1e-5, 1e6, false},
};

ModelConfig FromShape(const Shape& s) {
  ModelConfig c;
  c.model_type = s.model_type;
  c.vocab_size = s.vocab;
  c.hidden_size = s.hidden;
  c.intermediate_size = s.intermediate;
  c.num_hidden_layers = s.layers;
  c.num_attention_heads = s.heads;
  c.num_key_value_heads = s.kv_heads;
  c.head_dim = s.hidden / s.heads;
  c.max_position_embeddings = s.context;
  c.rms_norm_eps = s.eps;
  c.rope_theta = s.theta;
  c.tie_word_embeddings = s.tied;
  c.attention_bias = c.model_type == "qwen2";
  return c;
}

}  // namespace

ModelConfig MicroConfig(int64_t vocab_size) {
  ModelConfig c;
  c.vocab_size = vocab_size;
  c.hidden_size = 64;
  c.intermediate_size = 256;
  c.num_hidden_layers = 2;
  c.num_attention_heads = 4;
  c.num_key_value_heads = 4;
  c.head_dim = 16;
  c.max_position_embeddings = 256;
  c.tie_word_embeddings = true;
  ValidateConfig(c, "micro preset");
  return c;
}

ModelConfig PresetConfig(std::string_view name) {
  if (name == "micro") return MicroConfig(kMicroVocab);
  for (const Shape& s : kShapes) {
    if (name == s.name) return FromShape(s);
  }
  std::string known;
  for (const std::string& preset : PresetNames()) known += " " + preset;
  base::Fail("expected the name of a preset (one of", known, "), got \"", name, "\"");
}

std::vector<std::string> PresetNames() {
  std::vector<std::string> names = {"micro"};
  for (const Shape& s : kShapes) names.emplace_back(s.name);
  return names;
}

}  // namespace r1bench::model
