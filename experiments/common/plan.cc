#include "experiments/common/plan.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "experiments/common/text_model.h"
#include "model/estimate.h"
#include "model/loader.h"
#include "model/presets.h"

namespace r1bench::experiments {
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

CpuRates RatesOf(const TrainingOptions& options) {
  if (options.scale == Scale::kMicro) return kMicroRates;
  const bool bf16 = options.transformer.compute == model::WeightFormat::kBFloat16;
  return bf16 ? kBf16Rates : kFp32Rates;
}

double Seconds(const PlannedWork& work, const CpuRates& rates) {
  return work.generate_flops / rates.generate_flops + work.train_flops / rates.train_flops;
}

double GpuSeconds(const PlannedWork& work) {
  return work.train_flops / (kGpuPeakFlops * kTrainUtilisation) +
         work.generate_flops / (kGpuPeakFlops * kDecodeUtilisation);
}

std::string DescribeModel(const Plan& plan) {
  const auto line = [](const std::string& head, const std::string& name,
                       const model::ModelConfig& config) {
    return Format(
        "%-12s %s: %.4g M parameters, %lld layers, width %lld, vocabulary %lld\n", head.c_str(),
        name.c_str(), static_cast<double>(model::ParameterCount(config)) / 1e6,
        static_cast<long long>(config.num_hidden_layers),
        static_cast<long long>(config.hidden_size), static_cast<long long>(config.vocab_size));
  };
  return line("model", plan.model, plan.config);
}

std::string DescribeStages(const TrainingOptions& options, const Plan& plan) {
  const CpuRates rates = RatesOf(options);
  std::string text = "stages of a seed\n";
  for (const PlanStage& stage : plan.stages) {
    text += Format("  %-16s %s\n", stage.name.c_str(), stage.what.c_str());
    const PlannedWork& work = stage.work;
    std::string detail;
    if (work.responses > 0) {
      detail += Format("%.4g responses of %.0f tokens sampled; ", work.responses,
                       work.response_tokens / work.responses);
    }
    if (work.documents > 0) {
      detail += Format("%.4g documents of %.0f tokens trained on; ", work.documents,
                       work.document_tokens / work.documents);
    }
    const bool paper = options.scale == Scale::kPaper;
    detail += paper ? Format("%.3g FLOP, %.0f GPU-hours", work.generate_flops + work.train_flops,
                             GpuSeconds(work) / 3600)
                    : Format("%.3g FLOP, about %s", work.generate_flops + work.train_flops,
                             Duration(Seconds(work, rates)).c_str());
    text += Format("  %-16s %s\n", "", detail.c_str());
  }
  return text;
}

const model::ModelConfig& Largest(const Plan& plan) {
  const model::ModelConfig* largest = &plan.config;
  for (const PlanStage& stage : plan.stages) {
    if (stage.config != nullptr &&
        model::ParameterCount(*stage.config) > model::ParameterCount(*largest)) {
      largest = stage.config;
    }
  }
  return *largest;
}

PlannedWork Total(const Plan& plan) {
  PlannedWork total;
  for (const PlanStage& stage : plan.stages) {
    total.generate_flops += stage.work.generate_flops;
    total.train_flops += stage.work.train_flops;
    total.response_tokens += stage.work.response_tokens;
    total.document_tokens += stage.work.document_tokens;
  }
  return total;
}

std::string DescribeClusterNeeds(const TrainingOptions& options, const Plan& plan) {
  const bool reference = options.rl.loss.kl_coefficient > 0;
  const model::ModelConfig& config = Largest(plan);
  const model::TrainingMemory memory =
      model::EstimateTrainingMemory(config, plan.limit, reference, /*bytes_per_value=*/2);
  const double kv = static_cast<double>(model::KvBytesPerToken(config, 2)) * plan.limit;
  const double state = memory.total() - memory.activations_bytes;
  const int least = static_cast<int>(std::ceil(state / (0.8 * kGpuBytes) / kGpusPerNode));
  const PlannedWork total = Total(plan);
  std::string text = Format(
      "memory       weights %s, gradients %s, AdamW with fp32 masters %s, reference %s (bf16, over "
      "all GPUs)\n",
      Gigabytes(memory.weights_bytes).c_str(), Gigabytes(memory.gradients_bytes).c_str(),
      Gigabytes(memory.optimizer_bytes).c_str(), Gigabytes(memory.reference_bytes).c_str());
  text +=
      Format("             activations of one response of %.0f tokens %s; its keys and values %s\n",
             plan.limit, Gigabytes(memory.activations_bytes).c_str(), Gigabytes(kv).c_str());
  text += Format("             at least %d node(s) of %d GPUs with 80 GB for the training state\n",
                 least, kGpusPerNode);
  text += Format("tokens       %.3g sampled, %.3g trained on\n", total.response_tokens,
                 total.document_tokens);
  text += Format("compute      generation %.3g FLOP, training %.3g FLOP: %.0f GPU-hours\n",
                 total.generate_flops, total.train_flops, GpuSeconds(total) / 3600);
  for (const int gpus : {64, 512}) {
    text += Format("time         about %s on %d GPUs\n", Duration(GpuSeconds(total) / gpus).c_str(),
                   gpus);
  }
  text += Format(
      "assumed      %.0f TFLOP/s a GPU (bf16), %.0f %% of it in training, %.0f %% in generation, "
      "mean response\n             %.0f %% of the limit; the report gives no such figures for this "
      "run\n",
      kGpuPeakFlops / 1e12, 100 * kTrainUtilisation, 100 * kDecodeUtilisation,
      100 * kMeanShareOfLimit);
  return text;
}

std::string DescribeCpuNeeds(const TrainingOptions& options, const Plan& plan) {
  const model::TrainingMemory memory =
      model::EstimateTrainingMemory(Largest(plan), static_cast<double>(options.micro_batch_tokens),
                                    options.rl.loss.kl_coefficient > 0, /*bytes_per_value=*/4);
  const CpuRates rates = RatesOf(options);
  const double seed = Seconds(Total(plan), rates);
  const double seeds = static_cast<double>(options.seeds.size());
  std::string text = Format("memory       about %s for weights, optimizer and activations\n",
                            Gigabytes(memory.total()).c_str());
  text += Format("time         a seed about %s; %.0f seed(s): about %s, evaluations not counted\n",
                 Duration(seed).c_str(), seeds, Duration(seeds * seed).c_str());
  text += Format("assumed      two cores at %.0f GFLOP/s in training, %.0f in generation\n",
                 rates.train_flops / 1e9, rates.generate_flops / 1e9);
  return text;
}

}  // namespace

