#include "experiments/r1_zero/rl_arm.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>
#include <vector>

#include "base/rng.h"
#include "base/signals.h"
#include "experiments/common/live_curve.h"
#include "train/collective.h"
#include "train/data_order.h"
#include "train/grpo.h"
#include "train/grpo_checkpoint.h"

namespace r1bench::r1_zero {
namespace {

// Arms of one seed draw independently: "rl" and "null" must not share their samples.
uint64_t ArmSeed(const ArmOptions& arm) { return base::Rng(arm.seed, "r1_zero/" + arm.arm).U64(); }

// The verdict on responses that ended; one cut off by the length limit has not answered.
double OutcomeReward(const train::Trajectory& t) { return t.truncated() ? 0.0 : t.verdict.reward; }

// A fair coin, keyed by the response it judges.
train::RewardFunction CoinFlip(uint64_t seed) {
  return [seed](const train::Trajectory& t) {
    const uint64_t response = t.completion.request_id * 4096 + t.completion.sample;
    return base::Rng(seed, "r1_zero/random_reward", response).Below(2) == 1 ? 1.0 : 0.0;
  };
}

train::GrpoOptions GrpoOptionsFor(const R1ZeroOptions& options, const ArmOptions& arm,
                                  const Environment& environment) {
  const RlOptions& rl = options.rl;
  train::GrpoOptions grpo;
  grpo.questions_per_step = rl.questions_per_step;
  grpo.steps_per_rollout = rl.steps_per_rollout;
  grpo.inner_epochs = rl.inner_epochs;
  grpo.rollout.group_size = rl.group_size;
  grpo.rollout.sampling = environment.Sampling();
  grpo.rollout.sampling.temperature = static_cast<float>(rl.temperature);
  grpo.rollout.reward = arm.random_reward ? CoinFlip(ArmSeed(arm)) : OutcomeReward;
  grpo.advantage.kind =
      rl.normalize_std ? train::AdvantageKind::kGroupStd : train::AdvantageKind::kGroupMean;
  grpo.loss = rl.loss;
  grpo.optimizer.learning_rate = rl.learning_rate;
  grpo.optimizer.beta2 = rl.adam_beta2;
  grpo.optimizer.weight_decay = rl.weight_decay;
  grpo.optimizer.max_grad_norm = rl.max_grad_norm;
  grpo.reference_refresh_steps = rl.reference_refresh_steps;
  grpo.micro_batch_tokens = options.micro_batch_tokens;
  grpo.seed = ArmSeed(arm);
  return grpo;
}

// Signs what the step did: tokens, rewards, losses.
void SignStep(const train::GrpoResult& result, experiments::Stages* stages) {
  std::vector<int32_t> tokens;
  std::vector<double> numbers;
  for (const train::Trajectory& t : result.rollout.trajectories) {
    tokens.insert(tokens.end(), t.completion.tokens.begin(), t.completion.tokens.end());
    numbers.push_back(t.reward);
  }
  for (const train::GrpoUpdate& update : result.updates) numbers.push_back(update.policy.loss);
  stages->Sign<int32_t>("tokens", tokens);
  stages->Sign<double>("rewards, losses", numbers);
}

// Means over the rollout's responses that the environment knows and the trainer does not.
struct Behaviour {
  double accuracy = 0, length = 0, reflections = 0, truncated = 0, length_if_wrong = 0;
};

Behaviour Observe(const train::Rollout& rollout, const std::vector<int64_t>& indices,
                  const Environment& environment, const ArmHooks& hooks, int64_t step) {
  Behaviour sum;
  double wrong = 0;
  for (size_t q = 0; q < indices.size(); ++q) {
    std::vector<model::Completion> completions;
    const auto group = rollout.group(q);
    for (const train::Trajectory& t : group) completions.push_back(t.completion);
    const std::vector<Outcome> outcomes = environment.Judge(Split::kTrain, indices[q], completions);
    for (size_t i = 0; i < outcomes.size(); ++i) {
      const Outcome& outcome = outcomes[i];
      sum.accuracy += outcome.correct;
      sum.length += static_cast<double>(outcome.length);
      sum.reflections += static_cast<double>(outcome.reflections);
      sum.truncated += outcome.truncated;
      if (!outcome.correct) sum.length_if_wrong += static_cast<double>(outcome.length);
      wrong += outcome.correct ? 0 : 1;
      hooks.sample({{"step", step},
                    {"id", environment.Id(Split::kTrain, indices[q])},
                    {"prompt", environment.PromptText(Split::kTrain, indices[q])},
                    {"response", environment.ResponseText(completions[i])},
                    {"reward", group[i].reward},
                    {"status", outcome.status}});
    }
  }
  const double n = static_cast<double>(rollout.trajectories.size());
  return {sum.accuracy / n, sum.length / n, sum.reflections / n, sum.truncated / n,
          wrong > 0 ? sum.length_if_wrong / wrong : 0};
}

base::Json Row(const train::GrpoResult& result, const Behaviour& behaviour, int64_t step,
               bool has_reference) {
  const train::GrpoUpdate& update = result.updates.back();
  base::Json row = {{"step", step},
                    {"reward", result.stats.reward},
                    {"accuracy", behaviour.accuracy},
                    {"length", behaviour.length},
                    {"length_if_wrong", behaviour.length_if_wrong},
                    {"reflections", behaviour.reflections},
                    {"truncated", behaviour.truncated},
                    {"entropy", result.stats.mean_nll},
                    {"loss", update.policy.loss},
                    {"clip_fraction", update.policy.clip_fraction},
                    {"max_abs_log_ratio", result.updates.front().policy.max_abs_log_ratio},
                    {"equal_groups", result.stats.equal_groups},
                    {"grad_norm", update.grad_norm},
                    {"rollout_s", result.rollout_s},
                    {"update_s", result.update_s}};
  // Without a reference the KL is not 0 but unknown.
  if (has_reference) row["kl"] = update.policy.reference_kl;
  return row;
}

std::vector<train::Question> Questions(const std::vector<int64_t>& indices,
                                       const Environment& environment) {
  std::vector<train::Question> questions;
  for (const int64_t index : indices) {
    questions.push_back({environment.Id(Split::kTrain, index),
                         environment.PromptTokens(Split::kTrain, index),
                         environment.Prepared(Split::kTrain, index)});
  }
  return questions;
}

// What the steps of this process cost: a short run tells how long a long one will take.
class Pace {
 public:
  void Add(const train::GrpoResult& result, int64_t steps) {
    rollout_s_ += result.rollout_s;
    update_s_ += result.update_s;
    steps_ += steps;
  }

