#include "experiments/common/rl_stage.h"

#include <algorithm>
#include <cstdio>
#include <span>

#include "base/rng.h"
#include "base/signals.h"
#include "experiments/common/live_curve.h"
#include "experiments/common/measures.h"
#include "train/collective.h"
#include "train/data_order.h"
#include "train/grpo.h"
#include "train/grpo_checkpoint.h"

namespace r1bench::experiments {
namespace {

uint64_t SeedOf(const RlStage& stage) { return ArmSeed(stage.experiment, stage.arm, stage.seed); }

train::GrpoOptions GrpoOptionsFor(const RlOptions& rl, const RlStage& stage,
                                  const Environment& environment) {
  train::GrpoOptions grpo;
  grpo.questions_per_step = rl.questions_per_step;
  grpo.steps_per_rollout = rl.steps_per_rollout;
  grpo.inner_epochs = rl.inner_epochs;
  grpo.rollout.group_size = rl.group_size;
  grpo.rollout.sampling = environment.Sampling();
  grpo.rollout.sampling.temperature = static_cast<float>(rl.temperature);
  grpo.advantage.kind =
      rl.normalize_std ? train::AdvantageKind::kGroupStd : train::AdvantageKind::kGroupMean;
  grpo.process_supervision = rl.process_supervision;
  grpo.loss = rl.loss;
  grpo.optimizer.learning_rate = rl.learning_rate;
  grpo.optimizer.beta2 = rl.adam_beta2;
  grpo.optimizer.weight_decay = rl.weight_decay;
  grpo.optimizer.max_grad_norm = rl.max_grad_norm;
  grpo.reference_refresh_steps = rl.reference_refresh_steps;
  grpo.micro_batch_tokens = stage.micro_batch_tokens;
  grpo.seed = SeedOf(stage);
  return grpo;
}

// Signs what the step did: tokens, rewards, losses.
void SignStep(const train::GrpoResult& result, Stages* stages) {
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

// Judges each rollout once, for the reward and for the curves.
class RolloutObserver {
 public:
  RolloutObserver(const RlStage& stage, const Environment& environment)
      : stage_(stage), environment_(environment) {}

  void Begin(std::vector<int64_t> prompts, int64_t step) {
    prompts_ = std::move(prompts);
    step_ = step;
  }

  void Judge(train::Rollout* rollout) {
    outcomes_.clear();
    for (size_t q = 0; q < prompts_.size(); ++q) {
      std::vector<model::Completion> completions;
      for (const train::Trajectory& t : rollout->group(static_cast<int64_t>(q))) {
        completions.push_back(t.completion);
      }
      for (Outcome& outcome : environment_.Judge(Split::kTrain, prompts_[q], completions)) {
        outcomes_.push_back(std::move(outcome));
      }
    }
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      train::Trajectory& t = rollout->trajectories[i];
      t.verdict.status =
          outcomes_[i].correct ? verifiers::Status::kCorrect : verifiers::Status::kWrong;
      t.verdict.reward = t.reward = outcomes_[i].reward;
    }
    extra_ = base::Json::object();
    reward_cost_ = {};
    if (stage_.reward) {
      extra_ = stage_.reward({rollout, &prompts_, &outcomes_, step_, &reward_cost_});
    }
  }

  // Spent by the reward rule on the rollout last judged.
  const Cost& reward_cost() const { return reward_cost_; }

  // The row of a step, of the rollout last judged.
  base::Json Row(const train::GrpoResult& result, int64_t step, bool has_reference) const {
    const train::GrpoUpdate& update = result.updates.back();
    base::Json row = Behaviour(step, result.stats.reward);
    row["entropy"] = result.stats.mean_nll;
    row["loss"] = update.policy.loss;
    row["clip_fraction"] = update.policy.clip_fraction;
    row["max_abs_log_ratio"] = result.updates.front().policy.max_abs_log_ratio;
    row["equal_groups"] = result.stats.equal_groups;
    row["grad_norm"] = update.grad_norm;
    row["rollout_s"] = result.rollout_s;
    row["update_s"] = result.update_s;
    // Without a reference the KL is not 0 but unknown.
    if (has_reference) row["kl"] = update.policy.reference_kl;
    row.update(extra_);
    return row;
  }

  void LogSamples(const train::Rollout& rollout, int64_t step) const {
    if (!stage_.sample) return;
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      const train::Trajectory& t = rollout.trajectories[i];
      const int64_t prompt = prompts_[t.question];
      stage_.sample({{"step", step},
                     {"id", environment_.Id(Split::kTrain, prompt)},
                     {"prompt", environment_.PromptText(Split::kTrain, prompt)},
                     {"response", environment_.ResponseText(t.completion)},
                     {"reward", t.reward},
                     {"status", outcomes_[i].status}});
    }
  }

