#include "train/grpo.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::train {
namespace {

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The loss inputs of the answers in one micro-batch, token by token.
struct TokenArrays {
  std::vector<float> old_logp, advantage;

  void Append(const Trajectory& t) {
    const std::vector<float>& logp = t.completion.logprobs;
    old_logp.insert(old_logp.end(), logp.begin(), logp.end());
    if (t.token_advantages.empty()) {
      advantage.resize(old_logp.size(), t.advantage);
    } else {
      advantage.insert(advantage.end(), t.token_advantages.begin(), t.token_advantages.end());
    }
  }
};

}  // namespace

GrpoOptions ReportR1ZeroOptions() {
  GrpoOptions o;
  o.questions_per_step = 32;
  o.steps_per_rollout = 16;
  o.inner_epochs = 1;
  o.rollout.group_size = 16;
  o.rollout.sampling.temperature = 1.0f;
  o.rollout.sampling.max_new_tokens = 32768;
  o.longer_from_step = 8200;
  o.longer_max_new_tokens = 65536;
  o.loss.aggregation = Aggregation::kGrpo;
  o.loss.clip_low = 10;
  o.loss.clip_high = 10;
  o.loss.kl_coefficient = 0.001;
  o.optimizer.learning_rate = 3e-6;
  o.reference_refresh_steps = 400;
  return o;
}

GrpoTrainer::GrpoTrainer(const GrpoOptions& options, model::Transformer* policy,
                         model::TextGenerator* generator, const verifiers::Verifier* verifier,
                         Collective* collective)
    : options_(options),
      generator_(generator),
      verifier_(verifier),
      collective_(collective),
      learner_(policy, options.optimizer, collective) {
  CheckOptions();
  if (!uses_reference()) return;
  auto copy = std::make_shared<model::Parameters>(policy->config());
  std::memcpy(copy->data(), std::as_const(policy->parameters()).data(),
              copy->size() * sizeof(float));
  reference_ =
      std::make_unique<model::Transformer>(policy->config(), std::move(copy), policy->options());
  reference_scorer_ = std::make_unique<Scorer>(reference_.get());
}

void GrpoTrainer::CheckOptions() const {
  const GrpoOptions& o = options_;
  base::Require(o.questions_per_step >= 1 && o.steps_per_rollout >= 1 && o.inner_epochs >= 1,
                "expected questions_per_step, steps_per_rollout and inner_epochs of at least 1");
  base::Require(o.rollout.group_size >= 1 && o.reference_refresh_steps >= 0,
                "expected a group size of at least 1 and reference_refresh_steps of at least 0");
  base::Require(o.longer_from_step == 0 || o.longer_max_new_tokens > 0,
                "longer_from_step needs longer_max_new_tokens");
  base::Require(!o.rollout.sampling.greedy,
                "greedy answers of a group are all equal and teach nothing; sample them");
}

model::Parameters* GrpoTrainer::reference() {
  return reference_ ? &reference_->parameters() : nullptr;
}

void GrpoTrainer::WeightsChanged() {
  learner_.model().WeightsChanged();
  if (reference_) reference_->WeightsChanged();
}

int GrpoTrainer::MaxNewTokens() const {
  const int64_t done = learner_.optimizer().step();
  const bool longer = options_.longer_from_step > 0 && done >= options_.longer_from_step;
  return longer ? options_.longer_max_new_tokens : options_.rollout.sampling.max_new_tokens;
}

Rollout GrpoTrainer::Collect(std::vector<Question> questions) {
  const size_t expected = static_cast<size_t>(options_.questions_per_rollout());
  base::Require(questions.size() == expected, "expected ", expected,
                " questions for a rollout, got ", questions.size());
  const uint64_t slot =
      static_cast<uint64_t>(rollouts_) * collective_->size() + collective_->rank();
  for (size_t q = 0; q < expected; ++q) questions[q].request_id = slot * expected + q;
  RolloutOptions rollout = options_.rollout;
  rollout.sampling.seed = options_.seed;
  max_new_tokens_ = MaxNewTokens();
  rollout.sampling.max_new_tokens = max_new_tokens_;
  return CollectRollout(std::move(questions), rollout, generator_, verifier_);
}

void GrpoTrainer::SetStepAdvantages(Rollout* rollout) {
  std::vector<std::vector<StepReward>> steps;
  std::vector<int64_t> tokens;
  for (const Trajectory& t : rollout->trajectories) {
    steps.push_back(t.steps);
    tokens.push_back(static_cast<int64_t>(t.completion.logprobs.size()));
  }
  auto advantages =
      StepAdvantages(steps, tokens, rollout->group_size, options_.advantage, collective_);
  for (size_t i = 0; i < advantages.size(); ++i) {
    rollout->trajectories[i].token_advantages = std::move(advantages[i]);
  }
}

void GrpoTrainer::SetAdvantages(Rollout* rollout) {
  if (options_.process_supervision) return SetStepAdvantages(rollout);
  std::vector<double> rewards;
  for (const Trajectory& t : rollout->trajectories) rewards.push_back(t.reward);
  const std::vector<float> advantages =
      GroupAdvantages(rewards, rollout->group_size, options_.advantage, collective_);
  for (size_t i = 0; i < advantages.size(); ++i) rollout->trajectories[i].advantage = advantages[i];
}

