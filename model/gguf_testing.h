// A small GGUF writer for tests: makes valid files, and invalid ones on purpose.
#ifndef R1BENCH_MODEL_GGUF_TESTING_H_
#define R1BENCH_MODEL_GGUF_TESTING_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "model/config.h"
#include "model/parameters.h"
#include "model/quantized_testing.h"

namespace r1bench::model {

class GgufWriter {
 public:
  template <typename T>
  static void Put(std::string* out, T value) {
    out->append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  static void PutString(std::string* out, const std::string& s) {
    Put<uint64_t>(out, s.size());
    *out += s;
  }

  void Uint(const std::string& key, uint32_t value) {
    Key(key, 4);
    Put(&metadata_, value);
  }
  void Float(const std::string& key, float value) {
    Key(key, 6);
    Put(&metadata_, value);
  }
  void String(const std::string& key, const std::string& value) {
    Key(key, 8);
    PutString(&metadata_, value);
  }
  void Strings(const std::string& key, const std::vector<std::string>& values) {
    Key(key, 9);
    Put<uint32_t>(&metadata_, 8);
    Put<uint64_t>(&metadata_, values.size());
    for (const std::string& v : values) PutString(&metadata_, v);
  }
  // shape outermost first, as everywhere in r1bench.
  void TensorBytes(const std::string& name, const std::vector<int64_t>& shape, uint32_t type,
                   const std::string& bytes) {
    data_.resize((data_.size() + 31) / 32 * 32);
    PutString(&tensors_, name);
    Put<uint32_t>(&tensors_, static_cast<uint32_t>(shape.size()));
    for (size_t i = shape.size(); i > 0; --i) {
      Put<uint64_t>(&tensors_, static_cast<uint64_t>(shape[i - 1]));
    }
    Put<uint32_t>(&tensors_, type);
    Put<uint64_t>(&tensors_, data_.size());
    data_ += bytes;
    ++num_tensors_;
  }
  void Floats(const std::string& name, const std::vector<int64_t>& shape, const float* values) {
    int64_t n = 1;
    for (const int64_t dim : shape) n *= dim;
    TensorBytes(
        name, shape, 0,
        std::string(reinterpret_cast<const char*>(values), static_cast<size_t>(n) * sizeof(float)));
  }

  std::string Bytes() const {
    std::string out = "GGUF";
    Put<uint32_t>(&out, 3);
    Put<uint64_t>(&out, num_tensors_);
    Put<uint64_t>(&out, num_values_);
    out += metadata_ + tensors_;
    out.resize((out.size() + 31) / 32 * 32);
    return out + data_;
  }

 private:
  void Key(const std::string& key, uint32_t type) {
    PutString(&metadata_, key);
    Put(&metadata_, type);
    ++num_values_;
  }
  std::string metadata_, tensors_, data_;
  uint64_t num_values_ = 0, num_tensors_ = 0;
};

inline void WriteGgufMetadata(const ModelConfig& c, GgufWriter* w) {
  const std::string p = c.model_type + ".";
  w->String("general.architecture", c.model_type);
  w->Uint(p + "embedding_length", static_cast<uint32_t>(c.hidden_size));
  w->Uint(p + "feed_forward_length", static_cast<uint32_t>(c.intermediate_size));
  w->Uint(p + "block_count", static_cast<uint32_t>(c.num_hidden_layers));
  w->Uint(p + "attention.head_count", static_cast<uint32_t>(c.num_attention_heads));
  w->Uint(p + "attention.head_count_kv", static_cast<uint32_t>(c.num_key_value_heads));
  w->Uint(p + "attention.key_length", static_cast<uint32_t>(c.head_dim));
  w->Uint(p + "context_length", static_cast<uint32_t>(c.max_position_embeddings));
  w->Float(p + "attention.layer_norm_rms_epsilon", static_cast<float>(c.rms_norm_eps));
  w->Float(p + "rope.freq_base", static_cast<float>(c.rope_theta));
  w->String("tokenizer.ggml.model", "gpt2");
  w->String("tokenizer.ggml.pre", "smollm");
  w->Strings("tokenizer.ggml.tokens", {"a", "b", "ab"});
  w->Strings("tokenizer.ggml.merges", {"a b"});
  w->Uint("tokenizer.ggml.eos_token_id", 2);
}

// GGUF's name of a tensor and, for llama, llama.cpp's order of query and key rows.
inline std::string NameInGguf(std::string name) {
  const std::pair<const char*, const char*> names[] = {{"model.embed_tokens", "token_embd"},
                                                       {"model.norm", "output_norm"},
                                                       {"lm_head", "output"},
                                                       {"model.layers", "blk"},
                                                       {"post_attention_layernorm", "ffn_norm"},
                                                       {"input_layernorm", "attn_norm"},
                                                       {"self_attn.q_proj", "attn_q"},
                                                       {"self_attn.k_proj", "attn_k"},
                                                       {"self_attn.v_proj", "attn_v"},
                                                       {"self_attn.o_proj", "attn_output"},
                                                       {"mlp.gate_proj", "ffn_gate"},
                                                       {"mlp.up_proj", "ffn_up"},
                                                       {"mlp.down_proj", "ffn_down"}};
  for (const auto& [from, to] : names) {
    const size_t at = name.find(from);
    if (at != std::string::npos) name.replace(at, std::strlen(from), to);
  }
  return name;
}

inline std::vector<float> Paired(const float* w, int64_t heads, int64_t head_dim, int64_t columns) {
  std::vector<float> out;
  for (int64_t h = 0; h < heads; ++h) {
    for (int64_t r = 0; r < head_dim; ++r) {
      const float* row = w + (h * head_dim + r / 2 + r % 2 * (head_dim / 2)) * columns;
      out.insert(out.end(), row, row + columns);
    }
  }
  return out;
}

// A model as a GGUF file; `skip` is left out. A name's type: F32 unless `type` says otherwise.
inline std::string GgufBytes(const ModelConfig& c, const Parameters& p,
                             const std::string& skip = "", const TypeOf& type = {}) {
  GgufWriter w;
  WriteGgufMetadata(c, &w);
  for (const TensorInfo& t : p.tensors()) {
    if (t.name == skip) continue;
    const float* data = p.data() + t.offset;
    const bool q = t.name.find("q_proj.") != std::string::npos;
    const bool k = t.name.find("k_proj.") != std::string::npos;
    std::vector<float> paired;
    if (c.model_type == "llama" && (q || k)) {
      paired = Paired(data, q ? c.num_attention_heads : c.num_key_value_heads, c.head_dim,
                      t.size / t.shape[0]);
      data = paired.data();
    }
    const kernels::GgmlType stored = type ? type(t.name) : kernels::GgmlType::kF32;
    w.TensorBytes(NameInGguf(t.name), t.shape, static_cast<uint32_t>(stored),
                  StoredBytes(stored, t.size, data));
  }
  return w.Bytes();
}

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_GGUF_TESTING_H_