 private:
  // Means over the rollout's responses that the environment knows and the trainer does not.
  base::Json Behaviour(int64_t step, double reward) const {
    double accuracy = 0, length = 0, reflections = 0, truncated = 0, wrong = 0, length_wrong = 0;
    MeasureMeans measures;
    for (const Outcome& outcome : outcomes_) {
      const double tokens = static_cast<double>(outcome.length);
      accuracy += outcome.correct;
      length += tokens;
      reflections += static_cast<double>(outcome.reflections);
      truncated += outcome.truncated;
      wrong += outcome.correct ? 0 : 1;
      length_wrong += outcome.correct ? 0 : tokens;
      measures.Add(outcome);
    }
    const double n = static_cast<double>(outcomes_.size());
    base::Json row = {{"step", step},
                      {"reward", reward},
                      {"accuracy", accuracy / n},
                      {"length", length / n},
                      {"length_if_wrong", wrong > 0 ? length_wrong / wrong : 0},
                      {"reflections", reflections / n},
                      {"truncated", truncated / n}};
    measures.Write("", &row);
    if (const auto variance = AccuracyVariance(outcomes_, prompts_.size())) {
      row["accuracy_variance"] = *variance;
    }
    return row;
  }

  const RlStage& stage_;
  const Environment& environment_;
  std::vector<int64_t> prompts_;
  int64_t step_ = 0;
  std::vector<Outcome> outcomes_;
  base::Json extra_ = base::Json::object();
  Cost reward_cost_;
};

std::vector<train::Question> Questions(const std::vector<int64_t>& prompts,
                                       const Environment& environment) {
  std::vector<train::Question> questions;
  for (const int64_t prompt : prompts) {
    questions.push_back(
        {environment.Id(Split::kTrain, prompt), environment.PromptTokens(Split::kTrain, prompt)});
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

class RlRun {
 public:
  RlRun(const RlOptions& options, const RlStage& stage, const Environment& environment,
        model::Transformer* policy, model::TextGenerator* generator, Stages* stages)
      : options_(options),
        stage_(stage),
        environment_(environment),
        policy_(policy),
        stages_(stages),
        observer_(stage, environment),
        trainer_(WithJudge(), policy, generator, /*verifier=*/nullptr, &collective_),
        order_(environment.size(Split::kTrain), SeedOf(stage), stage.experiment + "/questions") {}

  Cost Train() {
    Resume();
    const bool budget = options_.max_flops > 0;
    LiveCurve curve(budget ? stage_.stage + " % of budget" : stage_.stage,
                    budget ? 100 : options_.steps);
    while (trainer_.step() < options_.steps && !Spent()) {
      const base::Json row = Step();
      const int64_t step = trainer_.step();
      if (stage_.metric) stage_.metric(row);
      curve.Point(budget ? BudgetPercent() : step, {{"accuracy", row.at("accuracy")},
                                                    {"length", row.at("length")},
                                                    {"reflections", row.at("reflections")}});
      if (stage_.after_step) stage_.after_step(step);
      const bool stop = base::StopSignal() != 0;
      if (stop || step - saved_ >= stage_.checkpoint_steps) Checkpoint();
      if (stop) base::ThrowIfStopped();
    }
    if (stage_.print_pace) pace_.Print(stage_.stage, trainer_.step());
    // The evaluation that follows may be interrupted: nothing trained is lost then.
    if (trainer_.step() > saved_) Checkpoint();
    const model::Parameters& weights = policy_->parameters();
    stages_->Sign<float>("weights", {weights.data(), static_cast<size_t>(weights.size())});
    return cost_;
  }

 private:
  bool Spent() const { return options_.max_flops > 0 && cost_.flops >= options_.max_flops; }
  RolloutUse Use() const {
    const bool reference = options_.loss.kl_coefficient > 0;
    // As the trainer decides what to leave out (GrpoTrainer::Select).
    const bool all = reference || options_.loss.aggregation == train::Aggregation::kBnpo;
    return {.passes = options_.inner_epochs, .all_answers = all, .reference = reference};
  }
  int64_t BudgetPercent() const {
    return std::min<int64_t>(100, static_cast<int64_t>(100 * cost_.flops / options_.max_flops));
  }

  train::GrpoOptions WithJudge() {
    train::GrpoOptions options = GrpoOptionsFor(options_, stage_, environment_);
    options.rollout.judge = [this](train::Rollout* rollout) { observer_.Judge(rollout); };
    return options;
  }

  void Resume() {
    if (const auto folder = stages_->ResumeFolder(stage_.stage)) {
      const base::Json extra = train::LoadGrpo(*folder, &trainer_);
      order_.Seek(extra.at("questions").get<int64_t>());
      cost_ = CostFromJson(extra.at("cost"));
    }
    saved_ = trainer_.step();
  }

  void Checkpoint() {
    stages_->Checkpoint(stage_.stage, trainer_.step(), [&](const std::string& folder) {
      train::SaveGrpo(folder, &trainer_,
                      {{"questions", order_.position()}, {"cost", ToJson(cost_)}});
    });
    saved_ = trainer_.step();
  }

  // One rollout and its updates; the row of what came out.
  base::Json Step() {
    const int64_t position = order_.position();
    const std::vector<int64_t> prompts = order_.Take(trainer_.options().questions_per_rollout());
    observer_.Begin(prompts, trainer_.step());
    train::GrpoResult result;
    try {
      result = trainer_.Step(Questions(prompts, environment_));
    } catch (const base::Interrupted&) {
      order_.Seek(position);
      if (trainer_.step() > saved_) Checkpoint();
      throw;
    }
    pace_.Add(result, options_.updates_per_rollout());
    cost_ += RolloutCost(policy_->config(), result.rollout, Use());
    cost_ += observer_.reward_cost();
    cost_.updates += static_cast<double>(options_.updates_per_rollout());
    cost_.seconds += result.rollout_s + result.update_s;
    SignStep(result, stages_);
    observer_.LogSamples(result.rollout, trainer_.step());
    base::Json row = observer_.Row(result, trainer_.step(), options_.loss.kl_coefficient > 0);
    row["flops"] = cost_.flops;  // of the arm so far
    return row;
  }

  const RlOptions& options_;
  const RlStage& stage_;
  const Environment& environment_;
  model::Transformer* policy_;
  Stages* stages_;
  RolloutObserver observer_;
  train::SingleProcess collective_;
  train::GrpoTrainer trainer_;
  train::DataOrder order_;
  Cost cost_;
  Pace pace_;
  int64_t saved_ = 0;
};

}  // namespace

uint64_t ArmSeed(const std::string& experiment, const std::string& arm, uint64_t seed) {
  return base::Rng(seed, experiment + "/" + arm).U64();
}

RewardRule CoinFlipReward(uint64_t seed, const std::string& stream) {
  return [seed, stream](const JudgedRollout& judged) {
    for (train::Trajectory& t : judged.rollout->trajectories) {
      const uint64_t response = t.completion.request_id * 4096 + t.completion.sample;
      t.reward = base::Rng(seed, stream + "/random_reward", response).Below(2) == 1 ? 1.0 : 0.0;
    }
    return base::Json::object();
  };
}

Cost RunRlStage(const RlOptions& options, const RlStage& stage, const Environment& environment,
                model::Transformer* policy, model::TextGenerator* generator, Stages* stages) {
  return RlRun(options, stage, environment, policy, generator, stages).Train();
}

}  // namespace r1bench::experiments
