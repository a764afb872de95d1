// Our forward and backward pass against LibTorch's autograd in fp64, on tiny shapes of both
// families.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/rng.h"
#include "model/transformer.h"
#include "tests/libtorch_parity/oracle.h"

namespace r1bench::libtorch_parity {
namespace {

constexpr float kTemperature = 0.7f;

model::ModelConfig TinyLlama() {
  model::ModelConfig config;
  config.vocab_size = 61;
  config.hidden_size = 32;
  config.intermediate_size = 48;
  config.num_hidden_layers = 2;
  config.num_attention_heads = 4;
  config.num_key_value_heads = 2;
  config.head_dim = 8;
  config.rms_norm_eps = 1e-5;
  config.max_position_embeddings = 64;
  return config;
}

model::ModelConfig TinyQwen2() {
  model::ModelConfig config = TinyLlama();
  config.model_type = "qwen2";
  config.attention_bias = true;
  config.tie_word_embeddings = true;
  config.rope_theta = 1e6;
  config.rms_norm_eps = 1e-6;
  config.num_key_value_heads = 1;
  config.head_dim = 16;
  return config;
}

// Random weights; norms and biases too, which start as ones and zeros.
std::shared_ptr<model::Parameters> RandomWeights(const model::ModelConfig& config) {
  auto parameters = std::make_shared<model::Parameters>(config);
  parameters->InitRandom(7);
  base::Rng rng(7, "parity");
  for (const model::TensorInfo& info : parameters->tensors()) {
    if (info.shape.size() != 1) continue;
    float* const values = parameters->data() + info.offset;
    for (int64_t i = 0; i < info.size; ++i) values[i] += 0.3f * rng.Normal();
  }
  return parameters;
}

// Three sequences of unlike lengths; some rows without a target.
model::PackedBatch RandomBatch(const model::ModelConfig& config) {
  base::Rng rng(11, "parity");
  model::PackedBatch batch;
  batch.cu_seqlens = {0, 1, 24, 41};
  for (int i = 0; i < batch.cu_seqlens.back(); ++i) {
    const auto vocabulary = static_cast<uint32_t>(config.vocab_size);
    batch.tokens.push_back(static_cast<int32_t>(rng.Below(vocabulary)));
    batch.targets.push_back(i % 5 == 3 ? -1 : static_cast<int32_t>(rng.Below(vocabulary)));
  }
  return batch;
}

std::vector<float> RandomValues(size_t n, const char* stream) {
  base::Rng rng(13, stream);
  std::vector<float> values(n);
  for (float& value : values) value = rng.Normal();
  return values;
}

// |ours - theirs| in units of the largest of `theirs`.
double RelativeError(const float* ours, const double* theirs, int64_t n) {
  double difference = 0, largest = 1e-12;
  for (int64_t i = 0; i < n; ++i) {
    difference = std::max(difference, std::abs(ours[i] - theirs[i]));
    largest = std::max(largest, std::abs(theirs[i]));
  }
  return difference / largest;
}

class LibtorchParity : public ::testing::TestWithParam<model::ModelConfig> {
 protected:
  LibtorchParity()
      : config_(GetParam()),
        weights_(RandomWeights(config_)),
        batch_(RandomBatch(config_)),
        dlogp_(RandomValues(batch_.tokens.size(), "dlogp")),
        dhidden_(RandomValues(batch_.tokens.size() * config_.hidden_size, "dhidden")),
        oracle_(RunOracle(config_, *weights_, batch_, kTemperature, dlogp_, dhidden_)),
        transformer_(config_, weights_) {
    transformer_.ForwardTrain(batch_, kTemperature, &activations_, &stats_);
  }

  model::ModelConfig config_;
  std::shared_ptr<model::Parameters> weights_;
  model::PackedBatch batch_;
  std::vector<float> dlogp_, dhidden_;
  OracleResult oracle_;
  model::Transformer transformer_;
  model::Activations activations_;
  std::vector<kernels::TokenStats> stats_;
};

TEST_P(LibtorchParity, LogProbabilitiesEntropiesAndHiddenStatesAgree) {
  ASSERT_EQ(stats_.size(), batch_.tokens.size());
  for (size_t t = 0; t < stats_.size(); ++t) {
    EXPECT_NEAR(stats_[t].logp, oracle_.logp[t], 2e-5) << "row " << t;
    EXPECT_NEAR(stats_[t].entropy, oracle_.entropy[t], 2e-5) << "row " << t;
  }
  EXPECT_LT(RelativeError(activations_.hidden(), oracle_.hidden.data(),
                          static_cast<int64_t>(oracle_.hidden.size())),
            2e-6);
}

TEST_P(LibtorchParity, EveryTensorsGradientAgrees) {
  std::vector<float> gradient(static_cast<size_t>(transformer_.gradient_size()));
  transformer_.Backward(batch_, activations_, dlogp_.data(), dhidden_.data(), gradient.data());
  transformer_.FinishGradients(gradient.data());
  for (const model::TensorInfo& info : weights_->tensors()) {
    EXPECT_LT(RelativeError(gradient.data() + info.offset, oracle_.gradient.data() + info.offset,
                            info.size),
              5e-6)
        << info.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, LibtorchParity, ::testing::Values(TinyLlama(), TinyQwen2()),
                         [](const auto& info) { return info.param.model_type; });

}  // namespace
}  // namespace r1bench::libtorch_parity
