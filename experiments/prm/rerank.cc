#include "experiments/prm/rerank.h"

#include <algorithm>

#include "base/error.h"
#include "data/micro/ops_vocabulary.h"
#include "eval/metrics.h"
#include "experiments/prm/reward_models.h"

namespace r1bench::prm {
namespace {

using experiments::Split;

std::string At(const std::string& name, int n) { return name + "@" + std::to_string(n); }

}  // namespace

Candidates SampleCandidates(model::TextGenerator* policy, const StepWorld& world, int samples,
                            uint64_t seed) {
  std::vector<model::GenerateRequest> requests(world.environment().size(Split::kHeldOut));
  for (size_t i = 0; i < requests.size(); ++i) {
    requests[i].id = i;
    requests[i].prompt_tokens = world.environment().PromptTokens(Split::kHeldOut, i);
    requests[i].num_samples = samples;
    requests[i].params = world.environment().Sampling();
    requests[i].params.seed = seed;
  }
  const std::vector<model::Completion> completions = policy->Generate(requests, {});
  const std::span<const model::Completion> all(completions);
  Candidates out;
  out.samples = samples;
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto own = all.subspan(i * samples, samples);
    const auto outcomes = world.environment().Judge(Split::kHeldOut, i, own);
    for (int s = 0; s < samples; ++s) {
      Trace trace;
      trace.prompt = static_cast<int64_t>(i);
      trace.response = own[s].tokens;
      trace.correct = outcomes[s].correct;
      out.mean_tokens += static_cast<double>(trace.response.size());
      out.answers.push_back(outcomes[s].answer);
      out.responses.push_back(std::move(trace));
    }
  }
  out.mean_tokens /= static_cast<double>(out.responses.size());
  return out;
}

std::vector<int> BestOfSizes(int samples) {
  std::vector<int> sizes;
  for (int n = 1; n <= samples; n *= 2) sizes.push_back(n);
  return sizes;
}

double BestOfN(std::span<const double> scores, std::span<const uint8_t> correct, int samples,
               int n) {
  base::Require(scores.size() == correct.size() && samples > 0 && n >= 1 && n <= samples,
                "expected one score a response and 1 to ", samples, " of them, got ", n);
  double sum = 0;
  int64_t blocks = 0;
  for (size_t group = 0; group < scores.size(); group += samples) {
    for (int begin = 0; begin + n <= samples; begin += n, ++blocks) {
      const auto part = scores.subspan(group + begin, n);
      const double best = *std::max_element(part.begin(), part.end());
      double chosen = 0, right = 0;
      for (int i = 0; i < n; ++i) {
        if (part[i] != best) continue;
        ++chosen;
        right += correct[group + begin + i];
      }
      sum += right / chosen;
    }
  }
  return blocks > 0 ? sum / static_cast<double>(blocks) : 0;
}

base::Json Baselines(const Candidates& candidates) {
  const int k = candidates.samples;
  const double prompts = static_cast<double>(candidates.responses.size()) / k;
  base::Json out = {{"tokens", candidates.mean_tokens}};
  for (const int n : BestOfSizes(k)) {
    double pass = 0, majority = 0;
    for (size_t begin = 0; begin < candidates.responses.size(); begin += k) {
      std::vector<eval::VotedAnswer> votes;
      int64_t correct = 0;
      for (int s = 0; s < k; ++s) {
        const bool right = candidates.responses[begin + s].correct;
        correct += right ? 1 : 0;
        votes.push_back({candidates.answers[begin + s], right});
      }
      pass += eval::PassAtK(k, correct, n);
      majority += eval::ConsensusAtK(votes, n);
    }
    out[At("pass", n)] = pass / prompts;
    out[At("majority", n)] = majority / prompts;
  }
  return out;
}

base::Json BestOf(const std::string& name, const Candidates& candidates,
                  const std::vector<std::vector<double>>& scores, Form form) {
  std::vector<double> combined;
  std::vector<uint8_t> correct;
  for (size_t i = 0; i < scores.size(); ++i) {
    combined.push_back(Combine(form, scores[i]));
    correct.push_back(candidates.responses[i].correct);
  }
  base::Json out = base::Json::object();
  for (const int n : BestOfSizes(candidates.samples)) {
    out[At(name, n)] = BestOfN(combined, correct, candidates.samples, n);
  }
  return out;
}

std::vector<std::vector<double>> ScoreCandidates(const Candidates& candidates,
                                                 const StepWorld& world, Source source,
                                                 int64_t micro_batch_tokens,
                                                 model::Transformer* model) {
  std::vector<std::vector<int32_t>> prompts;
  std::vector<std::vector<Step>> steps;
  for (const Trace& t : candidates.responses) {
    prompts.push_back(world.environment().PromptTokens(Split::kHeldOut, t.prompt));
    steps.push_back(world.Steps(Split::kHeldOut, t.prompt, t.response));
  }
  std::vector<JudgedText> texts;
  for (size_t i = 0; i < prompts.size(); ++i) {
    texts.push_back({prompts[i], candidates.responses[i].response, steps[i]});
  }
  return ScoreSteps(source, texts, micro_batch_tokens, model);
}

