// What the tests of the engine share: a tiny random model, a codec of made-up tokens, requests.

#ifndef R1BENCH_MODEL_ENGINE_TESTING_H_
#define R1BENCH_MODEL_ENGINE_TESTING_H_

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/rng.h"
#include "model/engine.h"
#include "model/model_testing.h"
#include "model/quantized_testing.h"

namespace r1bench::model {

inline constexpr int32_t kTestEos = 36;

inline ModelConfig EngineTestConfig(WeightFormat format = WeightFormat::kFloat32) {
  ModelConfig config = TestConfig("llama", /*tied=*/false);
  if (format == WeightFormat::kQuantized) {  // whole blocks of 32
    config.hidden_size = 32;
    config.intermediate_size = 64;
  }
  config.max_position_embeddings = 256;
  config.eos_token_ids = {kTestEos};
  return config;
}

inline std::shared_ptr<Transformer> RandomTransformer(const ModelConfig& config, uint64_t seed,
                                                      WeightFormat format) {
  const std::shared_ptr<Parameters> parameters = RandomParameters(config, seed);
  if (format == WeightFormat::kQuantized) {
    return std::make_shared<Transformer>(
        config, PackWeights(config, StoredWeights(*parameters, MixedTypes), format));
  }
  return std::make_shared<Transformer>(config, parameters, TransformerOptions{.compute = format});
}

inline std::shared_ptr<Transformer> TestTransformer(uint64_t seed = 1,
                                                    WeightFormat format = WeightFormat::kFloat32) {
  return RandomTransformer(EngineTestConfig(format), seed, format);
}

// Letters for ids 0..25, then parts of words and of characters; the end token has no text.
class TestCodec : public TextCodec {
 public:
  std::vector<int32_t> EncodePrompt(std::string_view text) const override {
    return EncodeContinuation(text);
  }
  std::vector<int32_t> EncodeContinuation(std::string_view text) const override {
    std::vector<int32_t> tokens;
    for (const char c : text) tokens.push_back(c - 'a');
    return tokens;
  }
  std::string_view TokenBytes(int32_t token) const override {
    static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
    static constexpr std::string_view kParts[] = {
        "</", "ans", "wer>", "\xF0\x9F", "\x98\x80", "\xFF", "one two ", "", "zz", "\n"};
    if (token < 26) return kLetters.substr(token, 1);
    return token < 36 ? kParts[token - 26] : std::string_view();
  }
};

// A request with a random prompt; its completions have random lengths since the end token comes by
// chance.
inline GenerateRequest TestRequest(uint64_t id, int64_t prompt_tokens, int samples,
                                   int max_new_tokens) {
  GenerateRequest request;
  request.id = id;
  request.prompt_tokens = RandomTokens(prompt_tokens, 36, id + 1000);
  request.num_samples = samples;
  request.params.temperature = 0.9f;
  request.params.max_new_tokens = max_new_tokens;
  request.params.record_entropy = true;
  request.params.seed = 77;
  return request;
}

inline bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

inline bool SameCompletion(const Completion& a, const Completion& b) {
  return a.request_id == b.request_id && a.sample == b.sample && a.text == b.text &&
         a.tokens == b.tokens && a.finish_reason == b.finish_reason &&
         SameBits(a.logprobs, b.logprobs) && SameBits(a.entropies, b.entropies);
}

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_ENGINE_TESTING_H_
