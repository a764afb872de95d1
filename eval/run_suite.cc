#include "eval/run_suite.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/error.h"
#include "eval/judge_pool.h"

namespace r1bench::eval {
namespace {

using Done = std::map<std::string, std::map<int, Sample>>;  // by problem id, then sample

Done Index(const Suite& suite, const std::vector<Sample>& done) {
  Done index;
  for (const Sample& sample : done) {
    if (sample.suite == suite.name) index[sample.id].emplace(sample.sample, sample);
  }
  return index;
}

// Requests for what is missing: a run of neighbouring samples is one request, so that it shares
// the work for the prompt. The id is the problem's place in the suite.
std::vector<model::GenerateRequest> Missing(const Suite& suite, const Done& done,
                                            const RunSuiteOptions& options) {
  std::vector<model::GenerateRequest> requests;
  for (size_t p = 0; p < suite.problems.size(); ++p) {
    const auto found = done.find(suite.problems[p].id);
    const auto has = [&](int s) { return found != done.end() && found->second.contains(s); };
    for (int s = 0; s < options.k;) {
      int end = s;
      while (end < options.k && !has(end)) ++end;
      if (end > s) {
        Prompt prompt = options.prompt(suite.problems[p]);
        model::GenerateRequest request;
        request.id = p;
        request.problem_id = suite.problems[p].id;
        request.prompt_tokens = std::move(prompt.tokens);
        request.prompt_text = std::move(prompt.text);
        request.first_sample = s;
        request.num_samples = end - s;
        request.params = options.params;
        requests.push_back(std::move(request));
      }
      s = end + 1;
    }
  }
  return requests;
}

// Requests of one call must have different ids, so a problem with several gaps waits its turn.
std::vector<std::vector<model::GenerateRequest>> Rounds(
    std::vector<model::GenerateRequest> requests) {
  std::vector<std::vector<model::GenerateRequest>> rounds;
  std::map<uint64_t, size_t> next_round;
  for (model::GenerateRequest& request : requests) {
    const size_t round = next_round[request.id]++;
    if (rounds.size() <= round) rounds.resize(round + 1);
    rounds[round].push_back(std::move(request));
  }
  return rounds;
}

// What the response votes for: right answers, however spelled, vote together under the reference's
// spelling; others under the verifier's canonical form, or what it extracted.
std::string Vote(const data::Problem& problem, const verifiers::Verdict& verdict) {
  if (verdict.status == verifiers::Status::kCorrect) return problem.answer;
  if (verdict.status == verifiers::Status::kNoAnswer) return "";  // as an empty box
  for (const char* key : {"canonical", "answer"}) {
    const auto found = verdict.details.find(key);
    if (found != verdict.details.end() && found->is_string()) return found->get<std::string>();
  }
  return "";
}

class Judge {
 public:
  Judge(const Suite& suite, const verifiers::Verifier& verifier)
      : suite_(suite), verifier_(verifier), prepared_(suite.problems.size()) {
    // All problems first: a reference answer that cannot be read ends the run before it costs
    // anything.
    for (size_t p = 0; p < suite.problems.size(); ++p) {
      prepared_[p] = verifier.Prepare(suite.problems[p]);
    }
  }

  Sample operator()(const model::Completion& completion) const {
    const size_t p = completion.request_id;
    const verifiers::Verdict verdict = verifier_.Verify(*prepared_[p], completion.text);
    Sample sample;
    sample.suite = suite_.name;
    sample.id = suite_.problems[p].id;
    sample.sample = completion.sample;
    sample.response = completion.text;
    if (!completion.tokens.empty()) sample.tokens = completion.tokens.size();
    sample.truncated = completion.finish_reason == model::FinishReason::kLength;
    sample.reward = verdict.reward;
    sample.status = verifiers::StatusName(verdict.status);
    sample.reason = verdict.reason;
    sample.answer = Vote(suite_.problems[p], verdict);
    sample.verifier = verdict.verifier + " " + verdict.version;
    return sample;
  }

 private:
  const Suite& suite_;
  const verifiers::Verifier& verifier_;
  std::vector<std::unique_ptr<const verifiers::PreparedProblem>> prepared_;
};

// Judges completions as they come, at once or on threads, and keeps the samples.
class Collector {
 public:
  Collector(const Suite& suite, const verifiers::Verifier& verifier, const RunSuiteOptions& options,
            Done done)
      : judge_(suite, verifier), options_(options), samples_(std::move(done)) {
    if (options.judges == 0) return;
    pool_ = std::make_unique<JudgePool>(
        options.judges, [this](const model::Completion& completion) { return judge_(completion); });
  }

  const Done& samples() const { return samples_; }

  void Add(const model::Completion& completion) {
    if (completion.finish_reason == model::FinishReason::kAborted) return;
    if (pool_ == nullptr) {
      Keep(judge_(completion));
    } else {
      pool_->Submit(completion);
      KeepAll(pool_->Finished());
    }
  }

  void Finish() {
    while (pool_ != nullptr && KeepAll(pool_->WaitForMore())) {
    }
  }

 private:
  void Keep(Sample sample) {
    if (options_.on_sample) options_.on_sample(sample);
    samples_[sample.id].emplace(sample.sample, std::move(sample));
  }

  bool KeepAll(std::vector<Sample> finished) {
    for (Sample& sample : finished) Keep(std::move(sample));
    return !finished.empty();
  }

  const Judge judge_;
  const RunSuiteOptions& options_;
  Done samples_;
  std::unique_ptr<JudgePool> pool_;  // last: its threads use the others
};

}  // namespace

std::vector<Sample> RunSuite(const Suite& suite, const verifiers::Verifier& verifier,
                             const std::vector<Sample>& done, const RunSuiteOptions& options,
                             model::TextGenerator* generator) {
  base::Require(options.k >= 1, "expected at least one response a problem, got k=", options.k);
  Collector collector(suite, verifier, options, Index(suite, done));
  model::GenerateHooks hooks;
  hooks.on_progress = options.on_progress;
  hooks.on_completion = [&](const model::Completion& completion) { collector.Add(completion); };
  for (const auto& round : Rounds(Missing(suite, collector.samples(), options))) {
    generator->Generate(round, hooks);
  }
  collector.Finish();
  std::vector<Sample> ordered;
  for (const data::Problem& problem : suite.problems) {
    const auto found = collector.samples().find(problem.id);
    if (found == collector.samples().end()) continue;
    for (const auto& [number, sample] : found->second) {
      if (number < options.k) ordered.push_back(sample);
    }
  }
  return ordered;
}

}  // namespace r1bench::eval
