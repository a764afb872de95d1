// From GGUF's names and conventions to Hugging Face's (declared in loader.h).
#include <cstring>

#include "base/error.h"
#include "kernels/dequant/dequant.h"
#include "model/gguf.h"
#include "model/loader.h"
#include "model/weight_source.h"

namespace r1bench::model {
namespace {

using base::Require;

void ReadRopeScaling(const GgufFile& f, const std::string& p, ModelConfig* c) {
  const std::string type = f.StringOr(p + "rope.scaling.type", "none");
  RopeScaling& s = c->rope_scaling;
  s.factor = f.FloatOr(p + "rope.scaling.factor", f.FloatOr(p + "rope.scale_linear", 1.0));
  s.original_max_position_embeddings = f.IntOr(p + "rope.scaling.original_context_length", 0);
  if (type == "yarn") {
    s.type = RopeScaling::Type::kYarn;
    // llama.cpp multiplies the usual factor by this; Hugging Face's field is the product.
    const double extra = f.FloatOr(p + "rope.scaling.attn_factor", 1.0);
    if (extra != 1.0) s.attention_factor = extra * RopeAttentionFactor(*c);
  } else if (type == "linear" || (type == "none" && s.factor != 1.0)) {
    s.type = RopeScaling::Type::kLinear;
  } else {
    Require(type == "none", f.path(), ": expected rope scaling none, linear or yarn, got \"", type,
            "\"");
  }
  if (f.tensors().count("rope_freqs.weight") != 0) {
    const StoredTensor& t = f.Find("rope_freqs.weight");
    Require(t.size == c->head_dim / 2, f.path(), ": expected ", c->head_dim / 2,
            " values in rope_freqs.weight, got ", t.size);
    s.freq_factors.resize(static_cast<size_t>(t.size));
    kernels::Dequantize(t.type, t.size, t.data, s.freq_factors.data());
  }
}

// A token id of the metadata, or -1.
int32_t TokenId(const GgufFile& f, const std::string& name, const ModelConfig& c) {
  const int64_t id = f.IntOr("tokenizer.ggml." + name, -1);
  Require(id >= -1 && id < c.vocab_size, f.path(), ": expected tokenizer.ggml.", name,
          " within the vocabulary of ", c.vocab_size, ", got ", id);
  return static_cast<int32_t>(id);
}

void ReadTokenIds(const GgufFile& f, ModelConfig* c) {
  c->bos_token_id = TokenId(f, "bos_token_id", *c);
  c->pad_token_id = TokenId(f, "padding_token_id", *c);
  for (const char* key : {"eos_token_id", "eot_token_id"}) {
    const int32_t id = TokenId(f, key, *c);
    const bool known = !c->eos_token_ids.empty() && c->eos_token_ids[0] == id;
    if (id >= 0 && !known) c->eos_token_ids.push_back(id);
  }
}

ModelConfig ConfigOf(const GgufFile& f) {
  ModelConfig c;
  c.model_type = f.StringOr("general.architecture", "");
  Require(c.model_type == "llama" || c.model_type == "qwen2", f.path(),
          ": expected the architecture llama or qwen2, got \"", c.model_type,
          "\"; other architectures are not supported");
  const std::string p = c.model_type + ".";
  Require(f.IntOr(p + "expert_count", 0) == 0, f.path(),
          ": expected a dense model, got a mixture of experts; not supported");
  c.hidden_size = f.Int(p + "embedding_length");
  c.intermediate_size = f.Int(p + "feed_forward_length");
  c.num_hidden_layers = f.Int(p + "block_count");
  c.num_attention_heads = f.Int(p + "attention.head_count");
  c.num_key_value_heads = f.IntOr(p + "attention.head_count_kv", c.num_attention_heads);
  Require(c.num_attention_heads > 0, f.path(), ": expected attention heads, got ",
          c.num_attention_heads);
  c.head_dim = f.IntOr(p + "attention.key_length", c.hidden_size / c.num_attention_heads);
  Require(f.IntOr(p + "attention.value_length", c.head_dim) == c.head_dim &&
              f.IntOr(p + "rope.dimension_count", c.head_dim) == c.head_dim,
          f.path(), ": expected keys, values and rotary embedding of one size ", c.head_dim);
  c.max_position_embeddings = f.IntOr(p + "context_length", 2048);
  // These two are floats in the file; the shortest decimal that gives the float is the number meant
  // (1e-05, not 9.99999974737875e-06).
  c.rms_norm_eps = std::stod(
      base::StrCat(static_cast<float>(f.FloatOr(p + "attention.layer_norm_rms_epsilon", 1e-6))));
  c.rope_theta = f.FloatOr(p + "rope.freq_base", 10000.0);
  c.vocab_size = f.Find("token_embd.weight").shape[0];
  c.tie_word_embeddings = f.tensors().count("output.weight") == 0;
  c.attention_bias = f.tensors().count("blk.0.attn_q.bias") != 0;
  c.attention_output_bias = f.tensors().count("blk.0.attn_output.bias") != 0;
  Require(c.head_dim > 0 && c.head_dim <= 4096, f.path(), ": expected a head size in range, got ",
          c.head_dim);
  ReadRopeScaling(f, p, &c);
  ReadTokenIds(f, &c);
  ValidateConfig(c, f.path());
  return c;
}

// "model.layers.3.mlp.up_proj.weight" -> "blk.3.ffn_up.weight".
std::string GgufName(const std::string& name) {
  static constexpr std::pair<const char*, const char*> kNames[] = {
      {"model.embed_tokens.", "token_embd."},
      {"model.norm.", "output_norm."},
      {"lm_head.", "output."},
      {"model.layers.", "blk."},
      {"post_attention_layernorm.", "ffn_norm."},
      {"input_layernorm.", "attn_norm."},
      {"self_attn.q_proj.", "attn_q."},
      {"self_attn.k_proj.", "attn_k."},
      {"self_attn.v_proj.", "attn_v."},
      {"self_attn.o_proj.", "attn_output."},
      {"mlp.gate_proj.", "ffn_gate."},
      {"mlp.up_proj.", "ffn_up."},
      {"mlp.down_proj.", "ffn_down."},
  };
  std::string out = name;
  for (const auto& [from, to] : kNames) {
    const size_t at = out.find(from);
    if (at != std::string::npos) out.replace(at, std::strlen(from), to);
  }
  return out;
}

// llama.cpp stores the llama family's query and key rows so that rotary pairs are neighbours: its
// row 2i + j of a head is our row i + j * head_dim/2.
void UndoPairing(int64_t heads, int64_t head_dim, int64_t columns, float* w) {
  std::vector<float> head(static_cast<size_t>(head_dim * columns));
  for (int64_t h = 0; h < heads; ++h, w += head_dim * columns) {
    std::memcpy(head.data(), w, head.size() * sizeof(float));
    for (int64_t r = 0; r < head_dim; ++r) {
      std::memcpy(w + (r / 2 + r % 2 * (head_dim / 2)) * columns, head.data() + r * columns,
                  static_cast<size_t>(columns) * sizeof(float));
    }
  }
}

// Before anything is allocated: a hostile header may ask for any amount of memory, but the tensors
// it needs must be in the file.
void CheckShapes(const GgufFile& f, const ModelConfig& c) {
  const ParameterLayout layout(c);
  for (const TensorInfo& info : layout.tensors()) {
    const StoredTensor& t = f.Find(GgufName(info.name));
    Require(t.shape == info.shape, f.path(), ": expected ", GgufName(info.name), " of shape ",
            ShapeString(info.shape), ", got ", ShapeString(t.shape),
            "; the file does not fit its metadata");
  }
}

class GgufSource : public WeightSource {
 public:
  GgufSource(const GgufFile& file, const ModelConfig& config) : file_(file), config_(config) {}

