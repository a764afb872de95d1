// Losses on a value head with the model on the (emulated) GPU: the head itself runs on the host, so
// hidden states, their gradient and the arenas cross over in every update.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "kernels/cuda/runtime.h"
#include "model/cuda/cuda_device.h"
#include "model/heads.h"
#include "train/learner.h"
#include "train/testing.h"

namespace r1bench::train {
namespace {

struct Trained {
  std::vector<double> norms;
  std::vector<float> weights;
};

// Three updates towards values of 1.
Trained Train(const model::TransformerOptions& options) {
  model::ModelConfig config = TinyConfig();
  config.value_head = true;
  const auto model = MakeModel(config, 1, options);
  const model::Tensor head = model->parameters().view("score.weight");
  for (int64_t i = 0; i < head.size; ++i) head.data[i] = i % 2 == 0 ? 0.5f : -0.25f;
  model->WeightsChanged();
  SingleProcess single;
  Learner learner(model.get(), {.learning_rate = 1e-2}, &single);
  Trained result;
  for (uint64_t step = 0; step < 3; ++step) {
    for (const MicroBatch& m : PackDocuments(RandomDocuments(4, 11, step), 40)) {
      learner.Forward(m, /*temperature=*/1.0f);
      std::vector<float> values(m.rows());
      model::ValueForward(model->parameters(), learner.hidden(), m.rows(), values.data());
      for (float& v : values) v -= 1;  // from here on the gradient of (v - 1)² / 2
      learner.BackwardValues(m, values);
    }
    result.norms.push_back(learner.Update().grad_norm);
  }
  const float* weights = model->parameters().data();
  result.weights.assign(weights, weights + model->parameters().size());
  return result;
}

TEST(LearnerCuda, ValueHeadsTrainAsOnTheCpu) {
  if (cuda::DeviceCount() == 0) GTEST_SKIP() << "no CUDA device";
  const Trained cpu = Train({});
  const Trained gpu = Train({.device = model::MakeCudaDevice({.deterministic = true})});
  for (size_t i = 0; i < cpu.norms.size(); ++i) {
    EXPECT_NEAR(gpu.norms[i], cpu.norms[i], 1e-4 * cpu.norms[i]);
  }
  double most = 0;
  for (size_t i = 0; i < cpu.weights.size(); ++i) {
    most = std::max(most, std::fabs(static_cast<double>(gpu.weights[i]) - cpu.weights[i]));
  }
  EXPECT_LT(most, 1e-3);
}

}  // namespace
}  // namespace r1bench::train