namespace {

struct Beam {
  std::vector<int32_t> tokens;
  bool done = false;
  double score = 0;
};

class BeamSearch {
 public:
  BeamSearch(model::TextGenerator* policy, const StepWorld& world, Source source,
             model::Transformer* model, const BeamOptions& options)
      : policy_(policy),
        world_(world),
        source_(source),
        model_(model),
        options_(options),
        sampling_(world.environment().Sampling()),
        beams_(world.environment().size(Split::kHeldOut), std::vector<Beam>(1)) {
    sampling_.seed = options.seed;
    sampling_.stop_token_ids.push_back(micro::kTokenRight);
    sampling_.stop_token_ids.push_back(micro::kTokenWrong);
  }

  BeamResult Run() {
    for (int round = 0; Extend(round); ++round) Select();
    double right = 0;
    for (size_t p = 0; p < beams_.size(); ++p) {
      model::Completion answer;
      answer.tokens = beams_[p].front().tokens;
      const auto judged =
          world_.environment().Judge(Split::kHeldOut, static_cast<int64_t>(p), {&answer, 1});
      right += judged[0].correct ? 1 : 0;
    }
    const double n = static_cast<double>(beams_.size());
    return {right / n, tokens_ / n};
  }

 private:
  // Samples the next step of every beam that has not ended; false if all have.
  bool Extend(int round) {
    std::vector<model::GenerateRequest> requests;
    std::vector<size_t> prompt_of;
    grown_.assign(beams_.size(), {});
    for (size_t p = 0; p < beams_.size(); ++p) {
      for (size_t b = 0; b < beams_[p].size(); ++b) {
        const Beam& beam = beams_[p][b];
        if (beam.done) {
          grown_[p].push_back(beam);
          continue;
        }
        // A prompt's first round is one beginning: it gets all the continuations.
        const int samples = options_.branch * (round == 0 ? options_.width : 1);
        requests.push_back(
            Continuation(p, (static_cast<uint64_t>(round) * beams_.size() + p) * options_.width + b,
                         beam, samples));
        prompt_of.push_back(p);
      }
    }
    if (requests.empty()) return false;
    size_t next = 0;
    const std::vector<model::Completion> completions = policy_->Generate(requests, {});
    for (size_t r = 0; r < requests.size(); ++r) {
      for (int s = 0; s < requests[r].num_samples; ++s, ++next) {
        tokens_ += static_cast<double>(completions[next].logprobs.size());
        grown_[prompt_of[r]].push_back(Grown(completions[next]));
      }
    }
    return true;
  }

  model::GenerateRequest Continuation(size_t prompt, uint64_t id, const Beam& beam,
                                      int samples) const {
    model::GenerateRequest request;
    request.id = id;
    request.prompt_tokens =
        world_.environment().PromptTokens(Split::kHeldOut, static_cast<int64_t>(prompt));
    request.prefix_tokens = beam.tokens;
    request.num_samples = samples;
    request.params = sampling_;
    request.params.max_new_tokens -= static_cast<int>(beam.tokens.size());
    return request;
  }

  Beam Grown(const model::Completion& c) const {
    const bool full = static_cast<int>(c.tokens.size()) >= sampling_.max_new_tokens;
    return {c.tokens, full || c.tokens.back() == micro::kTokenEnd};
  }

  // Scores what has grown and keeps the best; among equals the first.
  void Select() {
    std::vector<std::vector<int32_t>> prompts;
    std::vector<std::vector<Step>> steps;
    std::vector<Beam*> all;
    for (size_t p = 0; p < grown_.size(); ++p) {
      for (Beam& beam : grown_[p]) {
        all.push_back(&beam);
        prompts.push_back(
            world_.environment().PromptTokens(Split::kHeldOut, static_cast<int64_t>(p)));
        steps.push_back(world_.Steps(Split::kHeldOut, static_cast<int64_t>(p), beam.tokens));
      }
    }
    std::vector<JudgedText> texts;
    for (size_t i = 0; i < all.size(); ++i) texts.push_back({prompts[i], all[i]->tokens, steps[i]});
    const auto scores = ScoreSteps(source_, texts, options_.micro_batch_tokens, model_);
    for (size_t i = 0; i < all.size(); ++i) all[i]->score = Combine(Form::kLast, scores[i]);
    for (size_t p = 0; p < grown_.size(); ++p) {
      std::stable_sort(grown_[p].begin(), grown_[p].end(),
                       [](const Beam& x, const Beam& y) { return x.score > y.score; });
      if (grown_[p].size() > static_cast<size_t>(options_.width)) {
        grown_[p].resize(static_cast<size_t>(options_.width));
      }
    }
    beams_ = std::move(grown_);
  }

  model::TextGenerator* policy_;
  const StepWorld& world_;
  Source source_;
  model::Transformer* model_;
  BeamOptions options_;
  model::SamplingParams sampling_;
  std::vector<std::vector<Beam>> beams_, grown_;
  double tokens_ = 0;
};

}  // namespace

BeamResult GuidedBeam(model::TextGenerator* policy, const StepWorld& world, Source source,
                      model::Transformer* model, const BeamOptions& options) {
  return BeamSearch(policy, world, source, model, options).Run();
}

}  // namespace r1bench::prm