  bool Has(const TensorInfo& info) const override { return info.name != "score.weight"; }
  void Read(const TensorInfo& info, float* out) const override {
    const StoredTensor& t = Find(info);
    kernels::Dequantize(t.type, t.size, t.data, out);
    const int64_t rows = info.shape[0];
    if (IsPaired(info))
      UndoPairing(rows / config_.head_dim, config_.head_dim, info.size / rows, out);
  }
  kernels::GgmlType Type(const TensorInfo& info) const override { return Find(info).type; }
  const void* Row(const TensorInfo& info, int64_t row) const override {
    const StoredTensor& t = Find(info);
    if (IsPaired(info)) {
      const int64_t half = config_.head_dim / 2, in_head = row % config_.head_dim;
      row += 2 * (in_head % half) + in_head / half - in_head;
    }
    return t.data + row * kernels::QuantizedBytes(t.type, info.size / info.shape[0]);
  }

 private:
  const StoredTensor& Find(const TensorInfo& info) const { return file_.Find(GgufName(info.name)); }
  bool IsPaired(const TensorInfo& info) const {
    return config_.model_type == "llama" && (info.name.find(".q_proj.") != std::string::npos ||
                                             info.name.find(".k_proj.") != std::string::npos);
  }

  const GgufFile& file_;
  const ModelConfig& config_;
};

std::optional<data::BpeSpec> TokenizerOf(const GgufFile& f, const ModelConfig& c) {
  const std::string t = "tokenizer.ggml.";
  if (f.StringOr(t + "model", "") != "gpt2") return std::nullopt;
  data::BpeSpec spec;
  spec.tokens = f.Strings(t + "tokens");
  spec.merges = f.Strings(t + "merges");
  if (f.Has(t + "token_type")) {
    for (const int64_t type : f.Ints(t + "token_type")) {
      spec.token_types.push_back(static_cast<int32_t>(type));
    }
  }
  spec.pre_tokenizer = f.StringOr(t + "pre", "gpt-2");
  spec.add_prefix_space = f.BoolOr(t + "add_space_prefix", false);
  spec.bos_id = c.bos_token_id;
  spec.pad_id = c.pad_token_id;
  spec.eos_ids = c.eos_token_ids;
  spec.add_bos = f.BoolOr(t + "add_bos_token", false);
  return spec;
}

}  // namespace

LoadedModel LoadGguf(const std::string& path, const LoadOptions& options) {
  const GgufFile file(path);
  LoadedModel m;
  m.config = ConfigOf(file);
  m.tokenizer = TokenizerOf(file, m.config);
  m.chat_template = file.StringOr("tokenizer.chat_template", "");
  CheckShapes(file, m.config);
  m.config.value_head = options.value_head;
  const GgufSource source(file, m.config);
  if (options.generate_only) {
    m.weights = PackWeights(m.config, source, *options.generate_only);
  } else {
    m.parameters = ReadParameters(m.config, source);
  }
  return m;
}

ModelConfig GgufConfig(const GgufFile& file) { return ConfigOf(file); }

std::optional<data::BpeSpec> GgufTokenizer(const GgufFile& file) {
  return TokenizerOf(file, ConfigOf(file));
}

}  // namespace r1bench::model
