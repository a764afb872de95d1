#include "experiments/r1_pipeline/preference_stage.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/rng.h"
#include "base/signals.h"
#include "experiments/common/cost.h"
#include "train/collective.h"

namespace r1bench::r1_pipeline {
namespace {

using Clock = std::chrono::steady_clock;
using experiments::Cost;
using experiments::Policy;

constexpr const char* kStage = "preferences";
constexpr const char* kHelpfulness = "reward_helpfulness";
constexpr const char* kSafety = "reward_safety";

std::vector<model::Completion> Sample(std::span<const micro::Request> requests, int samples,
                                      const PipelineWorld& world, uint64_t seed,
                                      model::TextGenerator* generator) {
  std::vector<model::GenerateRequest> asked(requests.size());
  for (size_t i = 0; i < asked.size(); ++i) {
    asked[i].id = i;
    asked[i].problem_id = micro::RequestId(requests[i]);
    asked[i].prompt_tokens = micro::RequestTokens(requests[i]);
    asked[i].num_samples = samples;
    asked[i].params.max_new_tokens = world.options().context_tokens - micro::kPromptTokens;
    asked[i].params.stop_token_ids = {micro::kNotationEnd};
    asked[i].params.seed = seed;
  }
  return generator->Generate(asked, {});
}

Cost SamplingCost(const model::ModelConfig& config,
                  std::span<const model::Completion> completions) {
  Cost cost;
  for (const model::Completion& completion : completions) {
    cost += experiments::GenerationCost(config, micro::kPromptTokens,
                                        static_cast<double>(completion.tokens.size()), 1);
  }
  return cost;
}

train::LabelledDocument Labelled(const micro::Request& request, const model::Completion& completion,
                                 bool safe) {
  train::LabelledDocument document;
  document.tokens = micro::RequestTokens(request);
  document.tokens.insert(document.tokens.end(), completion.tokens.begin(), completion.tokens.end());
  document.labels = {{std::ssize(document.tokens) - 1, safe ? 1.0f : 0.0f}};
  return document;
}

train::RewardModelOptions TrainerOptions(const TuningOptions& tuning, int64_t steps,
                                         int64_t micro_batch_tokens) {
  train::RewardModelOptions options;
  options.optimizer.learning_rate = tuning.learning_rate;
  options.optimizer.weight_decay = 0.0;
  options.optimizer.max_grad_norm = 1.0;
  options.optimizer.schedule.shape = train::ScheduleShape::kCosine;
  options.optimizer.schedule.total_steps = steps;
  options.optimizer.schedule.final_fraction = 0.1;
  options.micro_batch_tokens = micro_batch_tokens;
  return options;
}

// `epochs` passes over `examples`, each in its own order.
template <typename Example, typename TrainStep>
void Epochs(const std::vector<Example>& examples, const TuningOptions& tuning, uint64_t seed,
            const TrainStep& step) {
  std::vector<size_t> order(examples.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (int epoch = 0; epoch < tuning.epochs; ++epoch) {
    base::Rng rng(seed, "r1_pipeline/reward_model", static_cast<uint64_t>(epoch));
    rng.Shuffle(order);
    for (size_t first = 0; first < order.size(); first += static_cast<size_t>(tuning.batch)) {
      const size_t last = std::min(order.size(), first + static_cast<size_t>(tuning.batch));
      std::vector<Example> batch;
      for (size_t i = first; i < last; ++i) batch.push_back(examples[order[i]]);
      step(batch);
      base::ThrowIfStopped();
    }
  }
}

int64_t Steps(size_t examples, const TuningOptions& tuning) {
  const experiments::EpochOrder order{static_cast<int64_t>(examples), tuning.batch, tuning.epochs};
  return order.steps();
}

class Stage {
 public:
  Stage(const PipelineOptions& options, const PipelineWorld& world,
        const model::ModelConfig& config, experiments::SeedArms* arms)
      : options_(options), world_(world), config_(config), arms_(*arms) {}

  void Run(const experiments::LoadPolicy& dev3) {
    const Clock::time_point start = Clock::now();
    const Policy policy = dev3();
    const JudgedResponses judged = Judged(policy, world_.requests().train, "train", &cost_);
    Cost untrained;  // testing teaches nobody
    const JudgedResponses tests = Judged(policy, world_.requests().held_out, "test", &untrained);
    metrics_ = {{"pairs", judged.pairs.size()},
                {"wrong_pairs", judged.wrong_pairs},
                {"labels", judged.labels.size()},
                {"unsafe_share", judged.unsafe_share}};
    TrainHelpfulness(*policy, judged, tests);
    TrainSafety(*policy, judged, tests);
    cost_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    arms_.context().stages->Finish(experiments::StageName(arms_.context().seed, kStage),
                                   {{"metrics", metrics_}, {"cost", experiments::ToJson(cost_)}});
    arms_.context().stage_done();
  }

 private:
  JudgedResponses Judged(const Policy& policy, const std::vector<micro::Request>& requests,
                         const char* name, Cost* cost) {
    const uint64_t seed = base::Rng(world_.seed(), std::string("r1_pipeline/judged/") + name).U64();
    const auto engine = arms_.Engine(policy);
    const std::vector<model::Completion> completions =
        Sample(requests, options_.reward_model.samples, world_, seed, engine.get());
    *cost += SamplingCost(config_, completions);
    for (const model::Completion& completion : completions) {
      arms_.context().stages->Sign<int32_t>("judged", completion.tokens);
    }
    return JudgeResponses(requests, completions, options_.reward_model, seed);
  }

  std::shared_ptr<model::Transformer> Fresh(model::Transformer& policy) const {
    return std::make_shared<model::Transformer>(train::ValueHeadConfig(config_),
                                                train::WithValueHead(config_, policy.parameters()),
                                                options_.training.transformer);
  }

  void TrainHelpfulness(model::Transformer& policy, const JudgedResponses& judged,
                        const JudgedResponses& tests) {
    const auto scorer = Fresh(policy);
    const TuningOptions& tuning = options_.reward_model.tuning;
    train::RewardModelTrainer trainer(TrainerOptions(tuning, Steps(judged.pairs.size(), tuning),
                                                     options_.training.micro_batch_tokens),
                                      scorer.get(), &collective_);
    Epochs(judged.pairs, tuning, world_.seed(),
           [&](const auto& batch) { Log(kHelpfulness, trainer.StepPairs(batch)); });
    for (const train::PreferencePair& pair : judged.pairs) {
      for (const auto* response : {&pair.chosen, &pair.rejected}) {
        AddTrained(pair.prompt.size() + response->size());
      }
    }
    cost_.updates += static_cast<double>(trainer.step());
    metrics_["helpfulness_accuracy"] = trainer.EvaluatePairs(tests.pairs).accuracy;
    Keep(kHelpfulness, scorer.get(), trainer.step());
  }

  void TrainSafety(model::Transformer& policy, const JudgedResponses& judged,
                   const JudgedResponses& tests) {
    const auto scorer = Fresh(policy);
    const TuningOptions& tuning = options_.reward_model.tuning;
    train::RewardModelTrainer trainer(TrainerOptions(tuning, Steps(judged.labels.size(), tuning),
                                                     options_.training.micro_batch_tokens),
                                      scorer.get(), &collective_);
    Epochs(judged.labels, tuning, world_.seed() + 1,
           [&](const auto& batch) { Log(kSafety, trainer.Step(batch)); });
    for (const train::LabelledDocument& document : judged.labels) {
      AddTrained(document.tokens.size());
    }
    cost_.updates += static_cast<double>(trainer.step());
    metrics_["safety_accuracy"] = trainer.Evaluate(tests.labels).accuracy;
    Keep(kSafety, scorer.get(), trainer.step());
  }

  void AddTrained(size_t tokens) {
    const train::Document document{std::vector<int32_t>(tokens), 0};
    for (int epoch = 0; epoch < options_.reward_model.tuning.epochs; ++epoch) {
      cost_ += experiments::TrainingCost(config_, {&document, 1});
    }
  }

  void Log(const char* arm, const train::RewardModelMetrics& metrics) {
    arms_.context().stages->Sign<double>("reward model loss", {{metrics.loss}});
    arms_.context().metric(arms_.Labelled(arm, {{"step", metrics.step},
                                                {"reward_model_loss", metrics.loss},
                                                {"reward_model_accuracy", metrics.accuracy}}));
  }

  void Keep(const char* name, model::Transformer* scorer, int64_t step) {
    const model::Parameters& weights = scorer->parameters();
    arms_.context().stages->Sign<float>("weights",
                                        {weights.data(), static_cast<size_t>(weights.size())});
    arms_.KeepWeights(name, scorer, step);
  }

  const PipelineOptions& options_;
  const PipelineWorld& world_;
  const model::ModelConfig& config_;
  experiments::SeedArms& arms_;
  train::SingleProcess collective_;
  base::Json metrics_;
  Cost cost_;
};

}  // namespace

JudgedResponses JudgeResponses(std::span<const micro::Request> requests,
                               std::span<const model::Completion> completions,
                               const RewardModelOptions& options, uint64_t seed) {
  JudgedResponses out;
  const size_t samples = static_cast<size_t>(options.samples);
  for (size_t r = 0; r < requests.size(); ++r) {
    const micro::Request& request = requests[r];
    const micro::RequestKind kind = micro::KindOf(request);
    const auto responses = completions.subspan(r * samples, samples);
    base::Rng rng(seed, "r1_pipeline/judge", r);
    for (const model::Completion& completion : responses) {
      if (kind == micro::RequestKind::kOrdinary) break;
      const auto grade = micro::GradeRequest(request, completion.tokens);
      const bool safe = micro::SafetyLabel(grade, options.judge, rng);
      out.labels.push_back(Labelled(request, completion, safe));
      out.unsafe_share += safe ? 0 : 1;
    }
    for (size_t i = 0; kind != micro::RequestKind::kHarmful && i + 1 < samples; i += 2) {
      const auto first = micro::GradeRequest(request, responses[i].tokens);
      const auto second = micro::GradeRequest(request, responses[i + 1].tokens);
      const micro::Preference preference = micro::Compare(first, second, options.judge, rng);
      if (preference == micro::Preference::kTooClose) {
        ++out.too_close;
        continue;
      }
      const bool swap = preference == micro::Preference::kSecond;
      const double chosen = swap ? second.gold : first.gold;
      const double rejected = swap ? first.gold : second.gold;
      out.wrong_pairs += chosen < rejected ? 1.0 : chosen == rejected ? 0.5 : 0.0;
      out.pairs.push_back({micro::RequestTokens(request), responses[i + (swap ? 1 : 0)].tokens,
                           responses[i + (swap ? 0 : 1)].tokens});
    }
  }
  if (!out.pairs.empty()) out.wrong_pairs /= static_cast<double>(out.pairs.size());
  if (!out.labels.empty()) out.unsafe_share /= static_cast<double>(out.labels.size());
  return out;
}

std::shared_ptr<const RewardModels> PreferenceStage(const PipelineOptions& options,
                                                    const PipelineWorld& world,
                                                    const model::ModelConfig& config,
                                                    const experiments::LoadPolicy& dev3,
                                                    experiments::SeedArms* arms) {
  if (!arms->Finished(kStage)) Stage(options, world, config, arms).Run(dev3);
  const model::ModelConfig with_head = train::ValueHeadConfig(config);
  const model::TransformerOptions& transformer = options.training.transformer;
  return std::make_shared<const RewardModels>(arms->Weights(kHelpfulness, with_head, transformer)(),
                                              arms->Weights(kSafety, with_head, transformer)());
}

}  // namespace r1bench::r1_pipeline
