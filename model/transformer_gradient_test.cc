// The hand-written backward pass against finite differences, and its independence of threads and
// micro-batches.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/parallel.h"
#include "model/heads.h"
#include "model/model_testing.h"
#include "model/transformer.h"

namespace r1bench::model {
namespace {

constexpr float kTemperature = 1.3f;

// L = Σ_t a[t] logp[t] + Σ_t b[t] value[t] with fixed weights a, b that differ from row to row.
struct Problem {
  ModelConfig config;
  PackedBatch batch;
  std::vector<float> dlogp, dvalue;

  explicit Problem(const ModelConfig& c) : config(c) {
    batch = RandomBatch({9, 1, 20, 4, 33}, c.vocab_size, 11);
    for (size_t t = 0; t < 8; ++t) batch.targets[t] = -1;  // a prompt without loss
    base::Rng rng(5, "gradient_test");
    for (size_t t = 0; t < batch.tokens.size(); ++t) {
      dlogp.push_back(0.3f * rng.Normal());
      dvalue.push_back(0.3f * rng.Normal());
    }
  }
};

double Loss(Transformer* model, const Problem& p) {
  Activations a;
  std::vector<kernels::TokenStats> stats;
  model->ForwardTrain(p.batch, kTemperature, &a, &stats);
  double loss = 0;
  for (size_t t = 0; t < stats.size(); ++t) loss += double{p.dlogp[t]} * stats[t].logp;
  if (!p.config.value_head) return loss;
  std::vector<float> values(stats.size());
  ValueForward(model->parameters(), a.hidden(), a.num_rows(), values.data());
  for (size_t t = 0; t < values.size(); ++t) loss += double{p.dvalue[t]} * values[t];
  return loss;
}

// Adds one batch's gradient; FinishGradients is the caller's.
void AddGradient(Transformer* model, const PackedBatch& batch, const float* dlogp,
                 const float* dvalue, float* grads) {
  Activations a;
  std::vector<kernels::TokenStats> stats;
  model->ForwardTrain(batch, kTemperature, &a, &stats);
  if (!model->config().value_head) {
    model->Backward(batch, a, dlogp, nullptr, grads);
    return;
  }
  std::vector<float> dhidden(batch.tokens.size() *
                             static_cast<size_t>(model->config().hidden_size));
  ValueBackward(model->parameters(), a.hidden(), a.num_rows(), dvalue, dhidden.data(), grads);
  model->Backward(batch, a, dlogp, dhidden.data(), grads);
}

std::vector<float> Gradient(Transformer* model, const Problem& p) {
  std::vector<float> grads(static_cast<size_t>(model->gradient_size()));
  AddGradient(model, p.batch, p.dlogp.data(), p.dvalue.data(), grads.data());
  model->FinishGradients(grads.data());
  return grads;
}

// Directional derivative of the loss along `direction` in one tensor: central differences at two
// step sizes, extrapolated (error of fourth order).
double Difference(Transformer* model, const Problem& p, const TensorInfo& tensor,
                  const std::vector<float>& direction) {
  float* w = model->parameters().data() + tensor.offset;
  const std::vector<float> saved(w, w + tensor.size);
  auto slope = [&](double step) {
    double f[2];
    for (int sign = 0; sign < 2; ++sign) {
      for (int64_t i = 0; i < tensor.size; ++i) {
        const size_t j = static_cast<size_t>(i);
        w[i] = static_cast<float>(saved[j] + (sign == 0 ? step : -step) * direction[j]);
      }
      model->WeightsChanged();
      f[sign] = Loss(model, p);
    }
    return (f[0] - f[1]) / (2 * step);
  };
  const double coarse = slope(0.02), fine = slope(0.01);
  std::copy(saved.begin(), saved.end(), w);
  model->WeightsChanged();
  return (4 * fine - coarse) / 3;
}

void CheckAllTensors(const ModelConfig& config) {
  Problem p(config);
  Transformer model(config, RandomParameters(config, 21));
  const std::vector<float> grads = Gradient(&model, p);
  base::Rng rng(6, "gradient_test/directions");
  for (const TensorInfo& tensor : model.parameters().tensors()) {
    for (int trial = 0; trial < 3; ++trial) {
      std::vector<float> direction(static_cast<size_t>(tensor.size));
      double norm = 0, expected = 0, size = 0;
      for (float& x : direction) {
        x = rng.Normal();
        norm += double{x} * x;
      }
      for (int64_t i = 0; i < tensor.size; ++i) {
        float& x = direction[static_cast<size_t>(i)];
        x = static_cast<float>(x / std::sqrt(norm));
        const double g = grads[static_cast<size_t>(tensor.offset + i)];
        expected += g * x;
        size += g * g;
      }
      EXPECT_GT(size, 0) << tensor.name;
      EXPECT_NEAR(Difference(&model, p, tensor, direction), expected, 1e-3 * std::sqrt(size) + 1e-3)
          << tensor.name;
    }
  }
}

TEST(Gradient, EachTensorOfALlamaWithBiasesAgreesWithFiniteDifferences) {
  CheckAllTensors(TestConfig("llama", /*tied=*/false));
}

TEST(Gradient, EachTensorOfATiedQwen2WithAValueHeadAgreesWithFiniteDifferences) {
  ModelConfig config = TestConfig("qwen2", /*tied=*/true);
  config.value_head = true;
  CheckAllTensors(config);
}

TEST(Gradient, YarnScalingEntersTheBackwardPassToo) {
  ModelConfig config = TestConfig("llama", /*tied=*/true);
  config.num_hidden_layers = 1;
  config.rope_scaling.type = RopeScaling::Type::kYarn;
  config.rope_scaling.factor = 8;
  config.rope_scaling.original_max_position_embeddings = 8;
  CheckAllTensors(config);
}

class Arithmetic : public ::testing::TestWithParam<WeightFormat> {};
INSTANTIATE_TEST_SUITE_P(Gradient, Arithmetic,
                         ::testing::Values(WeightFormat::kFloat32, WeightFormat::kBFloat16));

TEST_P(Arithmetic, MicroBatchesChangeNoBit) {
  for (const bool tied : {false, true}) {
    ModelConfig config = TestConfig("qwen2", tied);
    config.value_head = true;
    const Problem p(config);
    Transformer model(config, RandomParameters(config, 22), {.compute = GetParam()});
    const std::vector<float> whole = Gradient(&model, p);
    std::vector<float> parts(whole.size());
    for (size_t s = 0; s + 1 < p.batch.cu_seqlens.size(); ++s) {
      const int32_t begin = p.batch.cu_seqlens[s], end = p.batch.cu_seqlens[s + 1];
      PackedBatch part;
      part.tokens.assign(p.batch.tokens.begin() + begin, p.batch.tokens.begin() + end);
      part.targets.assign(p.batch.targets.begin() + begin, p.batch.targets.begin() + end);
      part.cu_seqlens = {0, end - begin};
      AddGradient(&model, part, p.dlogp.data() + begin, p.dvalue.data() + begin, parts.data());
    }
    model.FinishGradients(parts.data());
    EXPECT_EQ(0, std::memcmp(whole.data(), parts.data(), whole.size() * sizeof(float)));
  }
}

TEST_P(Arithmetic, ThreadsChangeNoBit) {
  const Problem p(TestConfig("llama", true));
  Transformer model(p.config, RandomParameters(p.config, 23), {.compute = GetParam()});
  base::SetNumThreads(1);
  const std::vector<float> one = Gradient(&model, p);
  for (const int threads : {2, 3}) {
    base::SetNumThreads(threads);
    const std::vector<float> more = Gradient(&model, p);
    EXPECT_EQ(0, std::memcmp(one.data(), more.data(), one.size() * sizeof(float)));
  }
  base::SetNumThreads(0);
}

TEST_P(Arithmetic, RecomputedActivationsChangeNoBitAndTakeLessMemory) {
  const Problem p(TestConfig("llama", false));
  const auto parameters = RandomParameters(p.config, 25);
  Transformer keeps(p.config, parameters, {.compute = GetParam()});
  Transformer recomputes(p.config, parameters,
                         {.compute = GetParam(), .recompute_activations = true});
  const std::vector<float> expected = Gradient(&keeps, p), got = Gradient(&recomputes, p);
  EXPECT_EQ(0, std::memcmp(expected.data(), got.data(), got.size() * sizeof(float)));
  Activations a, b;
  std::vector<kernels::TokenStats> stats;
  keeps.ForwardTrain(p.batch, kTemperature, &a, &stats);
  recomputes.ForwardTrain(p.batch, kTemperature, &b, &stats);
  EXPECT_LT(b.bytes(), a.bytes());
}

// Each operand of a product is off by up to 2^-9 of itself; over a whole tensor the errors are
// random, so the gradient turns by about a hundredth of its length.
TEST(Gradient, Bf16GradientsPointTheWayOfFp32) {
  const Problem p(TestConfig("llama", false));
  const auto parameters = RandomParameters(p.config, 26);
  Transformer full(p.config, parameters);
  Transformer half(p.config, parameters, {.compute = WeightFormat::kBFloat16});
  const std::vector<float> exact = Gradient(&full, p), rounded = Gradient(&half, p);
  for (const TensorInfo& tensor : full.parameters().tensors()) {
    double difference = 0, size = 0;
    for (int64_t i = 0; i < tensor.size; ++i) {
      const double e = exact[static_cast<size_t>(tensor.offset + i)];
      const double r = rounded[static_cast<size_t>(tensor.offset + i)];
      difference += (e - r) * (e - r);
      size += e * e;
    }
    EXPECT_LT(std::sqrt(difference), 0.05 * std::sqrt(size) + 1e-3) << tensor.name;
  }
}

TEST(Gradient, RowsWithoutATargetGiveNone) {
  Problem p(TestConfig("llama", true));
  Transformer model(p.config, RandomParameters(p.config, 24));
  const std::vector<float> before = Gradient(&model, p);
  for (size_t t = 0; t < p.dlogp.size(); ++t) {
    if (p.batch.targets[t] < 0) p.dlogp[t] = 1e6f;
  }
  EXPECT_EQ(before, Gradient(&model, p));
}

}  // namespace
}  // namespace r1bench::model
