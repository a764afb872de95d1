#include "model/config.h"

#include <cmath>
#include <initializer_list>

#include "base/error.h"
#include "base/json.h"

namespace r1bench::model {
namespace {

using base::Json;
using base::Require;

// Limits that no real model reaches and that keep every product of sizes within 63 bits.
constexpr int64_t kMaxWidth = 1 << 20;
constexpr int64_t kMaxVocab = 1 << 22;
constexpr int64_t kMaxLayers = 1 << 12;
constexpr int64_t kMaxPositions = 1 << 26;

// Reads typed fields of one JSON object; null counts as absent, as in Hugging Face files.
class Fields {
 public:
  Fields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    Require(object.is_object(), where_, ": expected a JSON object, got ", object.type_name());
  }
  bool Has(const char* name) const { return object_.contains(name) && !object_[name].is_null(); }
  const Json& At(const char* name) const {
    Require(Has(name), where_, ": expected the field \"", name,
            "\", got none; is this the config.json of a Llama or Qwen2 model?");
    return object_[name];
  }
  int64_t Int(const char* name) const {
    const Json& v = At(name);
    Require(v.is_number_integer(), where_, ": expected an integer in \"", name, "\", got ",
            v.dump());
    return v.get<int64_t>();
  }
  int64_t Int(const char* name, int64_t fallback) const { return Has(name) ? Int(name) : fallback; }
  double Number(const char* name, double fallback) const {
    if (!Has(name)) return fallback;
    const Json& v = At(name);
    Require(v.is_number(), where_, ": expected a number in \"", name, "\", got ", v.dump());
    return v.get<double>();
  }
  bool Bool(const char* name, bool fallback) const {
    if (!Has(name)) return fallback;
    const Json& v = At(name);
    Require(v.is_boolean(), where_, ": expected true or false in \"", name, "\", got ", v.dump());
    return v.get<bool>();
  }
  std::string String(const char* name, const std::string& fallback) const {
    if (!Has(name)) return fallback;
    const Json& v = At(name);
    Require(v.is_string(), where_, ": expected a string in \"", name, "\", got ", v.dump());
    return v.get<std::string>();
  }
  const std::string& where() const { return where_; }

