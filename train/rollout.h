// Rollouts: questions to the model, its answers to the verifier, rewards back.
//
// Every question gets a group of answers, sampled from the policy that is being trained
// (DeepSeek-R1, arXiv 2501.12948, section 2.2.1). The sampler records the log-probability of each
// token; since sampling and training run the same forward pass, these are the trainer's own, bit
// for bit, and serve as the old policy in the ratio. MaxLogprobDifference measures that.
//
// The draws are keyed by (sampling seed, Question::request_id, sample, position): give every
// question of a run its own request_id, also when the same problem comes back.
#ifndef R1BENCH_TRAIN_ROLLOUT_H_
#define R1BENCH_TRAIN_ROLLOUT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/generator.h"
#include "train/advantage.h"
#include "train/learner.h"
#include "train/packing.h"
#include "verifiers/verifier.h"

namespace r1bench::train {

struct Question {
  std::string id;                                       // the problem's, for logs
  std::vector<int32_t> prompt_tokens;                   // not empty
  const verifiers::PreparedProblem* problem = nullptr;  // from the verifier's Prepare, if any
  uint64_t request_id = 0;                              // set by the trainer
};

// One sampled answer.
struct Trajectory {
  int64_t question = 0;          // index among the questions
  model::Completion completion;  // tokens, log-probabilities, text, why it ended
  verifiers::Verdict verdict;
  double reward = 0;    // what training sees; the verdict's unless RewardFunction is set
  float advantage = 0;  // filled in by the trainer
  // Process supervision (GrpoOptions::process_supervision) only: rewards of the answer's steps, set
  // with `reward`, and the advantage of each token, filled in by the trainer.
  std::vector<StepReward> steps = {};
  std::vector<float> token_advantages = {};

  bool truncated() const { return completion.finish_reason == model::FinishReason::kLength; }
};

// Turns a judged answer into its reward: shaping, or a control such as a random reward. It must be
// a pure function of its argument. It may be called from one thread only.
using RewardFunction = std::function<double(const Trajectory&)>;

// True if one of its tokens has an advantage: without any it has no gradient.
bool Teaches(const Trajectory& t);

struct Rollout;

// Judges a whole rollout in place of the verifier: sets every trajectory's verdict.status and
// reward. For rewards that need more than one answer at a time: a learned reward model that scores
// in batches, or a judge of tokens instead of text. A pure function of the rollout and of models
// that belong to the run.
using RolloutJudge = std::function<void(Rollout*)>;

struct RolloutOptions {
  int group_size = 16;
  model::SamplingParams sampling = {};
  RewardFunction reward = {};       // empty: verdict.reward
  RolloutJudge judge = {};          // empty: the verifier, then `reward`
  model::GenerateHooks hooks = {};  // progress, for the terminal
};

struct Rollout {
  std::vector<Question> questions;
  std::vector<Trajectory> trajectories;  // group_size per question, in the order of the questions
  int group_size = 0;

  std::span<const Trajectory> group(int64_t question) const {
    return std::span(trajectories).subspan(question * group_size, group_size);
  }
};

// Throws base::Interrupted if the process is asked to stop (nothing is kept), base::Error if a
// verifier failed (Status::kError): a broken judge must not teach. `verifier` may be null if
// options.judge is set.
Rollout CollectRollout(std::vector<Question> questions, const RolloutOptions& options,
                       model::TextGenerator* generator, const verifiers::Verifier* verifier);

// Prompt and answer as a training document whose loss tokens are exactly the sampled ones.
Document ToDocument(const Question& question, const model::Completion& completion);

// Statistics of a rollout for logs. Means are over answers unless said otherwise.
struct RolloutStats {
  int64_t answers = 0;
  int64_t tokens = 0;  // sampled
  double reward = 0;
  double correct = 0;  // share of verdicts kCorrect
  double mean_tokens = 0;
  double mean_tokens_correct = 0, mean_tokens_wrong = 0;  // 0 if there are none
  double truncated = 0;                                   // share cut off by the length limit
  double equal_groups = 0;  // share of groups whose rewards are all equal: they teach nothing
  double mean_nll = 0;      // −mean log-probability per token: estimates the entropy (at
                            // temperature 1, before top-p) without bias
};
RolloutStats Summarize(const Rollout& rollout);

// Largest |trainer's − sampler's| log-probability over all sampled tokens. 0 on a CPU in fp32.
double MaxLogprobDifference(const Rollout& rollout, float temperature, int64_t micro_batch_tokens,
                            Scorer* scorer);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_ROLLOUT_H_
