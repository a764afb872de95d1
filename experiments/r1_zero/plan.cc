#include "experiments/r1_zero/plan.h"

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <string>

#include "experiments/common/text_model.h"
#include "experiments/r1_zero/pretrain.h"
#include "model/estimate.h"
#include "model/loader.h"
#include "model/presets.h"

namespace r1bench::r1_zero {
namespace {

// What the estimates assume. A plan is no measurement: the assumptions are printed with it.
constexpr double kGpuPeakFlops = 989e12;     // bf16, dense, of an H100/H800/H200 (vendor's figure)
constexpr double kGpuBytes = 80e9;           // memory of one H100/H800
constexpr double kTrainUtilisation = 0.35;   // share of the peak in training
constexpr double kDecodeUtilisation = 0.05;  // ... in generation, which is bound by memory reads
constexpr int kGpusPerNode = 8;

// Measured on two cores with AVX-512 (//train:step_bench, //model:engine_bench).
struct CpuRates {
  double train_flops = 0, generate_flops = 0;
};
constexpr CpuRates kMicroRates = {1.1e11, 9e10};
constexpr CpuRates kFp32Rates = {1.7e11, 1.7e11};
constexpr CpuRates kBf16Rates = {3.2e11, 3.2e11};

// Mean response length assumed, as a share of the limit.
constexpr double kMeanShareOfLimit = 0.25;       // paper: about 8,000 of 32,768 tokens
constexpr double kMeanShareOfLimitMicro = 0.45;  // micro: about 27 of 59 tokens late in training
constexpr double kMeanShareOfLimitSmall = 0.85;  // small: most responses are cut off at first
// Prompts: read once a question in the rollout, once a response in training.
constexpr double kPromptTokensMicro = 5, kPromptTokensSmall = 100;

std::string Format(const char* format, ...) __attribute__((format(printf, 1, 2)));
std::string Format(const char* format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return text;
}

std::string Duration(double seconds) {
  if (seconds < 120) return Format("%.0f s", seconds);
  if (seconds < 7200) return Format("%.0f min", seconds / 60);
  if (seconds < 48 * 3600.0) return Format("%.1f h", seconds / 3600);
  return Format("%.1f days", seconds / 86400);
}

std::string Gigabytes(double bytes) {
  return bytes < 1e9 ? Format("%.1f MB", bytes / 1e6) : Format("%.1f GB", bytes / 1e9);
}

model::ModelConfig ConfigFor(const R1ZeroOptions& options) {
  switch (options.scale) {
    case Scale::kMicro:
      return MicroModelConfig(options.micro);
    case Scale::kSmall:
      if (options.text.model == "smollm2") return model::PresetConfig("smollm2-135m");
      return model::LoadConfig(experiments::ModelPath(options.text.model));
    case Scale::kPaper:
      return model::PresetConfig(options.text.model);
  }
  return {};
}

struct Work {
  double responses = 0, response_tokens = 0;  // whole arm
  double generate_flops = 0, train_flops = 0;
  double mean_length = 0, limit = 0;
};

Work ArmWork(const R1ZeroOptions& options, const model::ModelConfig& config) {
  const RlOptions& rl = options.rl;
  const bool micro = options.scale == Scale::kMicro, small = options.scale == Scale::kSmall;
  const double prompt = micro ? kPromptTokensMicro : small ? kPromptTokensSmall : 0;
  Work work;
  work.limit = micro ? options.micro.context_tokens - 5 : options.text.max_new_tokens;
  work.mean_length = work.limit * (micro   ? kMeanShareOfLimitMicro
                                   : small ? kMeanShareOfLimitSmall
                                           : kMeanShareOfLimit);
  const double rollouts = static_cast<double>(rl.steps) / rl.updates_per_rollout();
  work.responses = rollouts * rl.questions_per_step * rl.steps_per_rollout * rl.group_size;
  work.response_tokens = work.responses * work.mean_length;
  work.generate_flops = work.responses * model::ForwardFlops(config, work.mean_length) +
                        work.responses / rl.group_size * model::ForwardFlops(config, prompt);
  // A reference adds one forward pass, a third of forward and backward.
  const double reference = rl.loss.kl_coefficient > 0 ? 4.0 / 3.0 : 1.0;
  work.train_flops = work.responses * rl.inner_epochs * reference *
                     model::TrainFlops(config, prompt + work.mean_length);
  return work;
}

std::string DescribeModel(const R1ZeroOptions& options, const model::ModelConfig& config) {
  std::string text =
      Format("model        %s: %.4g M parameters, %lld layers, width %lld, vocabulary %lld\n",
             options.scale == Scale::kMicro ? "made from nothing" : options.text.model.c_str(),
             static_cast<double>(model::ParameterCount(config)) / 1e6,
             static_cast<long long>(config.num_hidden_layers),
             static_cast<long long>(config.hidden_size), static_cast<long long>(config.vocab_size));
  return text;
}

std::string DescribeRl(const R1ZeroOptions& options, const Work& work) {
  const RlOptions& rl = options.rl;
  std::string text = Format(
      "GRPO         %lld optimizer steps; a rollout is %d questions x %d responses = %d, used for "
      "%lld steps\n",
      static_cast<long long>(rl.steps), rl.questions_per_step * rl.steps_per_rollout, rl.group_size,
      rl.questions_per_step * rl.steps_per_rollout * rl.group_size,
      static_cast<long long>(rl.updates_per_rollout()));
  text += Format(
      "             learning rate %g, KL coefficient %g, clip -%g/+%g, temperature %g, loss %s\n",
      rl.learning_rate, rl.loss.kl_coefficient, rl.loss.clip_low, rl.loss.clip_high, rl.temperature,
      train::AggregationName(rl.loss.aggregation));
  text += Format("             reference replaced every %lld steps (0: never)\n",
                 static_cast<long long>(rl.reference_refresh_steps));
  text +=
      Format("an arm       %.4g responses of up to %.0f tokens; at a mean of %.0f: %.3g tokens\n",
             work.responses, work.limit, work.mean_length, work.response_tokens);
  return text;
}

std::string DescribeClusterNeeds(const R1ZeroOptions& options, const model::ModelConfig& config,
                                 const Work& work) {
  const bool reference = options.rl.loss.kl_coefficient > 0;
  const model::TrainingMemory memory =
      model::EstimateTrainingMemory(config, work.limit, reference, /*bytes_per_value=*/2);
  const double kv = static_cast<double>(model::KvBytesPerToken(config, 2)) * work.limit;
  const double state = memory.total() - memory.activations_bytes;
  const int least = static_cast<int>(std::ceil(state / (0.8 * kGpuBytes) / kGpusPerNode));
  const double seconds = work.train_flops / (kGpuPeakFlops * kTrainUtilisation) +
                         work.generate_flops / (kGpuPeakFlops * kDecodeUtilisation);
  std::string text = Format(
      "memory       weights %s, gradients %s, AdamW with fp32 masters %s, reference %s (bf16, over "
      "all GPUs)\n",
      Gigabytes(memory.weights_bytes).c_str(), Gigabytes(memory.gradients_bytes).c_str(),
      Gigabytes(memory.optimizer_bytes).c_str(), Gigabytes(memory.reference_bytes).c_str());
  text +=
      Format("             activations of one response of %.0f tokens %s; its keys and values %s\n",
             work.limit, Gigabytes(memory.activations_bytes).c_str(), Gigabytes(kv).c_str());
  text += Format("             at least %d node(s) of %d GPUs with 80 GB for the training state\n",
                 least, kGpusPerNode);
  text += Format("compute      generation %.3g FLOP, training %.3g FLOP\n", work.generate_flops,
                 work.train_flops);
  for (const int gpus : {64, 512}) {
    text += Format("time         about %s on %d GPUs\n", Duration(seconds / gpus).c_str(), gpus);
  }
  text += Format(
      "assumed      %.0f TFLOP/s a GPU (bf16), %.0f %% of it in training, %.0f %% in generation, "
      "mean response\n             %.0f %% of the limit; the report gives no such figures for this "
      "run\n",
      kGpuPeakFlops / 1e12, 100 * kTrainUtilisation, 100 * kDecodeUtilisation,
      100 * kMeanShareOfLimit);
  return text;
}

std::string DescribeCpuNeeds(const R1ZeroOptions& options, const model::ModelConfig& config,
                             const Work& work) {
  const bool micro = options.scale == Scale::kMicro;
  const model::TrainingMemory memory =
      model::EstimateTrainingMemory(config, static_cast<double>(options.micro_batch_tokens),
                                    options.rl.loss.kl_coefficient > 0, /*bytes_per_value=*/4);
  const bool bf16 = options.transformer.compute == model::WeightFormat::kBFloat16;
  const CpuRates rates = micro ? kMicroRates : bf16 ? kBf16Rates : kFp32Rates;
  const double arm =
      work.generate_flops / rates.generate_flops + work.train_flops / rates.train_flops;
  double base = 0;
  if (micro) {
    const double documents =
        static_cast<double>(options.micro.pretrain_steps * options.micro.pretrain_documents);
    base = documents * model::TrainFlops(config, 14) / rates.train_flops;
  }
  const int arms = 1 + (options.null_arm ? 1 : 0) + (options.weak_arm ? 1 : 0);
  const double seeds = static_cast<double>(options.seeds.size());
  std::string text = Format("memory       about %s for weights, optimizer and activations\n",
                            Gigabytes(memory.total()).c_str());
  if (micro) {
    text +=
        Format("base         %lld steps x %lld documents, about %s\n",
               static_cast<long long>(options.micro.pretrain_steps),
               static_cast<long long>(options.micro.pretrain_documents), Duration(base).c_str());
  }
  text += Format("time         an arm about %s; %d arm(s) x %.0f seed(s): about %s in all\n",
                 Duration(arm).c_str(), arms, seeds, Duration(seeds * (base + arms * arm)).c_str());
  text += Format("assumed      two cores at %.0f GFLOP/s in training, %.0f in generation\n",
                 rates.train_flops / 1e9, rates.generate_flops / 1e9);
  return text;
}

}  // namespace

std::string DescribePlan(const R1ZeroOptions& options) {
  const model::ModelConfig config = ConfigFor(options);
  const Work work = ArmWork(options, config);
  std::string text = "Plan of r1_zero (nothing is run)\n\n";
  text += DescribeModel(options, config);
  text += DescribeRl(options, work);
  text += options.scale == Scale::kPaper ? DescribeClusterNeeds(options, config, work)
                                         : DescribeCpuNeeds(options, config, work);
  text += Format("seeds        %zu", options.seeds.size());
  if (options.null_arm) text += "; with the random-reward control";
  if (options.weak_arm) text += "; with the under-trained base";
  return text + "\n";
}

}  // namespace r1bench::r1_zero
