// Speed of the transformer at the two sizes that matter on a CPU: the micro preset (decode batches
// of 256, training batches of about 5k tokens) and SmolLM2-135M (prefill, decode).
//   bazel run -c opt //model:transformer_bench -- --benchmark_filter=Micro
#include <benchmark/benchmark.h>

#include <memory>

#include "base/parallel.h"
#include "model/estimate.h"
#include "model/model_testing.h"
#include "model/presets.h"

namespace r1bench::model {
namespace {

std::unique_ptr<Transformer> MakeModel(const ModelConfig& config) {
  auto p = std::make_shared<Parameters>(config);
  p->InitRandom(1);
  return std::make_unique<Transformer>(config, p);
}

// Tokens per second and GFLOP/s from the work of one iteration.
void Report(benchmark::State& state, double tokens, double flops) {
  const double n = static_cast<double>(state.iterations());
  state.counters["tokens_per_s"] = benchmark::Counter(tokens * n, benchmark::Counter::kIsRate);
  state.counters["flop_per_s"] = benchmark::Counter(flops * n, benchmark::Counter::kIsRate);
}

// One decode step of `range(0)` sequences, each with about 20 tokens before it.
void DecodeStep(benchmark::State& state, const ModelConfig& config) {
  base::SetNumThreads(static_cast<int>(state.range(1)));
  const auto model = MakeModel(config);
  const int64_t batch = state.range(0), v = config.vocab_size;
  KvCache cache(config, batch * 4);
  std::vector<KvSequence> kv;
  std::vector<SequenceChunk> chunks;
  const std::vector<int32_t> prompt = RandomTokens(20, v, 1);
  std::vector<float> hidden, logits(static_cast<size_t>(batch * v));
  for (int64_t i = 0; i < batch; ++i) kv.emplace_back(&cache);
  for (int64_t i = 0; i < batch; ++i) chunks.push_back({&kv[static_cast<size_t>(i)], prompt});
  model->Forward(chunks, &cache, &hidden);
  for (SequenceChunk& c : chunks) c.tokens = c.tokens.subspan(0, 1);
  for (auto _ : state) {
    model->Forward(chunks, &cache, &hidden);
    model->Logits(batch, hidden.data(), logits.data());
    for (KvSequence& s : kv) s.Truncate(20);
  }
  const double tokens = static_cast<double>(batch);
  Report(state, tokens, tokens * ForwardFlopsPerToken(config, 20));
}

// A prompt of `range(0)` tokens; logits of the last one.
void Prefill(benchmark::State& state, const ModelConfig& config) {
  base::SetNumThreads(static_cast<int>(state.range(1)));
  const auto model = MakeModel(config);
  const std::vector<int32_t> prompt = RandomTokens(state.range(0), config.vocab_size, 1);
  KvCache cache(config, KvCache::BlocksFor(state.range(0)));
  std::vector<float> hidden;
  for (auto _ : state) {
    KvSequence kv(&cache);
    const SequenceChunk chunk{&kv, prompt};
    model->Forward({&chunk, 1}, &cache, &hidden);
  }
  const double tokens = static_cast<double>(state.range(0));
  Report(state, tokens, ForwardFlops(config, tokens));
}

// Forward, backward and repacking; `range(0)` tokens in sequences of 10 to 30.
void TrainStep(benchmark::State& state, const ModelConfig& config) {
  base::SetNumThreads(static_cast<int>(state.range(1)));
  const auto model = MakeModel(config);
  std::vector<int64_t> lengths;
  int64_t tokens = 0;
  double flops = 0;
  while (tokens < state.range(0)) {
    lengths.push_back(10 + static_cast<int64_t>(lengths.size()) * 7 % 21);
    tokens += lengths.back();
    flops += TrainFlops(config, static_cast<double>(lengths.back()));
  }
  const PackedBatch batch = RandomBatch(lengths, config.vocab_size, 1);
  std::vector<float> grads(static_cast<size_t>(model->gradient_size()));
  const std::vector<float> dlogp(batch.tokens.size(), 1e-3f);
  Activations activations;
  std::vector<kernels::TokenStats> stats;
  for (auto _ : state) {
    model->ForwardTrain(batch, 1.0f, &activations, &stats);
    if (state.range(2) == 0) continue;
    model->Backward(batch, activations, dlogp.data(), nullptr, grads.data());
    model->FinishGradients(grads.data());
    model->WeightsChanged();
  }
  Report(state, static_cast<double>(tokens), state.range(2) == 0 ? flops / 3 : flops);
}

const ModelConfig kMicro = MicroConfig(19);
const ModelConfig kSmol = PresetConfig("smollm2-135m");

// Last argument of TrainStep: 0 forward only, 1 the whole step.
BENCHMARK_CAPTURE(DecodeStep, Micro, kMicro)->Args({256, 1})->Args({256, 2})->Args({32, 2});
BENCHMARK_CAPTURE(TrainStep, Micro, kMicro)
    ->Args({5000, 1, 0})
    ->Args({5000, 2, 0})
    ->Args({5000, 1, 1})
    ->Args({5000, 2, 1});
BENCHMARK_CAPTURE(DecodeStep, Smol, kSmol)
    ->Args({1, 2})
    ->Args({16, 2})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Prefill, Smol, kSmol)->Args({256, 2})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(TrainStep, Smol, kSmol)->Args({512, 2, 1})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace r1bench::model

BENCHMARK_MAIN();
