#include "train/grpo.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/error.h"
#include "base/rng.h"
#include "base/signals.h"
#include "gtest/gtest.h"
#include "train/grpo_testing.h"

namespace r1bench::train {
namespace {

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<float> WeightsAfter(const GrpoOptions& options, int steps, int64_t* skipped) {
  LetterWorld world(options);
  for (int s = 0; s < steps; ++s) *skipped += world.Step().updates[0].skipped_answers;
  return world.Weights();
}

TEST(GrpoTest, LearnsATrivialRewardFromTheOutcomeAlone) {
  LetterWorld world;
  const double before = world.Step().stats.correct;
  GrpoResult last;
  for (int s = 0; s < 60; ++s) last = world.Step();
  EXPECT_LT(before, 0.4);
  EXPECT_GT(last.stats.correct, 0.95);
}

TEST(GrpoTest, RandomRewardTeachesNothing) {
  GrpoOptions options = TinyGrpoOptions();
  options.rollout.reward = [](const Trajectory& t) {
    return base::UniformAt(5, base::StreamId("null"), t.completion.request_id,
                           static_cast<uint64_t>(t.completion.sample)) < 0.5f
               ? 1.0
               : 0.0;
  };
  LetterWorld world(options);
  double correct = 0;
  for (int s = 0; s < 60; ++s) correct += world.Step().stats.correct / 60;
  EXPECT_LT(correct, 0.5);
}

TEST(GrpoTest, SkippingZeroAdvantageChangesNoBit) {
  for (Aggregation aggregation : {Aggregation::kGrpo, Aggregation::kDapo, Aggregation::kDrGrpo}) {
    GrpoOptions options = TinyGrpoOptions();
    options.rollout.group_size = 3;  // so small that some groups have equal rewards
    options.loss.aggregation = aggregation;
    int64_t skipped_answers = 0, none = 0;
    const auto skipped = WeightsAfter(options, 6, &skipped_answers);
    options.skip_zero_advantage = false;
    EXPECT_TRUE(SameBits(skipped, WeightsAfter(options, 6, &none))) << AggregationName(aggregation);
    EXPECT_GT(skipped_answers, 0);
    EXPECT_EQ(none, 0);
  }
}

TEST(GrpoTest, SecondEpochIsOffPolicyAndClips) {
  GrpoOptions options = TinyGrpoOptions();
  options.inner_epochs = 3;
  options.optimizer.learning_rate = 0.1;
  LetterWorld world(options);
  const GrpoResult r = world.Step();
  ASSERT_EQ(r.updates.size(), 3u);
  EXPECT_EQ(r.updates[0].policy.max_abs_log_ratio, 0.0);
  EXPECT_GT(r.updates[2].policy.max_abs_log_ratio, 0.2);
  EXPECT_GT(r.updates[2].policy.approx_kl, 0.0);
  EXPECT_GT(r.updates[2].policy.clip_fraction, 0.0);
}

TEST(GrpoTest, MiniBatchesShareOutEveryAnswerOnce) {
  GrpoOptions options = TinyGrpoOptions();
  options.questions_per_step = 2;
  options.steps_per_rollout = 3;
  options.skip_zero_advantage = false;
  LetterWorld world(options);
  const GrpoResult r = world.Step();
  ASSERT_EQ(r.updates.size(), 3u);
  int64_t answers = 0, tokens = 0;
  for (const GrpoUpdate& u : r.updates) {
    answers += u.answers;
    tokens += u.policy.tokens;
  }
  EXPECT_EQ(answers, 6 * 8);
  EXPECT_EQ(tokens, r.stats.tokens);
  EXPECT_EQ(world.trainer->step(), 3);
  EXPECT_EQ(world.trainer->rollouts(), 1);
}

TEST(GrpoTest, ReferenceIsReplacedEveryNSteps) {
  GrpoOptions options = TinyGrpoOptions();
  options.loss.kl_coefficient = 0.05;
  options.reference_refresh_steps = 3;
  LetterWorld world(options);
  for (int s = 1; s <= 7; ++s) {
    const GrpoUpdate u = world.Step().updates[0];
    // Policy equals reference at the start and right after each refresh.
    EXPECT_EQ(u.policy.reference_kl == 0.0, s % 3 == 1) << "step " << s;
    EXPECT_EQ(u.reference_refreshed, s % 3 == 0) << "step " << s;
  }
}

TEST(GrpoTest, EveryAggregationTrains) {
  for (Aggregation a :
       {Aggregation::kGrpo, Aggregation::kDapo, Aggregation::kDrGrpo, Aggregation::kBnpo}) {
    GrpoOptions options = TinyGrpoOptions();
    options.loss.aggregation = a;
    LetterWorld world(options);
    for (int s = 0; s < 30; ++s) world.Step();
    EXPECT_GT(world.Step().stats.correct, 0.6) << AggregationName(a);
  }
}

TEST(GrpoTest, SameProblemInTwoRolloutsGetsFreshDraws) {
  GrpoOptions options = TinyGrpoOptions();
  options.optimizer.learning_rate = 0;
  LetterWorld world(options);
  const GrpoResult first = world.Step(), second = world.Step();
  std::set<uint64_t> ids;
  bool differs = false;
  for (size_t i = 0; i < first.rollout.trajectories.size(); ++i) {
    ids.insert(first.rollout.trajectories[i].completion.request_id);
    ids.insert(second.rollout.trajectories[i].completion.request_id);
    differs |= first.rollout.trajectories[i].completion.tokens !=
               second.rollout.trajectories[i].completion.tokens;
  }
  EXPECT_EQ(ids.size(), 8u);
  EXPECT_TRUE(differs);
}

TEST(GrpoTest, MaskedTruncatedAnswersTakeNoPart) {
  GrpoOptions options = TinyGrpoOptions();
  options.mask_truncated = true;
  LetterWorld world(options);
  const GrpoResult r = world.Step();
  int64_t whole = 0;
  for (const Trajectory& t : r.rollout.trajectories) {
    if (!t.truncated() && t.advantage != 0) {
      whole += static_cast<int64_t>(t.completion.tokens.size());
    }
  }
  EXPECT_GT(r.stats.truncated, 0.0);
  EXPECT_EQ(r.updates[0].policy.tokens, whole);
}

TEST(GrpoTest, LengthLimitRisesAtTheGivenStep) {
  GrpoOptions options = TinyGrpoOptions();
  options.longer_from_step = 2;
  options.longer_max_new_tokens = 9;
  options.optimizer.learning_rate = 0;
  LetterWorld world(options);
  const auto longest = [](const GrpoResult& r) {
    size_t n = 0;
    for (const Trajectory& t : r.rollout.trajectories) n = std::max(n, t.completion.tokens.size());
    return n;
  };
  EXPECT_EQ(longest(world.Step()), 4u);
  EXPECT_EQ(longest(world.Step()), 4u);
  EXPECT_EQ(longest(world.Step()), 9u);
}

// A stop request in the middle of a rollout.
class Interrupting : public model::TextGenerator {
 public:
  std::vector<model::Completion> Generate(std::span<const model::GenerateRequest>,
                                          const model::GenerateHooks&) override {
    throw base::Interrupted(2);
  }
  std::vector<std::vector<float>> Score(std::span<const model::ScoreRequest>) override {
    return {};
  }
  std::string name() const override { return "interrupting"; }
};

TEST(GrpoTest, InterruptedRolloutChangesNothing) {
  LetterWorld world;
  Interrupting interrupting;
  GrpoTrainer trainer(TinyGrpoOptions(), world.model.get(), &interrupting, &world.verifier,
                      &world.single);
  const auto before = world.Weights();
  EXPECT_THROW(trainer.Step(world.Questions(4)), base::Interrupted);
  EXPECT_EQ(trainer.step(), 0);
  EXPECT_EQ(trainer.rollouts(), 0);
  EXPECT_TRUE(SameBits(before, world.Weights()));
}

TEST(GrpoTest, BadInputIsRefused) {
  LetterWorld world;
  EXPECT_THROW(world.trainer->Step(world.Questions(3)), base::Error);
  GrpoOptions greedy = TinyGrpoOptions();
  greedy.rollout.sampling.greedy = true;
  EXPECT_THROW(LetterWorld{greedy}, base::Error);
  GrpoOptions none = TinyGrpoOptions();
  none.questions_per_step = 0;
  EXPECT_THROW(LetterWorld{none}, base::Error);
}

TEST(GrpoTest, ReportOptionsCarryTheReportsFigures) {
  const GrpoOptions o = ReportR1ZeroOptions();
  EXPECT_EQ(o.optimizer.learning_rate, 3e-6);
  EXPECT_EQ(o.loss.kl_coefficient, 0.001);
  EXPECT_EQ(o.rollout.sampling.temperature, 1.0f);
  EXPECT_EQ(o.rollout.sampling.max_new_tokens, 32768);
  EXPECT_EQ(o.questions_per_step * o.rollout.group_size, 512);
  EXPECT_EQ(o.questions_per_rollout() * o.rollout.group_size, 8192);
  EXPECT_EQ(o.steps_per_rollout, 16);
  EXPECT_EQ(o.inner_epochs, 1);
  EXPECT_EQ(o.reference_refresh_steps, 400);
}

TEST(GrpoTest, ProcessSupervisionWithoutStepsTeachesNothing) {
  GrpoOptions options = TinyGrpoOptions();
  options.process_supervision = true;
  LetterWorld world(options);
  const std::vector<float> before = world.Weights();
  const GrpoResult result = world.Step();
  EXPECT_EQ(result.updates[0].skipped_answers, 32);
  EXPECT_TRUE(SameBits(before, world.Weights()));
}

TEST(GrpoTest, ProcessSupervisionWithOneStepAnAnswerIsTheOutcomeForm) {
  GrpoOptions options = TinyGrpoOptions();
  LetterWorld outcome(options);
  options.process_supervision = true;
  options.rollout.judge = [](Rollout* rollout) {
    for (Trajectory& t : rollout->trajectories) {
      t.reward = t.completion.text.substr(0, 1) == "b" ? 1 : 0;
      t.verdict.status = t.reward > 0 ? verifiers::Status::kCorrect : verifiers::Status::kWrong;
      t.steps = {{.end = static_cast<int64_t>(t.completion.tokens.size()), .reward = t.reward}};
    }
  };
  LetterWorld process(options);
  for (int s = 0; s < 5; ++s) outcome.Step(), process.Step();
  EXPECT_TRUE(SameBits(outcome.Weights(), process.Weights()));
}

}  // namespace
}  // namespace r1bench::train
