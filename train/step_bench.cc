// Speed of training steps, in tokens per second (items_per_second) and in model FLOP per second
// (6 FLOP per parameter and token, forward and backward).
//
//   bazel run -c opt //train:step_bench
#include <benchmark/benchmark.h>

#include "base/parallel.h"
#include "model/presets.h"
#include "train/grpo_testing.h"
#include "train/sft.h"
#include "train/testing.h"

namespace r1bench::train {
namespace {

SingleProcess single;

void Report(benchmark::State& state, int64_t tokens, int64_t parameters) {
  state.SetItemsProcessed(tokens);
  state.counters["flop_per_s"] =
      benchmark::Counter(6.0 * static_cast<double>(parameters) * static_cast<double>(tokens),
                         benchmark::Counter::kIsRate);
  state.counters["threads"] = base::NumThreads();
}

// Next-token training on documents of 2..20 tokens (the micro world's mean is about 15).
void SftMicro(benchmark::State& state) {
  base::SetNumThreads(static_cast<int>(state.range(0)));
  const model::ModelConfig config = model::MicroConfig(19);
  auto model = MakeModel(config, 1);
  SftTrainer trainer({}, model.get(), &single);
  const auto documents = RandomDocuments(128, config.vocab_size, 1);
  int64_t tokens = 0;
  for (auto _ : state) tokens += trainer.Step(documents).rows;
  Report(state, tokens, model->parameters().size());
}
BENCHMARK(SftMicro)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// One packed sequence through the shape of SmolLM2-135M.
void SftSmolLm2(benchmark::State& state) {
  base::SetNumThreads(2);
  const model::ModelConfig config = model::PresetConfig("smollm2-135m");
  auto model = MakeModel(config, 1);
  SftTrainer trainer({}, model.get(), &single);
  Document document;
  base::Rng rng(1, "step_bench");
  for (int64_t t = 0; t < state.range(0); ++t) {
    document.tokens.push_back(static_cast<int32_t>(rng.Below(49152)));
  }
  int64_t tokens = 0;
  for (auto _ : state) tokens += trainer.Step({&document, 1}).rows;
  Report(state, tokens, model->parameters().size());
}
BENCHMARK(SftSmolLm2)->Arg(256)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(2);

// A whole GRPO step of the micro scale: 32 questions, 8 answers of up to 59 tokens each.
void GrpoMicro(benchmark::State& state) {
  base::SetNumThreads(static_cast<int>(state.range(0)));
  GrpoOptions options = TinyGrpoOptions();
  options.questions_per_step = 32;
  options.rollout.sampling.max_new_tokens = 59;
  options.skip_zero_advantage = false;
  options.optimizer.learning_rate = 0;  // keeps the answers as long as they are
  LetterWorld world(options, model::MicroConfig(19));
  int64_t tokens = 0;
  double rollout_s = 0, update_s = 0;
  for (auto _ : state) {
    const GrpoResult r = world.Step();
    tokens += r.stats.tokens;
    rollout_s += r.rollout_s;
    update_s += r.update_s;
  }
  state.SetItemsProcessed(tokens);
  state.counters["rollout_share"] = rollout_s / (rollout_s + update_s);
  state.counters["threads"] = base::NumThreads();
}
BENCHMARK(GrpoMicro)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace r1bench::train

BENCHMARK_MAIN();
