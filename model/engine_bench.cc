// Tokens per second of the local engine, on random weights (the cost does not depend on them).
//
//   bazel run -c opt //model:engine_bench
//   bazel run -c opt //model:engine_bench -- --benchmark_filter=micro
//
// prefill/N        one prompt of N tokens, one new token
// decode/N         N samples of one prompt of 16 tokens; the prompt's time is left out
// decode_top_p/N   the same at temperature 0.6 and top-p 0.95
// rollout/N        a step's worth of GRPO answers: 64 prompts of 16 tokens, 16 samples each, which
//                  end by chance; N rows
// bare/N           what decode/N needs in the transformer alone: forward pass and logits of N
//                  rows, without scheduling and sampling; decode/N over this is the overhead
// The CPU column is the time of all threads of the process: on a busy machine it says more than the
// wall time.
// micro is the 132,608-parameter model of r1_zero, smollm2 the shape of SmolLM2-135M.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "model/engine.h"
#include "model/presets.h"

namespace r1bench::model {
namespace {

using Clock = std::chrono::steady_clock;

double Since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Small weights of no meaning; Parameters::InitRandom would take longer than the measurement.
void FillQuickly(Parameters* parameters) {
  for (const TensorInfo& tensor : parameters->tensors()) {
    uint32_t state = 1;
    for (int64_t i = 0; i < tensor.size; ++i) {
      state = state * 1664525u + 1013904223u;
      const float centred = static_cast<float>(state >> 8) * 0x1p-24f - 0.5f;
      parameters->data()[tensor.offset + i] = tensor.decays ? 0.1f * centred : 1.0f;
    }
  }
}

std::shared_ptr<Transformer> SharedModel(const std::string& preset) {
  static std::string name;
  static std::shared_ptr<Transformer> model;
  if (name != preset) {
    model.reset();
    const ModelConfig config = PresetConfig(preset);
    auto parameters = std::make_shared<Parameters>(config);
    FillQuickly(parameters.get());
    model = std::make_shared<Transformer>(config, std::move(parameters));
    name = preset;
  }
  return model;
}

GenerateRequest Request(int64_t prompt_tokens, int64_t samples, int max_new_tokens) {
  GenerateRequest request;
  for (int64_t i = 0; i < prompt_tokens; ++i) request.prompt_tokens.push_back(i % 17);
  request.num_samples = static_cast<int>(samples);
  request.params.max_new_tokens = max_new_tokens;
  request.params.ignore_eos = true;
  return request;
}

void Report(benchmark::State& state, double tokens, double seconds) {
  state.counters["tokens/s"] = tokens / seconds;
  state.counters["threads"] = base::NumThreads();
}

void Prefill(benchmark::State& state, const std::string& preset) {
  LocalEngine engine(SharedModel(preset), nullptr, {});
  const GenerateRequest request = Request(state.range(0), 1, 1);
  double seconds = 0;
  for (auto _ : state) {
    const Clock::time_point start = Clock::now();
    engine.Generate({&request, 1}, {});
    const double elapsed = Since(start);
    state.SetIterationTime(elapsed);
    seconds += elapsed;
  }
  Report(state, static_cast<double>(state.iterations() * state.range(0)), seconds);
}

void Decode(benchmark::State& state, const std::string& preset, int steps, float temperature,
            float top_p) {
  LocalEngine engine(SharedModel(preset), nullptr, {.max_rows = state.range(0)});
  GenerateRequest request = Request(16, state.range(0), steps + 1);
  request.params.temperature = temperature;
  request.params.top_p = top_p;
  double tokens = 0;
  double seconds = 0;
  for (auto _ : state) {
    Clock::time_point start;
    int64_t before = 0;  // tokens drawn from the prompt's hidden state: the first of each sample
    GenerateHooks hooks;
    hooks.on_progress = [&](const GenerateProgress& progress) {
      if (before == 0 && progress.tokens_generated > 0) {
        before = progress.tokens_generated;
        start = Clock::now();
      }
    };
    ++request.id;
    engine.Generate({&request, 1}, hooks);
    const double elapsed = Since(start);
    state.SetIterationTime(elapsed);
    seconds += elapsed;
    tokens += static_cast<double>(state.range(0)) * steps;
  }
  Report(state, tokens, seconds);
}

void Rollout(benchmark::State& state, const std::string& preset) {
  LocalEngine engine(SharedModel(preset), nullptr, {.max_rows = state.range(0)});
  std::vector<GenerateRequest> requests(64, Request(16, 16, 128));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    requests[i].id = i;
    requests[i].params.stop_token_ids = {3};
  }
  for (auto _ : state) {
    const Clock::time_point start = Clock::now();
    engine.Generate(requests, {});
    state.SetIterationTime(Since(start));
  }
  const EngineStats& stats = engine.stats();
  Report(state, static_cast<double>(stats.generated_tokens), stats.seconds);
  state.counters["idle"] = stats.idle_share();
  state.counters["static_idle"] = stats.static_idle_share();
}

void Bare(benchmark::State& state, const std::string& preset, int steps) {
  const std::shared_ptr<Transformer> model = SharedModel(preset);
  const int64_t rows = state.range(0);
  KvCache cache(model->config(), rows * KvCache::BlocksFor(16 + steps));
  const std::vector<int32_t> prompt(16, 1);
  const std::vector<int32_t> next(1, 2);
  std::vector<float> hidden;
  std::vector<float> logits(rows * model->config().vocab_size);
  double seconds = 0;
  for (auto _ : state) {
    std::vector<KvSequence> sequences;
    std::vector<SequenceChunk> chunks;
    for (int64_t i = 0; i < rows; ++i) sequences.emplace_back(&cache);
    for (KvSequence& kv : sequences) chunks.push_back({.kv = &kv, .tokens = prompt});
    model->Forward(chunks, &cache, &hidden);
    for (SequenceChunk& chunk : chunks) chunk.tokens = next;
    const Clock::time_point start = Clock::now();
    for (int step = 0; step < steps; ++step) {
      model->Forward(chunks, &cache, &hidden);
      model->Logits(hidden.data(), rows, logits.data());
    }
    const double elapsed = Since(start);
    state.SetIterationTime(elapsed);
    seconds += elapsed;
  }
  Report(state, static_cast<double>(state.iterations() * rows * steps), seconds);
}

void RegisterAll() {
  const auto add = [](const std::string& name, auto fn, std::initializer_list<int64_t> args,
                      bool once) {
    auto* bench = benchmark::RegisterBenchmark(name.c_str(), fn);
    for (const int64_t arg : args) bench->Arg(arg);
    bench->UseManualTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
    if (once) bench->Iterations(1);
  };
  const std::string micro = "micro", smollm2 = "smollm2-135m";
  using State = benchmark::State;
  add(
      "micro/prefill", [=](State& s) { Prefill(s, micro); }, {16, 200}, false);
  add(
      "micro/decode", [=](State& s) { Decode(s, micro, 64, 1, 1); }, {1, 16, 64, 256}, false);
  add(
      "micro/rollout", [=](State& s) { Rollout(s, micro); }, {64, 256}, false);
  add(
      "micro/bare", [=](State& s) { Bare(s, micro, 64); }, {1, 16, 64, 256}, false);
  add(
      "smollm2/prefill", [=](State& s) { Prefill(s, smollm2); }, {512}, true);
  add(
      "smollm2/decode", [=](State& s) { Decode(s, smollm2, 16, 1, 1); }, {1, 16, 64}, true);
  add(
      "smollm2/decode_top_p", [=](State& s) { Decode(s, smollm2, 16, 0.6f, 0.95f); }, {64}, true);
  add(
      "smollm2/bare", [=](State& s) { Bare(s, smollm2, 16); }, {1, 16, 64}, true);
}

}  // namespace
}  // namespace r1bench::model

int main(int argc, char** argv) {
  r1bench::model::RegisterAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
