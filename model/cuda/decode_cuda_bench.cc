// A step of the engine's decoding on the GPU against its roofline floor: the weights read once, the
// keys and values of every sequence once. Random weights: what they say does not change the time.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/stats.h"
#include "kernels/cuda/bench.h"
#include "model/bench_cost.h"
#include "model/cuda/cuda_device.h"
#include "model/engine.h"
#include "model/presets.h"

namespace r1bench::model {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kPromptTokens = 32;
constexpr int64_t kNewTokens = 256;
constexpr int64_t kWarmUpTokens = 16;
constexpr int kRuns = 3;

struct Case {
  const char* preset;
  int64_t batch;
  bool deterministic;
  double v1;  // the share of the roofline to reach
};

constexpr Case kCases[] = {{"smollm2-135m", 256, false, 0.6},
                           {"smollm2-135m", 256, true, 0},
                           {"qwen2.5-1.5b", 64, false, 0.6},
                           {"qwen2.5-1.5b", 64, true, 0}};

std::vector<GenerateRequest> Requests(int64_t batch, int64_t vocabulary) {
  std::vector<GenerateRequest> requests(static_cast<size_t>(batch));
  for (size_t i = 0; i < requests.size(); ++i) {
    base::Rng rng(i, "decode_cuda_bench");
    requests[i].id = i;
    for (int64_t t = 0; t < kPromptTokens; ++t) {
      requests[i].prompt_tokens.push_back(
          static_cast<int32_t>(rng.Below(static_cast<uint32_t>(vocabulary))));
    }
    requests[i].params.max_new_tokens = static_cast<int>(kNewTokens);
    requests[i].params.ignore_eos = true;
  }
  return requests;
}

// Seconds a step, from the first steps on in which every sequence writes.
double StepSeconds(LocalEngine* engine, const std::vector<GenerateRequest>& requests) {
  const int64_t warm = static_cast<int64_t>(requests.size()) * kWarmUpTokens;
  int64_t steps = 0;
  Clock::time_point start, last;
  GenerateHooks hooks;
  hooks.on_progress = [&](const GenerateProgress& progress) {
    if (progress.tokens_generated < warm || progress.completions_done > 0) return;
    last = Clock::now();
    if (steps++ == 0) start = last;
  };
  engine->Generate(requests, hooks);
  return std::chrono::duration<double>(last - start).count() / static_cast<double>(steps - 1);
}

cuda::Work WorkOf(const ModelConfig& config, int64_t batch) {
  const BenchShape shape = {.config = config, .format = WeightFormat::kBFloat16};
  const double weights = LayerWeightCount(config) + HeadWeightCount(config);
  const double rows = static_cast<double>(batch);
  const double context = static_cast<double>(kPromptTokens + (kWarmUpTokens + kNewTokens) / 2);
  return {.bytes = 2 * weights + rows * context * KvBytes(shape), .flops = 2 * rows * weights};
}

void Measure(cuda::Bench& bench, const Case& c) {
  const ModelConfig config = PresetConfig(c.preset);
  auto parameters = std::make_shared<Parameters>(config);
  parameters->InitRandom(1);
  auto transformer = std::make_shared<Transformer>(
      config, parameters,
      TransformerOptions{.device = MakeCudaDevice({.deterministic = c.deterministic}),
                         .compute = WeightFormat::kBFloat16});
  LocalEngine engine(
      transformer, nullptr,
      {.max_rows = c.batch, .prefill_tokens = c.batch * kPromptTokens, .name = "bench"});
  const std::vector<GenerateRequest> requests = Requests(c.batch, config.vocab_size);
  StepSeconds(&engine, requests);
  std::vector<double> seconds;
  for (int i = 0; i < kRuns; ++i) seconds.push_back(StepSeconds(&engine, requests));
  const std::string shape = std::string(c.preset) + ", batch " + std::to_string(c.batch) + ", " +
                            std::to_string(kPromptTokens) + " + " + std::to_string(kNewTokens) +
                            " tokens";
  bench.AddMeasured({.kernel = c.deterministic ? "decode step, fixed order" : "decode step",
                     .shape = shape,
                     .dtype = "bf16",
                     .work = WorkOf(config, c.batch),
                     .v1 = c.v1},
                    base::Median(seconds));
}

void Run(cuda::Bench& bench) {
  for (const Case& c : kCases) Measure(bench, c);
}

}  // namespace
}  // namespace r1bench::model

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "decode_cuda_bench",
                                  "times a step of the engine's decoding on the GPU",
                                  r1bench::model::Run);
}
