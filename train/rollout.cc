#include "train/rollout.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/error.h"

namespace r1bench::train {
namespace {

std::vector<model::GenerateRequest> Requests(std::span<const Question> questions,
                                             const RolloutOptions& options) {
  std::vector<model::GenerateRequest> requests(questions.size());
  for (size_t q = 0; q < questions.size(); ++q) {
    base::Require(!questions[q].prompt_tokens.empty(), "expected question '", questions[q].id,
                  "' to have a prompt");
    requests[q].id = questions[q].request_id;
    requests[q].problem_id = questions[q].id;
    requests[q].prompt_tokens = questions[q].prompt_tokens;
    requests[q].num_samples = options.group_size;
    requests[q].params = options.sampling;
  }
  return requests;
}

void Verify(const RolloutOptions& options, const verifiers::Verifier& verifier, Rollout* rollout) {
  std::vector<verifiers::VerifyJob> jobs;
  jobs.reserve(rollout->trajectories.size());
  for (const Trajectory& t : rollout->trajectories) {
    jobs.push_back({rollout->questions[t.question].problem, t.completion.text});
  }
  std::vector<verifiers::Verdict> verdicts = verifier.VerifyJobs(jobs);
  for (size_t i = 0; i < verdicts.size(); ++i) {
    Trajectory& t = rollout->trajectories[i];
    t.verdict = std::move(verdicts[i]);
    base::Require(t.verdict.status != verifiers::Status::kError, "the verifier ",
                  t.verdict.verifier, " failed on problem '", rollout->questions[t.question].id,
                  "': ", t.verdict.reason);
    t.reward = options.reward ? options.reward(t) : t.verdict.reward;
  }
}

void Judge(const RolloutOptions& options, const verifiers::Verifier* verifier, Rollout* rollout) {
  if (options.judge) {
    options.judge(rollout);
    return;
  }
  base::Require(verifier != nullptr, "expected a verifier or a judge for a rollout");
  Verify(options, *verifier, rollout);
}

bool AllEqual(std::span<const Trajectory> group) {
  return std::all_of(group.begin(), group.end(),
                     [&](const Trajectory& t) { return t.reward == group.front().reward; });
}

}  // namespace

bool Teaches(const Trajectory& t) {
  const auto not_zero = [](float a) { return a != 0; };
  return t.advantage != 0 ||
         std::any_of(t.token_advantages.begin(), t.token_advantages.end(), not_zero);
}

Rollout CollectRollout(std::vector<Question> questions, const RolloutOptions& options,
                       model::TextGenerator* generator, const verifiers::Verifier* verifier) {
  base::Require(options.group_size >= 1, "expected a group size of at least 1, got ",
                options.group_size);
  Rollout rollout;
  rollout.group_size = options.group_size;
  rollout.questions = std::move(questions);
  std::vector<model::Completion> completions =
      generator->Generate(Requests(rollout.questions, options), options.hooks);
  const size_t expected = rollout.questions.size() * static_cast<size_t>(options.group_size);
  base::Require(completions.size() == expected, "expected ", expected, " answers, got ",
                completions.size());
  rollout.trajectories.resize(expected);
  for (size_t i = 0; i < expected; ++i) {
    Trajectory& t = rollout.trajectories[i];
    t.question = static_cast<int64_t>(i) / options.group_size;
    t.completion = std::move(completions[i]);
    base::Require(t.completion.finish_reason != model::FinishReason::kAborted, "an answer to '",
                  rollout.questions[t.question].id,
                  "' was given up; rollouts for training must be whole");
  }
  Judge(options, verifier, &rollout);
  return rollout;
}

Document ToDocument(const Question& question, const model::Completion& completion) {
  Document d;
  d.tokens = question.prompt_tokens;
  d.tokens.insert(d.tokens.end(), completion.tokens.begin(), completion.tokens.end());
  d.loss_from = static_cast<int64_t>(question.prompt_tokens.size()) + completion.prefix_length;
  const int64_t sampled = static_cast<int64_t>(d.tokens.size()) - d.loss_from;
  base::Require(sampled == static_cast<int64_t>(completion.logprobs.size()),
                "expected a log-probability for each of ", sampled, " sampled tokens, got ",
                completion.logprobs.size());
  return d;
}

RolloutStats Summarize(const Rollout& rollout) {
  RolloutStats s;
  double correct_tokens = 0;
  int64_t correct = 0, truncated = 0, equal = 0;
  for (const Trajectory& t : rollout.trajectories) {
    const int64_t n = static_cast<int64_t>(t.completion.logprobs.size());
    const bool right = t.verdict.status == verifiers::Status::kCorrect;
    ++s.answers;
    s.tokens += n;
    s.reward += t.reward;
    correct += right;
    correct_tokens += right ? static_cast<double>(n) : 0.0;
    truncated += t.truncated();
    for (float logp : t.completion.logprobs) s.mean_nll -= logp;
  }
  const int64_t groups = static_cast<int64_t>(rollout.questions.size());
  for (int64_t q = 0; q < groups; ++q) equal += AllEqual(rollout.group(q));
  const auto ratio = [](double part, int64_t whole) {
    return whole > 0 ? part / static_cast<double>(whole) : 0.0;
  };
  const double tokens = static_cast<double>(s.tokens);
  s.reward = ratio(s.reward, s.answers);
  s.correct = ratio(static_cast<double>(correct), s.answers);
  s.mean_tokens = ratio(tokens, s.answers);
  s.mean_tokens_correct = ratio(correct_tokens, correct);
  s.mean_tokens_wrong = ratio(tokens - correct_tokens, s.answers - correct);
  s.truncated = ratio(static_cast<double>(truncated), s.answers);
  s.equal_groups = ratio(static_cast<double>(equal), groups);
  s.mean_nll = ratio(s.mean_nll, s.tokens);
  return s;
}

double MaxLogprobDifference(const Rollout& rollout, float temperature, int64_t micro_batch_tokens,
                            Scorer* scorer) {
  std::vector<Document> documents;
  std::vector<float> sampled;
  for (const Trajectory& t : rollout.trajectories) {
    documents.push_back(ToDocument(rollout.questions[t.question], t.completion));
    sampled.insert(sampled.end(), t.completion.logprobs.begin(), t.completion.logprobs.end());
  }
  double worst = 0;
  size_t at = 0;
  for (const MicroBatch& m : PackDocuments(documents, micro_batch_tokens)) {
    scorer->Forward(m, temperature);
    for (float logp : scorer->logp()) {
      worst = std::max(worst, std::abs(static_cast<double>(logp) - sampled[at++]));
    }
  }
  return worst;
}

}  // namespace r1bench::train
