// The shape of a transformer: what Hugging Face calls config.json.
//
// Field names are Hugging Face's, so that one can grep from a paper or a checkpoint to the code.
// ParseConfig is the only place that reads the JSON names. One struct serves both families we
// run, Llama and Qwen2, because they differ in two facts only: Qwen2 has a bias on the query, key
// and value projections, and Llama may have one on all four projections (attention_bias).
//
// Example:
//   ModelConfig config = ParseConfig(base::ReadFile(path), path);
//   Transformer model(config, LoadParameters(...));
#ifndef R1BENCH_MODEL_CONFIG_H_
#define R1BENCH_MODEL_CONFIG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::model {

// How rotary frequencies are stretched to a longer context. The meaning of every field is that of
// Hugging Face's `rope_scaling`; a field is read only by the types named beside it.
struct RopeScaling {
  enum class Type { kNone, kLinear, kDynamic, kYarn, kLlama3 };

  Type type = Type::kNone;
  double factor = 1.0;                           // all
  int64_t original_max_position_embeddings = 0;  // yarn, llama3; 0: max_position_embeddings
  double low_freq_factor = 1.0;                  // llama3
  double high_freq_factor = 4.0;                 // llama3
  double beta_fast = 32.0;                       // yarn
  double beta_slow = 1.0;                        // yarn
  double attention_factor = 0.0;                 // yarn; 0: from factor (and mscale)
  double mscale = 0.0;                           // yarn; 0: absent
  double mscale_all_dim = 0.0;                   // yarn; 0: absent
  bool truncate = true;                          // yarn: round the correction range outwards
  // Per pair of dimensions, the frequency is divided by this; empty: 1. A GGUF of a Llama 3 model
  // carries its stretching this way instead of by a type.
  std::vector<float> freq_factors;
};

struct ModelConfig {
  std::string model_type = "llama";  // "llama" or "qwen2"
  int64_t vocab_size = 0;
  int64_t hidden_size = 0;
  int64_t intermediate_size = 0;
  int64_t num_hidden_layers = 0;
  int64_t num_attention_heads = 0;
  int64_t num_key_value_heads = 0;  // divides num_attention_heads (GQA)
  int64_t head_dim = 0;             // even
  int64_t max_position_embeddings = 2048;
  double rms_norm_eps = 1e-6;
  double rope_theta = 10000.0;
  RopeScaling rope_scaling;
  bool tie_word_embeddings = false;
  bool attention_bias = false;         // bias on q_proj, k_proj, v_proj (always on for qwen2)
  bool attention_output_bias = false;  // bias on o_proj (llama with attention_bias)
  bool value_head = false;             // one extra row "score.weight" [1, hidden_size], see heads.h

  int32_t bos_token_id = -1;           // -1: none
  int32_t pad_token_id = -1;           // -1: none
  std::vector<int32_t> eos_token_ids;  // may be empty

  int64_t q_size() const { return num_attention_heads * head_dim; }
  int64_t kv_size() const { return num_key_value_heads * head_dim; }
  int64_t qkv_size() const { return q_size() + 2 * kv_size(); }  // one fused row: q, k, v
};

// Throws base::Error unless every size is positive, in range (so that products fit in 63 bits) and
// consistent. `where` names the file in messages.
void ValidateConfig(const ModelConfig& config, const std::string& where);

// Reads a Hugging Face config.json (text) and validates it. Unknown architectures, sliding windows
// and other features that would change the numbers are refused by name, never ignored.
ModelConfig ParseConfig(std::string_view json, const std::string& where);

// The inverse: a config.json that transformers' AutoModelForCausalLM accepts.
std::string ConfigJson(const ModelConfig& config);

// Rotary frequencies, radians per position: head_dim / 2 floats. `length` matters for the dynamic
// type alone: the sequence length whose (stretched) base is wanted. Computed in double by
// kernels/math (no libm), so the same on every machine.
std::vector<float> RopeInvFreq(const ModelConfig& config, int64_t length);

// Factor on cos and sin: 1 except for yarn. Applied as its square on the attention scores.
double RopeAttentionFactor(const ModelConfig& config);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CONFIG_H_