// Answer numbers of each mini-batch of one inner epoch.
std::vector<std::vector<int64_t>> GrpoTrainer::MiniBatches(int64_t answers, int epoch) const {
  std::vector<int64_t> order(answers);
  std::iota(order.begin(), order.end(), 0);
  const int parts = options_.steps_per_rollout;
  if (parts > 1) {
    const uint64_t pass = static_cast<uint64_t>(rollouts_) * options_.inner_epochs + epoch;
    base::Rng(options_.seed, "train/grpo/mini_batches", pass).Shuffle(order);
  }
  std::vector<std::vector<int64_t>> batches(parts);
  for (int p = 0; p < parts; ++p) {
    batches[p].assign(order.begin() + answers * p / parts,
                      order.begin() + answers * (p + 1) / parts);
  }
  return batches;
}

GrpoResult GrpoTrainer::Step(std::vector<Question> questions) {
  GrpoResult result;
  const auto start = std::chrono::steady_clock::now();
  result.rollout = Collect(std::move(questions));
  SetAdvantages(&result.rollout);
  result.stats = Summarize(result.rollout);
  result.rollout_s = SecondsSince(start);
  const int64_t answers = static_cast<int64_t>(result.rollout.trajectories.size());
  for (int epoch = 0; epoch < options_.inner_epochs; ++epoch) {
    for (const std::vector<int64_t>& batch : MiniBatches(answers, epoch)) {
      result.updates.push_back(UpdateOn(result.rollout, batch));
    }
  }
  ++rollouts_;
  result.update_s = SecondsSince(start) - result.rollout_s;
  return result;
}

// Which answers of a mini-batch to run through the model, and the counts that the loss divides by.
GrpoTrainer::Selection GrpoTrainer::Select(const Rollout& rollout,
                                           std::span<const int64_t> answers) const {
  // bnpo averages over the micro-batch at hand, so leaving answers out would change it.
  const bool may_skip = options_.skip_zero_advantage && !uses_reference() &&
                        options_.loss.aggregation != Aggregation::kBnpo;
  Selection selection;
  selection.counts.sequences = static_cast<int64_t>(answers.size());
  std::vector<Document> documents;
  for (int64_t i : answers) {
    const Trajectory& t = rollout.trajectories[i];
    if (options_.mask_truncated && t.truncated()) continue;
    selection.counts.tokens += static_cast<int64_t>(t.completion.logprobs.size());
    if (may_skip && !Teaches(t)) continue;
    selection.answers.push_back(i);
    documents.push_back(ToDocument(rollout.questions[t.question], t.completion));
  }
  selection.micro_batches = PackDocuments(documents, options_.micro_batch_tokens);
  const int64_t n = static_cast<int64_t>(selection.micro_batches.size());
  selection.counts.micro_batches = std::max<int64_t>(1, n);
  selection.counts.Reduce(collective_);
  return selection;
}

GrpoUpdate GrpoTrainer::UpdateOn(const Rollout& rollout, std::span<const int64_t> answers) {
  const Selection selection = Select(rollout, answers);
  PolicyLossOptions loss_options = options_.loss;
  if (loss_options.max_completion_tokens == 0) loss_options.max_completion_tokens = max_new_tokens_;
  PolicyLoss loss(loss_options, selection.counts);
  for (const MicroBatch& m : selection.micro_batches) {
    AddMicroBatch(rollout, selection.answers, m, &loss);
  }
  PolicySums sums = loss.sums();
  sums.Reduce(collective_);
  const Optimizer::StepInfo info = learner_.Update();
  GrpoUpdate update{
      .step = info.step,
      .policy = Finish(sums),
      .answers = selection.counts.sequences,
      .skipped_answers = static_cast<int64_t>(answers.size() - selection.answers.size()),
      .learning_rate = info.learning_rate,
      .grad_norm = info.grad_norm};
  RefreshReference(&update);
  return update;
}

void GrpoTrainer::AddMicroBatch(const Rollout& rollout, std::span<const int64_t> trained,
                                const MicroBatch& m, PolicyLoss* loss) {
  const float temperature = options_.rollout.sampling.temperature;
  TokenArrays arrays;
  for (int64_t s = 0; s < m.sequences(); ++s) {
    arrays.Append(rollout.trajectories[trained[m.first_document + s]]);
  }
  learner_.Forward(m, temperature);
  PolicyTokens tokens{.cu_tokens = m.cu_tokens,
                      .logp = learner_.logp(),
                      .old_logp = arrays.old_logp,
                      .ref_logp = {},
                      .advantage = arrays.advantage,
                      .entropy = learner_.entropy(),
                      .mask = {}};
  if (reference_scorer_) {
    reference_scorer_->Forward(m, temperature);
    tokens.ref_logp = reference_scorer_->logp();
  }
  std::vector<float> dlogp(m.loss_tokens());
  loss->Add(tokens, dlogp);
  learner_.Backward(m, dlogp);
}

void GrpoTrainer::RefreshReference(GrpoUpdate* update) {
  const int64_t every = options_.reference_refresh_steps;
  if (!reference_ || every == 0 || update->step % every != 0) return;
  const model::Parameters& policy = learner_.model().parameters();
  std::memcpy(reference_->parameters().data(), policy.data(), policy.size() * sizeof(float));
  reference_->WeightsChanged();
  update->reference_refreshed = true;
}

}  // namespace r1bench::train