 private:
  const Json& object_;
  std::string where_;
};

RopeScaling::Type ScalingType(const std::string& name, const std::string& where) {
  if (name == "default" || name.empty()) return RopeScaling::Type::kNone;
  if (name == "linear") return RopeScaling::Type::kLinear;
  if (name == "dynamic") return RopeScaling::Type::kDynamic;
  if (name == "yarn") return RopeScaling::Type::kYarn;
  if (name == "llama3") return RopeScaling::Type::kLlama3;
  base::Fail(where, ": expected rope scaling linear, dynamic, yarn or llama3, got \"", name,
             "\"; this model needs a newer r1bench");
}

const char* ScalingName(RopeScaling::Type type) {
  switch (type) {
    case RopeScaling::Type::kNone:
      return "default";
    case RopeScaling::Type::kLinear:
      return "linear";
    case RopeScaling::Type::kDynamic:
      return "dynamic";
    case RopeScaling::Type::kYarn:
      return "yarn";
    case RopeScaling::Type::kLlama3:
      return "llama3";
  }
  return "default";
}

RopeScaling ParseScaling(const Fields& f, int64_t max_positions) {
  RopeScaling s;
  s.type = ScalingType(f.String("rope_type", f.String("type", "default")), f.where());
  if (s.type == RopeScaling::Type::kNone) return s;
  s.original_max_position_embeddings = f.Int("original_max_position_embeddings", 0);
  // Yarn without a factor: the ratio of the two lengths, as in Hugging Face.
  const bool ratio = s.type == RopeScaling::Type::kYarn && !f.Has("factor") &&
                     s.original_max_position_embeddings > 0;
  Require(f.Has("factor") || ratio, f.where(),
          ": expected \"factor\" in the rope scaling, got none");
  s.factor = ratio ? static_cast<double>(max_positions) /
                         static_cast<double>(s.original_max_position_embeddings)
                   : f.Number("factor", 1.0);
  s.low_freq_factor = f.Number("low_freq_factor", s.low_freq_factor);
  s.high_freq_factor = f.Number("high_freq_factor", s.high_freq_factor);
  s.beta_fast = f.Number("beta_fast", s.beta_fast);
  s.beta_slow = f.Number("beta_slow", s.beta_slow);
  s.attention_factor = f.Number("attention_factor", 0.0);
  s.mscale = f.Number("mscale", 0.0);
  s.mscale_all_dim = f.Number("mscale_all_dim", 0.0);
  s.truncate = f.Bool("truncate", true);
  return s;
}

// rope_theta and rope_scaling (transformers 4), or both inside rope_parameters (transformers 5).
void ParseRope(const Json& json, const Fields& f, ModelConfig* c) {
  c->rope_theta = f.Number("rope_theta", c->rope_theta);
  for (const char* name : {"rope_scaling", "rope_parameters"}) {
    if (!f.Has(name)) continue;
    const Fields inner(json[name], f.where() + ": " + name);
    c->rope_scaling = ParseScaling(inner, c->max_position_embeddings);
    c->rope_theta = inner.Number("rope_theta", c->rope_theta);
    Require(inner.Number("partial_rotary_factor", 1.0) == 1.0, f.where(),
            ": expected a full rotary embedding, got a partial_rotary_factor; not supported");
  }
}

void ParseTokenIds(const Json& json, const Fields& f, ModelConfig* c) {
  // Some files give a list where one id is meant: the first is taken for bos.
  auto ids = [&](const char* name) {
    std::vector<int32_t> out;
    if (!f.Has(name)) return out;
    const Json& v = json[name];
    for (const Json& e : v.is_array() ? v : Json::array({v})) {
      Require(e.is_number_integer() && e.get<int64_t>() >= -1 && e.get<int64_t>() < kMaxVocab,
              f.where(), ": expected token ids in \"", name, "\", got ", e.dump());
      if (e.get<int64_t>() >= 0) out.push_back(e.get<int32_t>());
    }
    return out;
  };
  const std::vector<int32_t> bos = ids("bos_token_id"), pad = ids("pad_token_id");
  c->bos_token_id = bos.empty() ? -1 : bos[0];
  c->pad_token_id = pad.empty() ? -1 : pad[0];
  c->eos_token_ids = ids("eos_token_id");
}

void RefuseUnsupported(const Fields& f, const std::string& type) {
  Require(!f.Bool("mlp_bias", false), f.where(), ": expected mlp_bias false, got true; this ",
          "variant is not supported");
  Require(!f.Bool("use_sliding_window", false), f.where(),
          ": expected full attention, got use_sliding_window true; not supported");
  const std::string act = f.String("hidden_act", "silu");
  Require(act == "silu" || act == "swish", f.where(), ": expected hidden_act silu, got ", act);
  Require(!f.Has("quantization_config"), f.where(),
          ": expected plain weights, got quantized ones (", type,
          " with quantization_config); load the unquantized checkpoint or a GGUF");
  Require(f.Number("pretraining_tp", 1) == 1, f.where(), ": expected pretraining_tp 1");
}

void ParseShape(const Fields& f, ModelConfig* c) {
  c->vocab_size = f.Int("vocab_size");
  c->hidden_size = f.Int("hidden_size");
  c->intermediate_size = f.Int("intermediate_size");
  c->num_hidden_layers = f.Int("num_hidden_layers");
  c->num_attention_heads = f.Int("num_attention_heads");
  c->num_key_value_heads = f.Int("num_key_value_heads", c->num_attention_heads);
  Require(c->num_attention_heads > 0, f.where(), ": expected num_attention_heads > 0, got ",
          c->num_attention_heads);
  c->head_dim = f.Int("head_dim", c->hidden_size / c->num_attention_heads);
  c->max_position_embeddings = f.Int("max_position_embeddings", 2048);
  c->rms_norm_eps = f.Number("rms_norm_eps", 1e-6);
  c->tie_word_embeddings = f.Bool("tie_word_embeddings", false);
  c->value_head = f.Bool("value_head", false);
}

Json ScalingJson(const RopeScaling& s) {
  Json j;
  j["rope_type"] = ScalingName(s.type);
  j["factor"] = s.factor;
  if (s.original_max_position_embeddings > 0) {
    j["original_max_position_embeddings"] = s.original_max_position_embeddings;
  }
  if (s.type == RopeScaling::Type::kLlama3) {
    j["low_freq_factor"] = s.low_freq_factor;
    j["high_freq_factor"] = s.high_freq_factor;
  }
  if (s.type == RopeScaling::Type::kYarn) {
    j["beta_fast"] = s.beta_fast;
    j["beta_slow"] = s.beta_slow;
    if (s.attention_factor > 0) j["attention_factor"] = s.attention_factor;
    if (s.mscale > 0) j["mscale"] = s.mscale;
    if (s.mscale_all_dim > 0) j["mscale_all_dim"] = s.mscale_all_dim;
    if (!s.truncate) j["truncate"] = false;
  }
  return j;
}

void ValidateScaling(const RopeScaling& s, const std::string& where) {
  Require(std::isfinite(s.factor) && s.factor >= 1.0 && s.factor <= 1e6, where,
          ": expected a rope scaling factor of 1 or more, got ", s.factor);
  Require(s.original_max_position_embeddings >= 0 &&
              s.original_max_position_embeddings <= kMaxPositions,
          where, ": expected original_max_position_embeddings in range, got ",
          s.original_max_position_embeddings);
  Require(s.low_freq_factor > 0 && s.high_freq_factor > s.low_freq_factor, where,
          ": expected 0 < low_freq_factor < high_freq_factor, got ", s.low_freq_factor, " and ",
          s.high_freq_factor);
  Require(s.beta_fast > 0 && s.beta_slow > 0, where, ": expected positive beta_fast and beta_slow");
  for (const float f : s.freq_factors) {
    Require(std::isfinite(f) && f > 0, where, ": expected positive rope frequency factors, got ",
            f);
  }
  Require(s.attention_factor >= 0 && s.mscale >= 0 && s.mscale_all_dim >= 0, where,
          ": expected attention_factor, mscale and mscale_all_dim of 0 or more");
}

}  // namespace

