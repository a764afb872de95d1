// A small GGUF writer for tests: makes valid files, and invalid ones on purpose.
#ifndef R1BENCH_MODEL_GGUF_TESTING_H_
#define R1BENCH_MODEL_GGUF_TESTING_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/parameters.h"

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

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_GGUF_TESTING_H_
