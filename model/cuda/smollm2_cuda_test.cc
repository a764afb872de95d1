// SmolLM2-135M-Instruct on the (emulated) GPU in fp32 against Hugging Face transformers (fixture:
// tests/oracles/make_model_fixtures.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/runfiles.h"
#include "kernels/cuda/runtime.h"
#include "kernels/dequant/dequant.h"
#include "model/cuda/cuda_device.h"
#include "model/engine.h"
#include "model/kv_cache.h"
#include "model/loader.h"
#include "model/model_testing.h"
#include "model/safetensors.h"

namespace r1bench::model {
namespace {

// Few: the emulated device needs about a second a position.
constexpr int64_t kPositions = 6;
constexpr int kGreedyTokens = 3;

class SmolLm2Cuda : public ::testing::Test {
 protected:
  void SetUp() override {
    if (cuda::DeviceCount() == 0) GTEST_SKIP() << "no CUDA device";
    base::SetNumThreads(0);
    const LoadedModel m =
        LoadModel(base::Runfile("external/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));
    model_ = std::make_shared<Transformer>(m.config, m.parameters,
                                           TransformerOptions{.device = MakeCudaDevice()});
  }

  std::vector<float> Floats(const std::string& name) const {
    const StoredTensor& t = fixture_.Find(name);
    std::vector<float> out(static_cast<size_t>(t.size));
    kernels::Dequantize(t.type, t.size, t.data, out.data());
    return out;
  }
  std::vector<int32_t> Ids(const std::string& name) const {
    const std::vector<float> f = Floats(name);
    return std::vector<int32_t>(f.begin(), f.end());
  }

  std::shared_ptr<Transformer> model_;
  SafetensorsFile fixture_{base::Runfile("model/testdata/smollm2_logits.safetensors")};
};

TEST_F(SmolLm2Cuda, LogitsAndGreedyTokensAreThoseOfHuggingFace) {
  std::vector<int32_t> tokens = Ids("tokens");
  const std::vector<int32_t> top = Ids("top_ids");
  const std::vector<float> top_logits = Floats("top_logits");
  const int64_t per_position = static_cast<int64_t>(top.size() / tokens.size());
  tokens.resize(kPositions);
  const std::vector<float> logits = SequenceLogits(model_.get(), tokens, 4);
  double most = 0;
  for (int64_t i = 0; i < kPositions * per_position; ++i) {
    const size_t at = static_cast<size_t>(i);
    const int64_t row = i / per_position * model_->config().vocab_size;
    most = std::max(most,
                    std::fabs(double{logits[static_cast<size_t>(row + top[at])]} - top_logits[at]));
  }
  EXPECT_LE(most, 1e-3);

  GenerateRequest request;
  request.prompt_tokens = Ids("prompt0");
  request.params = {.greedy = true, .max_new_tokens = kGreedyTokens};
  LocalEngine engine(model_, nullptr,
                     {.kv_cache_bytes = 8 * KvCache(model_->kv_layout(), 1).block_bytes()});
  std::vector<int32_t> expected = Ids("greedy0");
  expected.resize(kGreedyTokens);
  EXPECT_EQ(engine.Generate({&request, 1}, {})[0].tokens, expected);
}

}  // namespace
}  // namespace r1bench::model