void ValidateConfig(const ModelConfig& c, const std::string& where) {
  auto in_range = [&](const char* name, int64_t value, int64_t high) {
    Require(value >= 1 && value <= high, where, ": expected ", name, " between 1 and ", high,
            ", got ", value);
  };
  Require(c.model_type == "llama" || c.model_type == "qwen2", where,
          ": expected model_type llama or qwen2, got \"", c.model_type,
          "\"; other architectures are not supported");
  in_range("vocab_size", c.vocab_size, kMaxVocab);
  in_range("hidden_size", c.hidden_size, kMaxWidth);
  in_range("intermediate_size", c.intermediate_size, kMaxWidth);
  in_range("num_hidden_layers", c.num_hidden_layers, kMaxLayers);
  in_range("num_attention_heads", c.num_attention_heads, kMaxWidth);
  in_range("num_key_value_heads", c.num_key_value_heads, kMaxWidth);
  in_range("head_dim", c.head_dim, 4096);
  in_range("num_attention_heads * head_dim", c.q_size(), kMaxWidth);
  in_range("max_position_embeddings", c.max_position_embeddings, kMaxPositions);
  Require(c.head_dim % 2 == 0, where, ": expected an even head_dim, got ", c.head_dim);
  Require(c.num_attention_heads % c.num_key_value_heads == 0, where,
          ": expected num_key_value_heads to divide num_attention_heads, got ",
          c.num_key_value_heads, " and ", c.num_attention_heads);
  Require(std::isfinite(c.rms_norm_eps) && c.rms_norm_eps >= 0 && c.rms_norm_eps < 1, where,
          ": expected rms_norm_eps in [0, 1), got ", c.rms_norm_eps);
  Require(std::isfinite(c.rope_theta) && c.rope_theta > 1 && c.rope_theta < 1e15, where,
          ": expected rope_theta above 1, got ", c.rope_theta);
  ValidateScaling(c.rope_scaling, where);
}

ModelConfig ParseConfig(std::string_view text, const std::string& where) {
  const Json json = base::ParseJson(text, where);
  const Fields f(json, where);
  ModelConfig c;
  c.model_type = f.String("model_type", "");
  Require(c.model_type == "llama" || c.model_type == "qwen2", where,
          ": expected model_type llama or qwen2, got \"", c.model_type,
          "\"; other architectures are not supported");
  RefuseUnsupported(f, c.model_type);
  ParseShape(f, &c);
  ParseRope(json, f, &c);
  const bool bias = f.Bool("attention_bias", false);
  c.attention_bias = bias || c.model_type == "qwen2";
  c.attention_output_bias = bias && c.model_type == "llama";
  ParseTokenIds(json, f, &c);
  ValidateConfig(c, where);
  return c;
}

std::string ConfigJson(const ModelConfig& c) {
  const bool llama = c.model_type == "llama";
  Require(!llama || c.attention_bias == c.attention_output_bias,
          "expected a llama model with all attention biases or none; this one cannot be exported");
  Require(
      c.rope_scaling.freq_factors.empty(),
      "expected rope scaling that config.json can say, got factors per frequency (from a GGUF); "
      "this model cannot be exported: load the original Hugging Face folder");
  Json j;
  j["architectures"] = Json::array({llama ? "LlamaForCausalLM" : "Qwen2ForCausalLM"});
  j["model_type"] = c.model_type;
  j["vocab_size"] = c.vocab_size;
  j["hidden_size"] = c.hidden_size;
  j["intermediate_size"] = c.intermediate_size;
  j["num_hidden_layers"] = c.num_hidden_layers;
  j["num_attention_heads"] = c.num_attention_heads;
  j["num_key_value_heads"] = c.num_key_value_heads;
  j["head_dim"] = c.head_dim;
  j["hidden_act"] = "silu";
  j["max_position_embeddings"] = c.max_position_embeddings;
  j["rms_norm_eps"] = c.rms_norm_eps;
  j["rope_theta"] = c.rope_theta;
  if (c.rope_scaling.type != RopeScaling::Type::kNone) {
    j["rope_scaling"] = ScalingJson(c.rope_scaling);
  }
  j["tie_word_embeddings"] = c.tie_word_embeddings;
  if (llama) j["attention_bias"] = c.attention_bias;
  if (!llama) j["use_sliding_window"] = false;
  j["torch_dtype"] = "float32";
  if (c.value_head) j["value_head"] = true;
  if (c.bos_token_id >= 0) j["bos_token_id"] = c.bos_token_id;
  if (c.pad_token_id >= 0) j["pad_token_id"] = c.pad_token_id;
  if (c.eos_token_ids.size() == 1) j["eos_token_id"] = c.eos_token_ids[0];
  if (c.eos_token_ids.size() > 1) j["eos_token_id"] = c.eos_token_ids;
  return j.dump(2) + "\n";
}

}  // namespace r1bench::model
