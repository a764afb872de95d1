// Group Relative Policy Optimization: the loop of DeepSeek-R1-Zero.
//
// One Step:
//   1. rollout     group_size answers to each of questions_per_step · steps_per_rollout questions
//   2. rewards     by the verifier (outcome only)
//   3. advantages  relative to the group (train/advantage.h)
//   4. updates     inner_epochs times: the answers, split at random into steps_per_rollout
//                  mini-batches, one optimizer step each (train/policy_loss.h)
//   5. reference   replaced by the policy after every reference_refresh_steps optimizer steps
//
// Sources: DeepSeekMath (arXiv 2402.03300) section 4.1 and algorithm 1; DeepSeek-R1 (2501.12948)
// section 2.2.1 and, in its v2, section 2.1 and the training details of the supplement.
//
// With one mini-batch and one inner epoch each update is exactly on policy: the first ratio is
// 1.0, not nearly 1 (max_abs_log_ratio == 0), since sampler and trainer share one forward pass.
//
// A run is a function of its options, its questions and the weights: the number of threads, the
// micro-batch budget, and stopping and resuming between Steps (train/checkpoint.h) change no bit.
//
// Answers whose advantage is 0 have a gradient of exactly 0 when there is no KL term. They are left
// out of the update (their number still counts in the averages), which saves up to half of the
// work late in a run and changes no bit of the weights. Metrics over tokens then cover the rest.
#ifndef R1BENCH_TRAIN_GRPO_H_
#define R1BENCH_TRAIN_GRPO_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/generator.h"
#include "model/transformer.h"
#include "train/advantage.h"
#include "train/collective.h"
#include "train/learner.h"
#include "train/policy_loss.h"
#include "train/rollout.h"
#include "verifiers/verifier.h"

namespace r1bench::train {

struct GrpoOptions {
  // Of this rank. A rollout takes questions_per_step * steps_per_rollout questions.
  int questions_per_step = 32;
  int steps_per_rollout = 1;    // mini-batches a rollout is split into
  int inner_epochs = 1;         // mu: passes over one rollout
  RolloutOptions rollout = {};  // group size, sampling; its seed is replaced by `seed`
  // The length limit may rise during a run (the report's does): from this step on, that many.
  int64_t longer_from_step = 0;  // 0: never
  int longer_max_new_tokens = 0;
  AdvantageOptions advantage = {};
  // Advantages token by token from Trajectory::steps (train/advantage.h: StepAdvantages), which the
  // rollout's reward must fill in, instead of one an answer from Trajectory::reward.
  bool process_supervision = false;
  // max_completion_tokens (for dr_grpo) is taken from the sampling if 0.
  PolicyLossOptions loss = {};
  bool mask_truncated = false;  // answers cut off by the length limit: no loss on their tokens
  OptimizerOptions optimizer = {};
  int64_t reference_refresh_steps = 400;  // 0: the reference stays the initial policy
  int64_t micro_batch_tokens = 4096;      // memory only: changes no bit
  bool skip_zero_advantage = true;        // see above; time only: changes no bit of the weights
  uint64_t seed = 0;

  int questions_per_rollout() const { return questions_per_step * steps_per_rollout; }
};

// The settings the report gives for DeepSeek-R1-Zero (v2, section 2.1 and supplement, training
// details): learning rate 3e-6, KL coefficient 0.001, temperature 1, 16 answers to each of 32
// questions a step, at most 32,768 tokens (65,536 from step 8,200 on), 8,192 answers a rollout in
// 16 mini-batches with one inner epoch, reference replaced every 400 steps; 10,400 steps in all.
// The clip bound is not stated for R1-Zero; 10 is stated for the first RL stage of R1, and taken.
GrpoOptions ReportR1ZeroOptions();

// One optimizer step.
struct GrpoUpdate {
  int64_t step = 0;  // counts from 1
  PolicyMetrics policy = {};
  int64_t answers = 0;          // in this mini-batch, all ranks
  int64_t skipped_answers = 0;  // of this rank: advantage 0, or masked
  double learning_rate = 0;
  double grad_norm = 0;
  bool reference_refreshed = false;  // after this step
};

struct GrpoResult {
  Rollout rollout;  // every answer with its verdict, reward and advantage
  RolloutStats stats;
  std::vector<GrpoUpdate> updates;
  double rollout_s = 0, update_s = 0;  // wall time; no part of any signature
};

class GrpoTrainer {
 public:
  // All pointers must outlive the trainer. `generator` must sample from `policy` (share its
  // Transformer); `verifier` may be null if options.rollout.judge is set. The reference, if the
  // loss has a KL term, starts as a copy of the policy.
  GrpoTrainer(const GrpoOptions& options, model::Transformer* policy,
              model::TextGenerator* generator, const verifiers::Verifier* verifier,
              Collective* collective);

  // One rollout and its updates on questions_per_rollout() questions. request_id is set here, so
  // that no two questions of a run share their random draws.
  // Throws base::Interrupted if asked to stop during the rollout; nothing has changed then, and the
  // state may be saved.
  GrpoResult Step(std::vector<Question> questions);

  int64_t step() const { return learner_.optimizer().step(); }  // optimizer steps done
  Learner& learner() { return learner_; }
  const GrpoOptions& options() const { return options_; }

  // State beyond the weights and the optimizer, for checkpoints.
  int64_t rollouts() const { return rollouts_; }  // done
  void set_rollouts(int64_t rollouts) { rollouts_ = rollouts; }
  model::Parameters* reference();  // null without a KL term
  // Call after loading a checkpoint: packs policy and reference weights anew.
  void WeightsChanged();

 private:
  struct Selection {
    std::vector<int64_t> answers;  // those with a gradient
    std::vector<MicroBatch> micro_batches;
    StepCounts counts;
  };

  void CheckOptions() const;
  Rollout Collect(std::vector<Question> questions);
  void SetAdvantages(Rollout* rollout);
  void SetStepAdvantages(Rollout* rollout);
  std::vector<std::vector<int64_t>> MiniBatches(int64_t answers, int epoch) const;
  Selection Select(const Rollout& rollout, std::span<const int64_t> answers) const;
  GrpoUpdate UpdateOn(const Rollout& rollout, std::span<const int64_t> answers);
  void AddMicroBatch(const Rollout& rollout, std::span<const int64_t> trained,
                     const MicroBatch& micro_batch, PolicyLoss* loss);
  void RefreshReference(GrpoUpdate* update);
  int MaxNewTokens() const;
  bool uses_reference() const { return options_.loss.kl_coefficient > 0; }

  GrpoOptions options_;
  model::TextGenerator* generator_;
  const verifiers::Verifier* verifier_;
  Collective* collective_;
  Learner learner_;
  std::unique_ptr<model::Transformer> reference_;
  std::unique_ptr<Scorer> reference_scorer_;
  int64_t rollouts_ = 0;
  int max_new_tokens_ = 0;  // limit of the rollout at hand
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_GRPO_H_
