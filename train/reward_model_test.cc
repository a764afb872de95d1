#include "train/reward_model.h"

#include <cmath>
#include <cstring>
#include <functional>

#include "base/error.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "base/testing.h"
#include "gtest/gtest.h"
#include "train/checkpoint.h"
#include "train/fake_collective.h"
#include "train/testing.h"

namespace r1bench::train {
namespace {

constexpr int32_t kWanted = 7;
SingleProcess single;

model::ModelConfig Config() { return ValueHeadConfig(TinyConfig()); }

// A model whose head has left zero, so that gradients reach every tensor.
std::unique_ptr<model::Transformer> Scored(uint64_t seed, bool tied = false) {
  auto model = MakeModel(ValueHeadConfig(TinyConfig(tied)), seed);
  model::Tensor head = model->parameters().view("score.weight");
  base::Rng rng(seed, "reward_model_test/head");
  for (int64_t i = 0; i < head.size; ++i) head.data[i] = 0.5f * rng.Normal();
  model->WeightsChanged();
  return model;
}

RewardModelOptions Options(int64_t micro_batch_tokens = 4096) {
  RewardModelOptions o;
  o.optimizer.learning_rate = 1e-2;
  o.micro_batch_tokens = micro_batch_tokens;
  return o;
}

// Random tokens; at every third row the label says whether the wanted token has been seen.
std::vector<LabelledDocument> SeenDocuments(int count, uint64_t seed) {
  std::vector<LabelledDocument> out;
  for (const Document& d : RandomDocuments(count, 11, seed)) {
    LabelledDocument labelled{d.tokens, {}};
    bool seen = false;
    for (size_t t = 0; t < d.tokens.size(); ++t) {
      seen = seen || d.tokens[t] == kWanted;
      const int64_t row = static_cast<int64_t>(t);
      if (t % 3 == 1) labelled.labels.push_back({.row = row, .target = seen ? 1.0f : 0.0f});
    }
    out.push_back(labelled);
  }
  return out;
}

// The chosen one holds the wanted token, the rejected one another in its place.
std::vector<PreferencePair> SeenPairs(int count, uint64_t seed) {
  std::vector<PreferencePair> out;
  for (const Document& d : RandomDocuments(count, 7, seed)) {
    PreferencePair pair{{1, 2}, d.tokens, d.tokens};
    pair.chosen[d.tokens.size() / 2] = kWanted;
    out.push_back(pair);
  }
  return out;
}

std::vector<float> Weights(const model::Transformer& model) {
  const model::Parameters& p = const_cast<model::Transformer&>(model).parameters();
  return {p.data(), p.data() + p.size()};
}

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Weights after three updates on documents and three on pairs.
std::vector<float> Trained(int64_t micro_batch_tokens, bool tied, std::vector<double>* losses) {
  auto model = Scored(1, tied);
  RewardModelTrainer trainer(Options(micro_batch_tokens), model.get(), &single);
  for (int s = 0; s < 3; ++s) {
    losses->push_back(trainer.Step(SeenDocuments(12, 100 + s)).loss);
    losses->push_back(trainer.StepPairs(SeenPairs(6, 200 + s)).loss);
  }
  return Weights(*model);
}

TEST(RewardModelTest, ANewHeadScoresZeroAndLosesLogTwo) {
  auto base = MakeModel(TinyConfig(), 1);
  model::Transformer model(Config(), WithValueHead(base->config(), base->parameters()));
  RewardModelTrainer trainer(Options(), &model, &single);
  const RewardModelMetrics m = trainer.Evaluate(SeenDocuments(5, 1));
  EXPECT_DOUBLE_EQ(m.loss, std::log(2.0));
  EXPECT_EQ(m.accuracy, 0.5);
  EXPECT_EQ(m.step, 0);
  EXPECT_DOUBLE_EQ(trainer.EvaluatePairs(SeenPairs(5, 1)).loss, std::log(2.0));
  EXPECT_EQ(Sigmoid(0), 0.5);
  EXPECT_NEAR(Sigmoid(-800), 0, 1e-300);
  EXPECT_EQ(Sigmoid(800), 1);
}

TEST(RewardModelTest, TheBodyIsTheGivenOne) {
  auto base = MakeModel(TinyConfig(), 1);
  const auto with = WithValueHead(base->config(), base->parameters());
  EXPECT_EQ(with->size(), base->parameters().size() + 16);
  EXPECT_EQ(0, std::memcmp(with->data(), base->parameters().data(),
                           base->parameters().size() * sizeof(float)));
  auto scored = Scored(3);
  const auto copy = WithValueHead(TinyConfig(), scored->parameters());
  EXPECT_EQ(0, std::memcmp(copy->data(), scored->parameters().data(), copy->size() * 4));
  EXPECT_THROW(RewardModelTrainer(Options(), base.get(), &single), base::Error);
}

TEST(RewardModelTest, LearnsWhetherATokenHasBeenSeenFromRowLabels) {
  auto model = MakeModel(Config(), 1);
  RewardModelTrainer trainer(Options(), model.get(), &single);
  for (int s = 0; s < 150; ++s) trainer.Step(SeenDocuments(32, 1000 + s));
  EXPECT_GT(trainer.Evaluate(SeenDocuments(100, 1)).accuracy, 0.97);
}

TEST(RewardModelTest, LearnsAPreferenceFromPairs) {
  auto model = MakeModel(Config(), 1);
  RewardModelTrainer trainer(Options(), model.get(), &single);
  for (int s = 0; s < 150; ++s) trainer.StepPairs(SeenPairs(16, 1000 + s));
  const RewardModelMetrics m = trainer.EvaluatePairs(SeenPairs(100, 1));
  EXPECT_GT(m.accuracy, 0.97);
  EXPECT_EQ(m.weight, 100);
}

TEST(RewardModelTest, ASoftTargetIsLearnedAsAProbability) {
  auto model = MakeModel(Config(), 1);
  RewardModelTrainer trainer(Options(), model.get(), &single);
  const std::vector<LabelledDocument> documents = {{{3, 4}, {{.row = 1, .target = 0.2f}}},
                                                   {{5, 6}, {{.row = 1, .target = 0.9f}}}};
  for (int s = 0; s < 300; ++s) trainer.Step(documents);
  const std::vector<std::vector<int32_t>> texts = {{3, 4}, {5, 6}};
  const std::vector<float> scores = ScoreLast(texts, 100, model.get());
  EXPECT_NEAR(Sigmoid(scores[0]), 0.2, 0.02);
  EXPECT_NEAR(Sigmoid(scores[1]), 0.9, 0.02);
}

TEST(RewardModelTest, AWeightCountsAsManyLabels) {
  auto model = Scored(1);
  RewardModelTrainer trainer(Options(), model.get(), &single);
  const LabelledDocument a{{3, 4, 5}, {{.row = 2, .target = 1}}};
  LabelledDocument b{{6, 4}, {{.row = 0, .target = 0}}};
  const double repeated = trainer.Evaluate(std::vector<LabelledDocument>{a, b, b, b}).loss;
  b.labels[0].weight = 3;
  EXPECT_NEAR(trainer.Evaluate(std::vector<LabelledDocument>{a, b}).loss, repeated, 1e-12);
}

TEST(RewardModelTest, AnyMicroBatchSplitGivesTheSameWeightsBitForBit) {
  for (const bool tied : {false, true}) {
    std::vector<double> whole_losses;
    const auto whole = Trained(1 << 20, tied, &whole_losses);
    for (const int64_t budget : {1, 25, 60, 100}) {
      std::vector<double> losses;
      EXPECT_TRUE(SameBits(whole, Trained(budget, tied, &losses))) << budget << ", tied " << tied;
      EXPECT_EQ(losses, whole_losses);
    }
  }
}

TEST(RewardModelTest, NumberOfThreadsChangesNoBit) {
  const int before = base::NumThreads();
  std::vector<double> one_losses, three_losses;
  base::SetNumThreads(1);
  const auto one = Trained(60, false, &one_losses);
  base::SetNumThreads(3);
  const auto three = Trained(60, false, &three_losses);
  base::SetNumThreads(before);
  EXPECT_TRUE(SameBits(one, three));
  EXPECT_EQ(one_losses, three_losses);
}

TEST(RewardModelTest, AScoreDependsOnItsDocumentAlone) {
  auto model = Scored(2);
  std::vector<ScoreQuery> queries;
  for (const Document& d : RandomDocuments(20, 11, 4)) {
    queries.push_back({d.tokens, {static_cast<int64_t>(d.tokens.size()) - 1, 0}});
  }
  const auto all = ScoreRows(queries, 1 << 20, model.get());
  const auto cut = ScoreRows(queries, 30, model.get());
  ASSERT_EQ(all.size(), 20u);
  for (size_t i = 0; i < all.size(); ++i) {
    const auto alone = ScoreRows(std::span(queries).subspan(i, 1), 100, model.get());
    EXPECT_TRUE(SameBits(all[i], alone[0])) << i;
    EXPECT_TRUE(SameBits(all[i], cut[i])) << i;
    const std::vector<std::vector<int32_t>> text = {queries[i].tokens};
    EXPECT_EQ(ScoreLast(text, 100, model.get())[0], all[i][0]);
  }
  EXPECT_TRUE(ScoreRows({}, 100, model.get()).empty());
}

TEST(RewardModelTest, TwoRanksComputeTheUpdateOfOne) {
  const auto documents = SeenDocuments(8, 3);
  const auto pairs = SeenPairs(4, 3);
  auto model = Scored(1);
  RewardModelTrainer whole(Options(), model.get(), &single);
  const RewardModelMetrics points = whole.Step(documents), ranks = whole.StepPairs(pairs);
  RunRanks(2, [&](Collective* c) {
    auto mine = Scored(1);
    RewardModelTrainer trainer(Options(), mine.get(), c);
    const RewardModelMetrics p = trainer.Step(std::span(documents).subspan(4 * c->rank(), 4));
    const RewardModelMetrics r = trainer.StepPairs(std::span(pairs).subspan(2 * c->rank(), 2));
    EXPECT_EQ(p.weight, points.weight);
    EXPECT_NEAR(p.loss, points.loss, 1e-12);
    EXPECT_NEAR(p.grad_norm, points.grad_norm, 1e-5 * points.grad_norm);
    EXPECT_NEAR(r.loss, ranks.loss, 1e-5);
    EXPECT_EQ(r.accuracy, ranks.accuracy);
  });
}

// dL/dw by central differences for some weights of every tensor. With beta1 = 0 the first moment
// after a step is the gradient.
void CheckGradient(const std::function<double(RewardModelTrainer*)>& loss,
                   const std::function<void(RewardModelTrainer*)>& step) {
  auto model = Scored(2, /*tied=*/true);
  RewardModelOptions options = Options();
  options.optimizer.beta1 = 0;
  options.optimizer.max_grad_norm = 0;
  options.optimizer.learning_rate = 1e-12;
  RewardModelTrainer trainer(options, model.get(), &single);
  const std::vector<float> start = Weights(*model);
  step(&trainer);
  std::memcpy(model->parameters().data(), start.data(), start.size() * sizeof(float));
  const float* gradient = trainer.learner().optimizer().first_moment().data();
  for (const model::TensorInfo& t : model->parameters().tensors()) {
    for (const int64_t i : {int64_t{0}, t.size / 3, t.size / 2, t.size - 1}) {
      float* w = model->parameters().data() + t.offset + i;
      const float at = *w;
      const auto shifted = [&](float by) {
        *w = at + by;
        model->WeightsChanged();
        return loss(&trainer);
      };
      const double slope = (shifted(4e-3f) - shifted(-4e-3f)) / 8e-3;
      shifted(0.0f);
      EXPECT_NEAR(slope, gradient[t.offset + i], 2e-4) << t.name << "[" << i << "]";
    }
  }
}

TEST(RewardModelTest, GradientOfRowLabelsMatchesFiniteDifferences) {
  std::vector<LabelledDocument> documents = SeenDocuments(5, 5);
  documents[0].labels[0].weight = 2.5f;
  documents[1].labels[0].target = 0.3f;
  CheckGradient([&](RewardModelTrainer* t) { return t->Evaluate(documents).loss; },
                [&](RewardModelTrainer* t) { t->Step(documents); });
}

TEST(RewardModelTest, GradientOfPairsMatchesFiniteDifferences) {
  const std::vector<PreferencePair> pairs = SeenPairs(4, 5);
  CheckGradient([&](RewardModelTrainer* t) { return t->EvaluatePairs(pairs).loss; },
                [&](RewardModelTrainer* t) { t->StepPairs(pairs); });
}

TEST(RewardModelTest, AResumedRunHasTheBitsOfOneThatNeverStopped) {
  const base::TempDir dir;
  const std::string folder = dir.File("reward");
  const model::ModelConfig config = Config();
  const auto parts = [&](model::Transformer* m, RewardModelTrainer* t) {
    return CheckpointParts{
        .config = &config, .weights = &m->parameters(), .optimizer = &t->learner().optimizer()};
  };
  auto through = Scored(1), other = Scored(9);
  RewardModelTrainer trainer(Options(), through.get(), &single);
  trainer.Step(SeenDocuments(8, 1));
  SaveCheckpoint(folder, parts(through.get(), &trainer), base::Json::object());
  trainer.Step(SeenDocuments(8, 2));
  RewardModelTrainer resumed(Options(), other.get(), &single);
  LoadCheckpoint(folder, parts(other.get(), &resumed));
  other->WeightsChanged();
  resumed.Step(SeenDocuments(8, 2));
  EXPECT_EQ(resumed.step(), 2);
  EXPECT_TRUE(SameBits(Weights(*through), Weights(*other)));
}

TEST(RewardModelTest, BadInputIsRefused) {
  auto model = Scored(1);
  RewardModelTrainer trainer(Options(), model.get(), &single);
  const auto step = [&](RowLabel label) {
    trainer.Step(std::vector<LabelledDocument>{{{1, 2}, {label}}});
  };
  EXPECT_THROW(step({.row = 2, .target = 1}), base::Error);
  EXPECT_THROW(step({.row = -1, .target = 1}), base::Error);
  EXPECT_THROW(step({.row = 0, .target = 1.5f}), base::Error);
  EXPECT_THROW(step({.row = 0, .target = 1, .weight = 0}), base::Error);
  EXPECT_THROW(trainer.Step({}), base::Error);
  EXPECT_THROW(trainer.StepPairs({}), base::Error);
  EXPECT_THROW(trainer.StepPairs(std::vector<PreferencePair>{{{1}, {}, {2}}}), base::Error);
  EXPECT_THROW(ScoreRows(std::vector<ScoreQuery>{{{1, 2}, {2}}}, 10, model.get()), base::Error);
  EXPECT_EQ(trainer.step(), 0);
}

}  // namespace
}  // namespace r1bench::train
