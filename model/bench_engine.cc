#include "model/bench_engine.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/error.h"
#include "base/rng.h"
#include "model/engine.h"
#include "tools/bench/process.h"

namespace r1bench::model {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRuns = 3;
constexpr int kQuestions = 64, kGroup = 16;  // of a rollout

double Since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

GenerateRequest Request(const EngineRow& row, int64_t vocabulary, uint64_t id) {
  base::Rng rng(id, "bench_engine");
  GenerateRequest request;
  request.id = id;
  for (int64_t t = 0; t < row.prompt_tokens; ++t) {
    const uint32_t token = rng.Below(static_cast<uint32_t>(vocabulary));
    request.prompt_tokens.push_back(static_cast<int32_t>(token));
  }
  request.params.temperature = row.temperature;
  request.params.top_p = row.top_p;
  request.params.max_new_tokens = static_cast<int>(row.new_tokens);
  request.params.ignore_eos = true;
  return request;
}

std::vector<GenerateRequest> Requests(const EngineRow& row, int64_t vocabulary) {
  std::vector<GenerateRequest> requests;
  const int64_t count = row.task == EngineTask::kRollout ? kQuestions : row.batch;
  for (int64_t i = 0; i < count; ++i) {
    requests.push_back(Request(row, vocabulary, static_cast<uint64_t>(i)));
    if (row.task != EngineTask::kRollout) continue;
    requests.back().num_samples = kGroup;
    requests.back().params.stop_token_ids = {3};
  }
  return requests;
}

// What one run took, and the tokens it counts.
struct Timing {
  double seconds = 0;
  double tokens = 0;
};

Timing RunOnce(const EngineRow& row, const std::vector<GenerateRequest>& requests,
               LocalEngine* engine) {
  Clock::time_point start = Clock::now();
  int64_t before = 0, all = 0;  // tokens: when the clock was started, and so far
  GenerateHooks hooks;
  hooks.on_progress = [&](const GenerateProgress& progress) {
    all = progress.tokens_generated;
    if (row.task == EngineTask::kDecode && before == 0 && all > 0) {
      before = all;
      start = Clock::now();
    }
  };
  engine->Generate(requests, hooks);
  const double seconds = Since(start);
  const double tokens = static_cast<double>(
      row.task == EngineTask::kPrefill ? row.batch * row.prompt_tokens : all - before);
  return {seconds, tokens};
}

bench::Bound LimitOf(const EngineRow& row, const BenchShape& shape, const bench::Limits& limits) {
  const double prompt = static_cast<double>(row.prompt_tokens);
  const double length = static_cast<double>(row.new_tokens);
  if (row.task == EngineTask::kPrefill) {
    return bench::LeastTime(PrefillWork(shape, prompt), limits);
  }
  const bench::Work step = DecodeWork(shape, static_cast<double>(row.batch), prompt + length / 2);
  return bench::Times(length - 1, bench::LeastTime(step, limits));
}

}  // namespace

std::string RowName(const EngineRow& row) {
  switch (row.task) {
    case EngineTask::kPrefill:
      return base::StrCat("prefill ", row.prompt_tokens);
    case EngineTask::kRollout:
      return base::StrCat("rollout ", row.batch);
    case EngineTask::kDecode:
      break;
  }
  return base::StrCat("decode ", row.batch,
                      row.top_p < 1 ? base::StrCat(", top-p ", row.top_p) : std::string());
}

std::string PeerFigureOf(const EngineRow& row) {
  constexpr int64_t kMostRows = 64;  // of tools/peers
  if (row.task == EngineTask::kPrefill) return base::StrCat("prefill_", row.prompt_tokens);
  const bool measured = row.task == EngineTask::kDecode && row.top_p == 1 && row.batch <= kMostRows;
  return measured ? base::StrCat("decode_", row.batch) : "";
}

bench::Row MeasureEngineRow(const EngineRow& row, const BenchModel& model,
                            const bench::Limits& limits, const bench::BenchOptions& options) {
  EngineRow shorter = row;
  if (options.quick && row.task != EngineTask::kPrefill) shorter.new_tokens = 8;
  // All prompts in one step, so that all sequences begin and end together.
  LocalEngine engine(model.transformer, nullptr,
                     {.max_rows = row.batch,
                      .prefill_tokens = std::max<int64_t>(512, row.batch * row.prompt_tokens)});
  const auto requests = Requests(shorter, model.shape.config.vocab_size);
  double tokens = 0;
  const double seconds = bench::BestSeconds(options, kRuns, [&] {
    const Timing timing = RunOnce(shorter, requests, &engine);
    tokens = timing.tokens;
    return timing.seconds;
  });
  bench::Row result{.name = RowName(row),
                    .weights = model.weights,
                    .figure = model.shape.weight_bytes > 0 ? PeerFigureOf(row) : "",
                    .unit = "tokens/s",
                    .ours = tokens / seconds};
  if (row.task != EngineTask::kRollout) {
    bench::SetLimit(LimitOf(shorter, model.shape, limits), tokens, &result);
  }
  return result;
}

EngineMemory MeasureMemory(const BenchModel& model, double base_bytes,
                           const bench::BenchOptions& options) {
  EngineMemory memory{.weights = model.weights, .base_bytes = base_bytes};
  memory.load_peak = static_cast<double>(bench::PeakResidentBytes()) - base_bytes;
  memory.weight_bytes = static_cast<double>(model.transformer->weight_bytes());
  bench::ResetPeak();
  LocalEngine engine(model.transformer, nullptr, {});
  const EngineRow row{.batch = 64, .new_tokens = options.quick ? 4 : 64};
  engine.Generate(Requests(row, model.shape.config.vocab_size), {});
  memory.cache_bytes = static_cast<double>(engine.cache().reserved_bytes());
  memory.generate_peak = static_cast<double>(bench::PeakResidentBytes()) - base_bytes;
  return memory;
}

}  // namespace r1bench::model
