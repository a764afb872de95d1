#include "experiments/prm/arm_reward.h"

#include <span>

#include "base/error.h"
#include "base/rng.h"
#include "base/stats.h"
#include "experiments/prm/counting_generator.h"
#include "experiments/prm/ops_steps.h"
#include "train/learner.h"
#include "train/packing.h"

namespace r1bench::prm {
namespace {

using experiments::Split;
using StepScores = std::vector<std::vector<double>>;

std::vector<Trace> TracesOf(const experiments::JudgedRollout& judged, const StepWorld& world) {
  std::vector<Trace> traces;
  for (const train::Trajectory& t : judged.rollout->trajectories) {
    Trace trace;
    trace.prompt = judged.prompts->at(t.question);
    trace.response = t.completion.tokens;
    trace.correct = t.verdict.status == verifiers::Status::kCorrect;
    trace.stopped = t.completion.finish_reason == model::FinishReason::kStop;
    trace.steps = world.Steps(Split::kTrain, trace.prompt, trace.response);
    traces.push_back(std::move(trace));
  }
  return traces;
}

StepScores ExactScores(const std::vector<Trace>& traces, bool progress) {
  StepScores scores;
  for (const Trace& trace : traces) {
    std::vector<double>& out = scores.emplace_back();
    for (const Step& step : trace.steps) {
      out.push_back(progress ? step.progress() : step.valid() ? 1.0 : 0.0);
    }
  }
  return scores;
}

// Exact labels are shown in the arm's form; where it has none of its own, as the mean.
Form ShownForm(Form form) {
  return form == Form::kNone || form == Form::kLast ? Form::kMean : form;
}

double MeanOf(Form form, const StepScores& scores) {
  std::vector<double> combined;
  for (const std::vector<double>& s : scores) combined.push_back(Combine(form, s));
  return base::Mean(combined);
}

// Sum over groups of the squared deviations from the group's mean.
double WithinGroups(std::span<const double> values, int group) {
  double sum = 0;
  for (size_t begin = 0; begin < values.size(); begin += group) {
    const auto part = values.subspan(begin, group);
    const double mean = base::Mean(part);
    for (const double v : part) sum += (v - mean) * (v - mean);
  }
  return sum;
}

// Each step's score as its reward. The last step ends with the answer, so that the answer shares
// it; a response without a step counts as one that is worth nothing.
void SetStepRewards(const std::vector<Step>& steps, const std::vector<double>& scores,
                    train::Trajectory* t) {
  const int64_t tokens = static_cast<int64_t>(t->completion.tokens.size());
  t->steps.clear();
  for (size_t k = 0; k < steps.size(); ++k) t->steps.push_back({steps[k].end, scores[k]});
  if (t->steps.empty()) t->steps.push_back({tokens, 0});
  t->steps.back().end = tokens;
}

// How well scores rank the steps by their exact labels; nothing if they are not one a step.
base::Json OnPolicyRanking(const std::vector<Trace>& traces, const StepScores& scores) {
  std::vector<double> of_steps;
  std::vector<uint8_t> valid, hit;
  for (size_t i = 0; i < traces.size(); ++i) {
    if (scores[i].size() != traces[i].steps.size()) return base::Json::object();
    for (size_t k = 0; k < scores[i].size(); ++k) {
      of_steps.push_back(scores[i][k]);
      valid.push_back(traces[i].steps[k].valid());
      hit.push_back(traces[i].steps[k].hit);
    }
  }
  return {{"auc_valid", base::AreaUnderRoc(of_steps, valid)},
          {"auc_hit", base::AreaUnderRoc(of_steps, hit)}};
}

}  // namespace

ArmReward::ArmReward(const Arm& arm, const ArmRewardContext& context)
    : arm_(arm), context_(context) {}

base::Json ArmReward::operator()(const experiments::JudgedRollout& judged) {
  const std::vector<Trace> traces = TracesOf(judged, *context_.world);
  cost_ = {};
  base::Json row = {{"kl_base", KlToBase(*judged.rollout)}};
  if (context_.world->exact()) {
    const Form shown = ShownForm(arm_.form);
    row["valid"] = MeanOf(shown, ExactScores(traces, /*progress=*/false));
    row["progress"] = MeanOf(shown, ExactScores(traces, /*progress=*/true));
  }
  if (arm_.source == Source::kRandom) {
    experiments::CoinFlipReward(context_.seed, "prm")(judged);
  }
  if (arm_.form == Form::kNone) return row;
  const StepScores scores = Scores(traces, judged.step);
  row.update(SetRewards(traces, scores, judged.rollout));
  if (IsLearned(arm_.source) && context_.world->exact()) {
    row.update(OnPolicyRanking(traces, scores));
  }
  row["scored_tokens"] = cost_.scored_tokens;
  row["rollout_tokens"] = cost_.generated_tokens;
  if (judged.cost != nullptr) *judged.cost += cost_;
  return row;
}

base::Json ArmReward::SetRewards(const std::vector<Trace>& traces, const StepScores& scores,
                                 train::Rollout* rollout) const {
  const double w = arm_.with_outcome ? context_.outcome_weight : 0;
  std::vector<double> proxies, outcomes;
  for (size_t i = 0; i < scores.size(); ++i) {
    train::Trajectory& t = rollout->trajectories[i];
    proxies.push_back(Combine(arm_.form, scores[i]));
    outcomes.push_back(t.reward);
    t.reward = (1 - w) * proxies.back() + w * outcomes.back();
    if (arm_.form == Form::kGroup) SetStepRewards(traces[i].steps, scores[i], &t);
  }
  base::Json row = {{"proxy", base::Mean(proxies)}};
  if (w > 0) {
    const double outcome = w * w * WithinGroups(outcomes, rollout->group_size);
    const double proxy = (1 - w) * (1 - w) * WithinGroups(proxies, rollout->group_size);
    row["outcome_part"] = outcome + proxy > 0 ? outcome / (outcome + proxy) : 0;
  }
  return row;
}

StepScores ArmReward::Scores(const std::vector<Trace>& traces, int64_t step) {
  if (arm_.source == Source::kValid) return ExactScores(traces, /*progress=*/false);
  if (arm_.source == Source::kProgress) return ExactScores(traces, /*progress=*/true);
  if (arm_.source == Source::kRollouts || arm_.source == Source::kRolloutsFine) {
    return RolloutScores(traces, step);
  }
  PrepareModel(traces, step);
  std::vector<std::vector<int32_t>> prompts;
  for (const Trace& trace : traces) {
    prompts.push_back(context_.world->environment().PromptTokens(Split::kTrain, trace.prompt));
  }
  std::vector<JudgedText> texts;
  for (size_t i = 0; i < traces.size(); ++i) {
    texts.push_back({prompts[i], traces[i].response, traces[i].steps});
    const StepView read = ViewSteps(prompts[i], traces[i].response, traces[i].steps,
                                    arm_.source == Source::kPrmBlind);
    const double tokens = static_cast<double>(read.tokens.size());
    cost_ += experiments::ScoringCost(model_->config(), tokens, 1);
  }
  return ScoreSteps(arm_.source, texts, context_.micro_batch_tokens, model_.get());
}

void ArmReward::Label(uint64_t seed, std::vector<Trace>* traces) {
  CountingGenerator generator(context_.base_generator, context_.base->config(), &cost_);
  LabelTraces(&generator, *context_.world, Split::kTrain, context_.rollouts, seed, traces);
}

// The Monte-Carlo label itself, without a network in between.
StepScores ArmReward::RolloutScores(std::vector<Trace> traces, int64_t step) {
  const uint64_t seed =
      base::Rng(context_.seed, "prm/reward_rollouts", static_cast<uint64_t>(step)).U64();
  Label(seed, &traces);
  StepScores scores;
  for (const Trace& trace : traces) {
    std::vector<double>& out = scores.emplace_back();
    for (const int n : trace.successes) out.push_back(static_cast<double>(n) / context_.rollouts);
  }
  return scores;
}

experiments::Policy ArmReward::LoadVersion(int64_t version) const {
  if (version == 0) return context_.load_model();
  const model::ModelConfig config = train::ValueHeadConfig(context_.base->config());
  return experiments::FromFolder(config, context_.refresh_folder(version),
                                 context_.base->options())();
}

// Makes model_ the one that judges the rollout at `step`: as it was trained, or as refreshed before
// that step, this very rollout included.
void ArmReward::PrepareModel(const std::vector<Trace>& traces, int64_t step) {
  const int64_t every = context_.refresh.every;
  const int64_t version = arm_.refresh ? step / every * every : 0;
  if (model_version_ == version) return;
  const int64_t former =
      arm_.refresh && version == step ? std::max<int64_t>(0, version - every) : version;
  if (model_version_ != former) model_ = LoadVersion(former);
  model_version_ = former;
  if (former != version) Refresh(traces, version);
}

void ArmReward::Refresh(const std::vector<Trace>& traces, int64_t step) {
  const uint64_t seed = base::Rng(context_.seed, "prm/refresh", static_cast<uint64_t>(step)).U64();
  std::vector<Trace> fresh = traces;
  Label(seed, &fresh);
  const auto documents = [&](const std::vector<Trace>& from) {
    return LabelledTraces(*context_.world, Split::kTrain, from, arm_.source, context_.rollouts,
                          /*flipped=*/0, seed);
  };
  // As many new documents as old ones: half of what it learns from is the policy's own.
  std::vector<train::LabelledDocument> mixed = documents(*context_.traces);
  const std::vector<train::LabelledDocument> own = documents(fresh);
  for (size_t old = mixed.size(), i = 0; i < old && !own.empty(); ++i) {
    mixed.push_back(own[i % own.size()]);
  }
  std::vector<double> loss;
  experiments::Cost training =
      TrainRewardModel(context_.refresh.training, mixed, seed, model_.get(), &loss);
  training.seconds = 0;  // the arm's clock is running
  training.updates = 0;  // the arm's are those of its policy
  cost_ += training;
  experiments::SavePolicy(context_.refresh_folder(step), model_.get(), step);
  model_version_ = step;
}

double ArmReward::KlToBase(const train::Rollout& rollout) {
  std::vector<train::Document> documents;
  double policy = 0, base = 0;
  for (const train::Trajectory& t : rollout.trajectories) {
    documents.push_back(train::ToDocument(rollout.questions[t.question], t.completion));
    for (const float logp : t.completion.logprobs) policy += logp;
  }
  train::Scorer scorer(context_.base.get());
  for (const train::MicroBatch& m : train::PackDocuments(documents, context_.micro_batch_tokens)) {
    scorer.Forward(m, context_.temperature);
    for (const float logp : scorer.logp()) base += logp;
  }
  return (policy - base) / static_cast<double>(documents.size());
}

}  // namespace r1bench::prm