PlannedWork RlWork(const RlOptions& rl, const model::ModelConfig& config, double prompt_tokens,
                   double response_tokens) {
  PlannedWork work;
  const double rollouts = static_cast<double>(rl.steps) / rl.updates_per_rollout();
  work.responses = rollouts * rl.questions_per_step * rl.steps_per_rollout * rl.group_size;
  work.response_tokens = work.responses * response_tokens;
  work.documents = work.responses * rl.inner_epochs;
  work.document_tokens = work.documents * (prompt_tokens + response_tokens);
  work.generate_flops = work.responses * model::ForwardFlops(config, response_tokens) +
                        work.responses / rl.group_size * model::ForwardFlops(config, prompt_tokens);
  // A reference adds one forward pass, a third of forward and backward.
  const double reference = rl.loss.kl_coefficient > 0 ? 4.0 / 3.0 : 1.0;
  work.train_flops =
      work.documents * reference * model::TrainFlops(config, prompt_tokens + response_tokens);
  return work;
}

PlannedWork SftWork(const model::ModelConfig& config, double documents, double tokens) {
  PlannedWork work;
  work.documents = documents;
  work.document_tokens = documents * tokens;
  work.train_flops = documents * model::TrainFlops(config, tokens);
  return work;
}

PlannedWork SamplingWork(const model::ModelConfig& config, double responses, double tokens) {
  PlannedWork work;
  work.responses = responses;
  work.response_tokens = responses * tokens;
  work.generate_flops = responses * model::ForwardFlops(config, tokens);
  return work;
}

model::ModelConfig PlanConfig(const TrainingOptions& options, const MicroVocabulary& vocabulary) {
  switch (options.scale) {
    case Scale::kMicro:
      return MicroModelConfig(options.model, vocabulary, options.context_tokens);
    case Scale::kSmall:
      if (options.text.model == "smollm2") return model::PresetConfig("smollm2-135m");
      return model::LoadConfig(ModelPath(options.text.model));
    case Scale::kPaper:
      return model::PresetConfig(options.text.model);
  }
  return {};
}

std::string PlanModelName(const TrainingOptions& options) {
  return options.scale == Scale::kMicro ? "made from nothing" : options.text.model;
}

double AssumedResponse(const TrainingOptions& options, double limit) {
  switch (options.scale) {
    case Scale::kMicro:
      return limit * kMeanShareOfLimitMicro;
    case Scale::kSmall:
      return limit * kMeanShareOfLimitSmall;
    case Scale::kPaper:
      return limit * kMeanShareOfLimit;
  }
  return limit;
}

double AssumedPrompt(const TrainingOptions& options) {
  return options.scale == Scale::kMicro   ? kPromptTokensMicro
         : options.scale == Scale::kSmall ? kPromptTokensSmall
                                          : 0;
}

std::string DescribeRl(const RlOptions& rl) {
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
  return text;
}

std::string DescribePlan(const TrainingOptions& options, const Plan& plan) {
  std::string text = "Plan of " + plan.experiment + " (nothing is run)\n\n";
  text += DescribeModel(plan);
  text += plan.remarks;
  text += DescribeStages(options, plan);
  text += options.scale == Scale::kPaper ? DescribeClusterNeeds(options, plan)
                                         : DescribeCpuNeeds(options, plan);
  text += Format("seeds        %zu", options.seeds.size());
  return text + "\n";
}

}  // namespace r1bench::experiments
