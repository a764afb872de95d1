#include "train/sft.h"

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/parallel.h"
#include "gtest/gtest.h"
#include "train/fake_collective.h"
#include "train/testing.h"

namespace r1bench::train {
namespace {

SingleProcess single;

SftOptions Options(int64_t micro_batch_tokens = 4096) {
  SftOptions o;
  o.optimizer.learning_rate = 1e-2;
  o.micro_batch_tokens = micro_batch_tokens;
  return o;
}

// Weights after `steps` updates, each on its own 12 documents.
std::vector<float> TrainedWeights(const model::ModelConfig& config, int64_t micro_batch_tokens,
                                  int steps, double* last_loss = nullptr) {
  auto model = MakeModel(config, 1);
  SftTrainer trainer(Options(micro_batch_tokens), model.get(), &single);
  for (int s = 0; s < steps; ++s) {
    const SftMetrics m = trainer.Step(RandomDocuments(12, config.vocab_size, 100 + s));
    if (last_loss != nullptr) *last_loss = m.loss;
  }
  const float* w = model->parameters().data();
  return {w, w + model->parameters().size()};
}

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

TEST(SftTest, FirstLossOfAFreshModelIsNearLogVocabulary) {
  auto model = MakeModel(TinyConfig(), 1);
  SftTrainer trainer(Options(), model.get(), &single);
  EXPECT_NEAR(trainer.Loss(RandomDocuments(50, 11, 1)), std::log(11.0), 0.6);
}

TEST(SftTest, LossFallsOnARepeatedDocument) {
  auto model = MakeModel(TinyConfig(), 1);
  SftTrainer trainer(Options(), model.get(), &single);
  const std::vector<Document> documents = {
      {.tokens = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, .loss_from = 0}};
  const double before = trainer.Loss(documents);
  SftMetrics m;
  for (int s = 0; s < 60; ++s) m = trainer.Step(documents);
  EXPECT_LT(trainer.Loss(documents), 0.1 * before);
  EXPECT_EQ(m.step, 60);
  EXPECT_EQ(m.tokens, 9);
}

TEST(SftTest, AnyMicroBatchSplitGivesTheSameWeightsBitForBit) {
  for (bool tied : {false, true}) {
    const model::ModelConfig config = TinyConfig(tied);
    double whole_loss = 0, cut_loss = 0;
    const auto whole = TrainedWeights(config, 1 << 20, 3, &whole_loss);
    for (int64_t budget : {1, 25, 60, 100}) {
      EXPECT_TRUE(SameBits(whole, TrainedWeights(config, budget, 3, &cut_loss)))
          << "budget " << budget << ", tied " << tied;
      EXPECT_EQ(whole_loss, cut_loss);
    }
  }
}

TEST(SftTest, NumberOfThreadsChangesNoBit) {
  const int before = base::NumThreads();
  base::SetNumThreads(1);
  const auto one = TrainedWeights(TinyConfig(), 60, 3);
  base::SetNumThreads(3);
  const auto three = TrainedWeights(TinyConfig(), 60, 3);
  base::SetNumThreads(before);
  EXPECT_TRUE(SameBits(one, three));
}

TEST(SftTest, TwoRanksComputeTheGradientOfOne) {
  const auto documents = RandomDocuments(8, 11, 3);
  auto model = MakeModel(TinyConfig(), 1);
  SftOptions options = Options();
  SftTrainer whole(options, model.get(), &single);
  const SftMetrics expected = whole.Step(documents);
  RunRanks(2, [&](Collective* c) {
    auto mine = MakeModel(TinyConfig(), 1);
    SftTrainer trainer(options, mine.get(), c);
    const SftMetrics m = trainer.Step(std::span(documents).subspan(4 * c->rank(), 4));
    EXPECT_EQ(m.tokens, expected.tokens);
    EXPECT_NEAR(m.loss, expected.loss, 1e-12);
    EXPECT_NEAR(m.grad_norm, expected.grad_norm, 1e-5 * expected.grad_norm);
  });
}

TEST(SftTest, MaskedPromptHasNoPartInTheLoss) {
  const std::vector<int32_t> prompt = {1, 2, 3}, answer = {4, 5};
  const Document d = PromptAndAnswer(prompt, answer);
  EXPECT_EQ(d.tokens, (std::vector<int32_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(d.loss_from, 3);
  EXPECT_EQ(PromptAndAnswer(prompt, answer, false).loss_from, 0);
  auto model = MakeModel(TinyConfig(), 1);
  SftTrainer trainer(Options(), model.get(), &single);
  const double all = trainer.Loss(std::vector<Document>{PromptAndAnswer(prompt, answer, false)});
  const double masked = trainer.Loss(std::vector<Document>{d});
  const double of_prompt = trainer.Loss(std::vector<Document>{{.tokens = prompt, .loss_from = 0}});
  EXPECT_NEAR(all * 4, masked * 2 + of_prompt * 2, 1e-5);
}

// dL/dw by central differences, for some weights of every tensor.
TEST(SftTest, GradientMatchesFiniteDifferences) {
  auto model = MakeModel(TinyConfig(true), 2);
  const auto documents = RandomDocuments(4, 11, 5);
  Learner learner(model.get(), {}, &single);
  const auto batches = PackDocuments(documents, 1 << 20);
  const auto loss = [&] {
    learner.Forward(batches[0], 1.0f);
    double sum = 0;
    for (float x : learner.logp()) sum -= x;
    return sum / static_cast<double>(batches[0].loss_tokens());
  };
  loss();
  const std::vector<float> dlogp(batches[0].loss_tokens(),
                                 -1.0f / static_cast<float>(batches[0].loss_tokens()));
  learner.Backward(batches[0], dlogp);
  std::vector<float> gradient(learner.gradient().data(),
                              learner.gradient().data() + learner.gradient().size());
  model->FinishGradients(gradient.data());
  for (const model::TensorInfo& t : model->parameters().tensors()) {
    for (int64_t i : {int64_t{0}, t.size / 2, t.size - 1}) {
      float* w = model->parameters().data() + t.offset + i;
      const float at = *w;
      const auto shifted = [&](float by) {
        *w = at + by;
        model->WeightsChanged();
        return loss();
      };
      const double slope = (shifted(4e-3f) - shifted(-4e-3f)) / 8e-3;
      shifted(0.0f);
      EXPECT_NEAR(slope, gradient[t.offset + i], 2e-4) << t.name << "[" << i << "]";
    }
  }
}

TEST(SftTest, NothingToLearnIsRefused) {
  auto model = MakeModel(TinyConfig(), 1);
  SftTrainer trainer(Options(), model.get(), &single);
  EXPECT_THROW(trainer.Step(std::vector<Document>{{.tokens = {3}, .loss_from = 0}}), base::Error);
  EXPECT_THROW(trainer.Step({}), base::Error);
  EXPECT_EQ(trainer.step(), 0);
}

}  // namespace
}  // namespace r1bench::train
