#include "experiments/distill_vs_rl/traces.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "base/rng.h"
#include "data/chat_template.h"
#include "data/micro/ops_corpus.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::Split;
using experiments::Trace;

train::Document Below(std::vector<int32_t> prompt, const std::vector<int32_t>& answer) {
  const int64_t length = std::ssize(prompt);
  prompt.insert(prompt.end(), answer.begin(), answer.end());
  return {std::move(prompt), length};
}

}  // namespace

std::vector<train::Document> TokenDocuments(const experiments::Environment& environment,
                                            const std::vector<Trace>& traces) {
  std::vector<train::Document> documents;
  for (const Trace& trace : traces) {
    documents.push_back(Below(environment.PromptTokens(Split::kTrain, trace.prompt), trace.tokens));
  }
  return documents;
}

std::vector<train::Document> TextDocuments(const experiments::TextEnvironment& environment,
                                           const std::vector<Trace>& traces) {
  const experiments::TextModel& student = environment.text_model();
  const std::vector<int32_t> ends = data::StopTokenIds(*student.tokenizer, student.chat_format);
  std::vector<train::Document> documents;
  for (const Trace& trace : traces) {
    std::vector<int32_t> answer = environment.codec()->EncodeContinuation(trace.text);
    if (!ends.empty()) answer.push_back(ends.front());
    documents.push_back(Below(environment.PromptTokens(Split::kTrain, trace.prompt), answer));
  }
  return documents;
}

std::vector<Trace> ForOtherPrompts(const std::vector<Trace>& traces) {
  const size_t n = traces.size();
  std::vector<Trace> others = traces;
  for (size_t i = 0; i < n; ++i) {
    // Traces of one prompt stand together, so another prompt's is never far.
    size_t other = (i + n / 2) % n;
    for (size_t tries = 0; traces[other].prompt == traces[i].prompt; ++tries) {
      base::Require(tries < n, "all traces are of one prompt; sample more prompts");
      other = (other + 1) % n;
    }
    others[i].prompt = traces[other].prompt;
  }
  return others;
}

std::vector<train::Document> CanonicalDocuments(const experiments::OpsEnvironment& environment,
                                                int64_t count, uint64_t seed) {
  std::vector<int64_t> order(static_cast<size_t>(environment.size(Split::kTrain)));
  base::RequireUsage(count <= std::ssize(order), "--cold_traces=", count, ": there are only ",
                     order.size(), " training prompts");
  std::iota(order.begin(), order.end(), int64_t{0});
  base::Rng rng(seed, "distill_vs_rl/canonical");
  rng.Shuffle(order);
  order.resize(static_cast<size_t>(count));
  std::vector<train::Document> documents;
  for (const int64_t index : order) {
    const micro::OpsPrompt& prompt = environment.At(Split::kTrain, index);
    const std::array<int, 3> operands = {prompt.a, prompt.b, prompt.c};
    int next = 0;
    const std::vector<int32_t> answer =
        micro::WriteResponse(environment.task().rules(), {operands, prompt.t},
                             micro::OpsMode::kSearch, micro::kNumPairs, [&] { return next++; });
    documents.push_back(Below(environment.PromptTokens(Split::kTrain, index), answer));
  }
  return documents;
}

experiments::SftStage FineTuning(std::vector<train::Document> documents,
                                 const TuningOptions& options, int64_t micro_batch_tokens,
                                 uint64_t seed) {
  const experiments::EpochOrder order{
      .documents = std::ssize(documents), .batch = options.batch, .epochs = options.epochs};
  experiments::SftStage stage;
  stage.steps = order.steps();
  stage.sft.optimizer.learning_rate = options.learning_rate;
  stage.sft.optimizer.weight_decay = 0;
  stage.sft.optimizer.max_grad_norm = 1;
  stage.sft.optimizer.schedule = {
      .shape = train::ScheduleShape::kCosine, .total_steps = stage.steps, .final_fraction = 0.1};
  stage.sft.micro_batch_tokens = micro_batch_tokens;
  const auto kept = std::make_shared<const std::vector<train::Document>>(std::move(documents));
  stage.documents = [kept, order, seed](int64_t step) {
    return experiments::EpochDocuments(*kept, order, seed, step);
  };
  return stage;
}

}  // namespace r1bench::distill_vs_rl