  // Also for the hundred steps of small.flags, when the run has fewer.
  void Print(const std::string& stage, int64_t total_steps) const {
    if (steps_ == 0) return;
    const double n = static_cast<double>(steps_), step = (rollout_s_ + update_s_) / n;
    const double goal = static_cast<double>(std::max<int64_t>(total_steps, 100));
    std::fprintf(
        stderr,
        "%s: a step took %.1f s (rollout %.1f s, update %.1f s); %.0f steps take %.0f min, "
        "evaluation not counted\n",
        stage.c_str(), step, rollout_s_ / n, update_s_ / n, goal, goal * step / 60);
  }

 private:
  double rollout_s_ = 0, update_s_ = 0;
  int64_t steps_ = 0;
};

}  // namespace

void TrainArm(const R1ZeroOptions& options, const ArmOptions& arm, const Environment& environment,
              model::Transformer* policy, model::TextGenerator* generator, const ArmHooks& hooks,
              experiments::Stages* stages) {
  train::SingleProcess collective;
  train::GrpoTrainer trainer(GrpoOptionsFor(options, arm, environment), policy, generator,
                             &environment.verifier(), &collective);
  train::DataOrder order(environment.size(Split::kTrain), ArmSeed(arm), "r1_zero/questions");
  if (const auto folder = stages->ResumeFolder(arm.stage)) {
    order.Seek(train::LoadGrpo(*folder, &trainer).at("questions").get<int64_t>());
  }
  const auto checkpoint = [&] {
    stages->Checkpoint(arm.stage, trainer.step(), [&](const std::string& folder) {
      train::SaveGrpo(folder, &trainer, {{"questions", order.position()}});
    });
  };
  experiments::LiveCurve curve(arm.stage, options.rl.steps);
  Pace pace;
  int64_t saved = trainer.step();
  while (trainer.step() < options.rl.steps) {
    const int64_t position = order.position();
    const auto indices = order.Take(trainer.options().questions_per_rollout());
    train::GrpoResult result;
    try {
      result = trainer.Step(Questions(indices, environment));
    } catch (const base::Interrupted&) {
      order.Seek(position);
      if (trainer.step() > saved) checkpoint();
      throw;
    }
    pace.Add(result, options.rl.updates_per_rollout());
    SignStep(result, stages);
    const Behaviour behaviour =
        Observe(result.rollout, indices, environment, hooks, trainer.step());
    const bool has_reference = options.rl.loss.kl_coefficient > 0;
    hooks.metric(Row(result, behaviour, trainer.step(), has_reference));
    curve.Point(trainer.step(), {{"accuracy", behaviour.accuracy},
                                 {"length", behaviour.length},
                                 {"reflections", behaviour.reflections}});
    const bool stop = base::StopSignal() != 0;
    if (stop || trainer.step() - saved >= options.checkpoint_steps) {
      checkpoint();
      saved = trainer.step();
    }
    if (stop) base::ThrowIfStopped();
  }
  if (options.scale == Scale::kSmall) pace.Print(arm.stage, options.rl.steps);
  // The evaluation that follows may be interrupted: nothing trained is lost then.
  if (trainer.step() > saved) checkpoint();
  const model::Parameters& weights = policy->parameters();
  stages->Sign<float>("weights", {weights.data(), static_cast<size_t>(weights.size())});
}

}  // namespace r1bench::r1_zero
