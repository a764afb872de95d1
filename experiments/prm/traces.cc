#include "experiments/prm/traces.h"

#include <algorithm>
#include <span>

#include "base/files.h"
#include "base/rng.h"
#include "base/stats.h"
#include "train/data_order.h"

namespace r1bench::prm {
namespace {

using experiments::Split;

// Labels of all steps, one series a kind.
struct StepLabels {
  std::vector<int32_t> valid, hit, mc, mc_first, mc_again;
  std::vector<double> soft_first, soft_again;
  std::vector<double> value_hit, value_miss, value_invalid;
};

void AddSteps(const Trace& trace, double rollouts, StepLabels* labels) {
  for (size_t k = 0; k < trace.steps.size(); ++k) {
    const Step& step = trace.steps[k];
    const double value = trace.successes[k] / rollouts;
    labels->valid.push_back(step.valid());
    labels->hit.push_back(step.hit);
    labels->mc.push_back(trace.successes[k] > 0);
    (step.hit && step.valid() ? labels->value_hit
     : step.valid()           ? labels->value_miss
                              : labels->value_invalid)
        .push_back(value);
    if (trace.again.empty()) continue;
    labels->mc_first.push_back(trace.successes[k] > 0);
    labels->mc_again.push_back(trace.again[k] > 0);
    labels->soft_first.push_back(value);
    labels->soft_again.push_back(trace.again[k] / rollouts);
  }
}

// Whether the response was over at the step's end.
bool EndsWith(const Trace& trace, const Step& step) {
  return trace.stopped && step.end == static_cast<int64_t>(trace.response.size());
}

// Of each trace and step, how many rollouts succeeded.
struct Labels {
  std::vector<std::vector<int>> counts;
  double tokens = 0;
};

Labels SampleLabels(model::TextGenerator* base, const StepWorld& world, Split split,
                    std::span<const Trace> traces, int rollouts, uint64_t seed) {
  std::vector<Prefix> prefixes;
  for (const Trace& trace : traces) {
    for (const Step& step : trace.steps) {
      if (EndsWith(trace, step)) continue;
      const auto begin = trace.response.begin();
      prefixes.push_back({trace.prompt, {begin, begin + step.end}});
    }
  }
  const Successes sampled = CountSuccesses(base, world, split, prefixes, rollouts, seed);
  Labels labels{{}, sampled.tokens};
  size_t next = 0;
  for (const Trace& trace : traces) {
    std::vector<int>& counts = labels.counts.emplace_back();
    for (const Step& step : trace.steps) {
      const int of_itself = trace.correct ? rollouts : 0;
      counts.push_back(EndsWith(trace, step) ? of_itself : sampled.counts[next++]);
    }
  }
  return labels;
}

double Share(const std::vector<int32_t>& labels) {
  return base::Mean(std::vector<double>(labels.begin(), labels.end()));
}

}  // namespace

std::vector<Trace> SampleTraces(model::TextGenerator* base, const StepWorld& world, Split split,
                                int count, float temperature, uint64_t seed) {
  train::DataOrder order(world.environment().size(split), seed, "prm/trace_prompts");
  std::vector<model::GenerateRequest> requests(count);
  std::vector<Trace> traces(count);
  for (int i = 0; i < count; ++i) {
    traces[i].prompt = order.Next();
    requests[i].id = static_cast<uint64_t>(i);
    requests[i].prompt_tokens = world.environment().PromptTokens(split, traces[i].prompt);
    requests[i].params = world.environment().Sampling();
    requests[i].params.temperature = temperature;
    requests[i].params.seed = seed;
  }
  std::vector<model::Completion> completions = base->Generate(requests, {});
  for (int i = 0; i < count; ++i) {
    const std::span<const model::Completion> own(&completions[i], 1);
    traces[i].correct = world.environment().Judge(split, traces[i].prompt, own)[0].correct;
    traces[i].stopped = completions[i].finish_reason == model::FinishReason::kStop;
    traces[i].response = std::move(completions[i].tokens);
    traces[i].steps = world.Steps(split, traces[i].prompt, traces[i].response);
  }
  return traces;
}

Successes CountSuccesses(model::TextGenerator* base, const StepWorld& world, Split split,
                         const std::vector<Prefix>& prefixes, int rollouts, uint64_t seed) {
  const model::SamplingParams sampling = world.environment().Sampling();
  std::vector<model::GenerateRequest> requests;
  std::vector<size_t> of_request;
  for (size_t i = 0; i < prefixes.size(); ++i) {
    const int room = sampling.max_new_tokens - static_cast<int>(prefixes[i].tokens.size());
    if (room < 1) continue;  // no answer fits: none of them succeeds
    model::GenerateRequest request;
    request.id = i;
    request.prompt_tokens = world.environment().PromptTokens(split, prefixes[i].prompt);
    request.prefix_tokens = prefixes[i].tokens;
    request.num_samples = rollouts;
    request.params = sampling;
    request.params.max_new_tokens = room;
    request.params.seed = seed;
    requests.push_back(std::move(request));
    of_request.push_back(i);
  }
  Successes out{std::vector<int>(prefixes.size(), 0)};
  if (requests.empty()) return out;
  const std::vector<model::Completion> completions = base->Generate(requests, {});
  for (size_t c = 0; c < completions.size(); ++c) {
    const size_t i = of_request[c / static_cast<size_t>(rollouts)];
    out.tokens += static_cast<double>(completions[c].logprobs.size());
    const std::span<const model::Completion> own(&completions[c], 1);
    const bool right = world.environment().Judge(split, prefixes[i].prompt, own)[0].correct;
    out.counts[i] += right ? 1 : 0;
  }
  return out;
}

double LabelTraces(model::TextGenerator* base, const StepWorld& world, Split split, int rollouts,
                   uint64_t seed, std::vector<Trace>* traces) {
  const Labels labels =
      SampleLabels(base, world, split, *traces, rollouts, base::Rng(seed, "prm/rollouts").U64());
  for (size_t i = 0; i < traces->size(); ++i) (*traces)[i].successes = labels.counts[i];
  return labels.tokens;
}

double LabelAgain(model::TextGenerator* base, const StepWorld& world, Split split, int rollouts,
                  int twice, uint64_t seed, std::vector<Trace>* traces) {
  const size_t count = std::min(traces->size(), static_cast<size_t>(twice));
  const Labels labels =
      SampleLabels(base, world, split, std::span<const Trace>(*traces).first(count), rollouts,
                   base::Rng(seed, "prm/rollouts_again").U64());
  for (size_t i = 0; i < count; ++i) (*traces)[i].again = labels.counts[i];
  return labels.tokens;
}

base::Json LabelAgreement(std::span<const Trace> traces, int rollouts, bool exact) {
  StepLabels labels;
  for (const Trace& trace : traces) AddSteps(trace, rollouts, &labels);
  base::Json out = {{"kappa_mc_mc", base::CohenKappa(labels.mc_first, labels.mc_again)},
                    {"correlation_mc_mc", base::Correlation(labels.soft_first, labels.soft_again)},
                    {"share_mc", Share(labels.mc)},
                    {"steps", labels.valid.size()},
                    {"n", traces.size()}};
  if (!exact) return out;
  out["kappa_valid_mc"] = base::CohenKappa(labels.valid, labels.mc);
  out["kappa_valid_hit"] = base::CohenKappa(labels.valid, labels.hit);
  out["kappa_mc_hit"] = base::CohenKappa(labels.mc, labels.hit);
  out["share_valid"] = Share(labels.valid);
  out["share_hit"] = Share(labels.hit);
  out["value_hit"] = base::Mean(labels.value_hit);
  out["value_miss"] = base::Mean(labels.value_miss);
  out["value_invalid"] = base::Mean(labels.value_invalid);
  return out;
}

std::vector<Trace> Recut(std::vector<Trace> traces, const StepWorld& world, Split split) {
  for (Trace& trace : traces) {
    trace.steps = world.Steps(split, trace.prompt, trace.response);
    trace.successes.clear();
    trace.again.clear();
  }
  return traces;
}

void SaveTraces(const std::string& path, const std::vector<Trace>& traces) {
  base::Json all = base::Json::array();
  for (const Trace& t : traces) {
    all.push_back({t.prompt, t.response, t.correct, t.stopped, t.successes, t.again});
  }
  base::WriteFileAtomic(path, base::JsonText(all));
}

std::vector<Trace> LoadTraces(const std::string& path, const StepWorld& world, Split split) {
  std::vector<Trace> traces;
  for (const base::Json& row : base::ReadJsonFile(path)) {
    Trace trace;
    trace.prompt = row.at(0).get<int64_t>();
    trace.response = row.at(1).get<std::vector<int32_t>>();
    trace.correct = row.at(2).get<bool>();
    trace.stopped = row.at(3).get<bool>();
    trace.successes = row.at(4).get<std::vector<int>>();
    trace.again = row.at(5).get<std::vector<int>>();
    trace.steps = world.Steps(split, trace.prompt, trace.response);
    base::Require(trace.successes.size() == trace.steps.size(), path, ": a trace has ",
                  trace.steps.size(), " steps and ", trace.successes.size(), " labels");
    traces.push_back(std::move(trace));
  }
  return traces;
}

}  // namespace r1bench::prm
