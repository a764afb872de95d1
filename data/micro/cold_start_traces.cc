#include "data/micro/cold_start_traces.h"

#include <array>
#include <utility>

#include "base/error.h"

namespace r1bench::micro {
namespace {

// Pair numbers to try, in order; the last one solves the prompt.
std::vector<int> CanonicalOrder(const OpsTask& task, const OpsPrompt& prompt) {
  std::vector<int> order;
  for (int pair = 0; pair < kNumPairs; ++pair) {
    order.push_back(pair);
    if (task.Solves(prompt, PairAt(pair))) return order;
  }
  base::Fail("no pair of operators solves ", task.PromptId(prompt));
}

std::vector<int> RandomOrder(const OpsTask& task, const OpsPrompt& prompt, int max_attempts,
                             base::Rng& rng) {
  base::Require(task.NumSolutions(prompt) > 0, "no pair of operators solves ",
                task.PromptId(prompt));
  for (;;) {
    std::vector<int> order;
    for (int i = 0; i < max_attempts; ++i) {
      order.push_back(static_cast<int>(rng.Below(kNumPairs)));
      if (task.Solves(prompt, PairAt(order.back()))) return order;
    }
  }
}

// Every word in `notation`, every check true.
std::vector<int32_t> Write(const OpsTask& task, const OpsPrompt& prompt, Notation notation,
                           const std::vector<int>& order) {
  const std::array<int, 3> operands = {prompt.a, prompt.b, prompt.c};
  size_t next = 0;
  std::vector<int32_t> tokens =
      WriteResponse(task.rules(), {operands, prompt.t}, OpsMode::kSearch,
                    static_cast<int>(order.size()), [&] { return order[next++]; });
  for (int32_t& token : tokens) token = FromOps(token, notation);
  return tokens;
}

std::vector<NotationPrompt> DrawPrompts(std::span<const OpsPrompt> prompts, uint64_t seed,
                                        int count) {
  std::vector<int> order(prompts.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  base::Rng rng(seed, "micro.cold_start");
  rng.Shuffle(order);
  std::vector<NotationPrompt> drawn;
  for (int i = 0; i < count; ++i) {
    drawn.push_back({prompts[static_cast<size_t>(order[static_cast<size_t>(i)])],
                     i % 2 == 0 ? Notation::kA : Notation::kB});
  }
  return drawn;
}

}  // namespace

const char* TraceKindName(TraceKind kind) {
  switch (kind) {
    case TraceKind::kCanonical:
      return "canonical";
    case TraceKind::kRandomOrder:
      return "random order";
    case TraceKind::kWrongContent:
      return "wrong content";
  }
  return "unknown";
}

std::vector<NotationDocument> ColdStartTraces(const OpsTask& task,
                                              std::span<const OpsPrompt> prompts, uint64_t seed,
                                              const TraceOptions& options) {
  base::Require(options.count >= 2 && options.count % 2 == 0 &&
                    static_cast<size_t>(options.count) <= prompts.size(),
                "expected an even number of traces, 2 to ", prompts.size(), ", got ",
                options.count);
  base::Require(options.max_attempts >= 1, "expected at least one attempt a trace, got ",
                options.max_attempts);
  const std::vector<NotationPrompt> asked = DrawPrompts(prompts, seed, options.count);
  base::Rng rng(seed, "micro.cold_start.order");
  std::vector<NotationDocument> traces;
  for (size_t i = 0; i < asked.size(); ++i) {
    const bool shifted = options.kind == TraceKind::kWrongContent;
    const NotationPrompt& written = shifted ? asked[(i + 2) % asked.size()] : asked[i];
    const std::vector<int> order = options.kind == TraceKind::kRandomOrder
                                       ? RandomOrder(task, written.ops, options.max_attempts, rng)
                                       : CanonicalOrder(task, written.ops);
    NotationDocument trace{.prompt = asked[i],
                           .mode = order.size() > 1 ? OpsMode::kSearch : OpsMode::kCheck,
                           .tokens = PromptTokens(task, asked[i])};
    const std::vector<int32_t> response = Write(task, written.ops, written.notation, order);
    trace.tokens.insert(trace.tokens.end(), response.begin(), response.end());
    traces.push_back(std::move(trace));
  }
  return traces;
}

}  // namespace r1bench::micro
