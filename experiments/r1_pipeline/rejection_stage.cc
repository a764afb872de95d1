#include "experiments/r1_pipeline/rejection_stage.h"

#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/rng.h"
#include "experiments/common/cost.h"
#include "experiments/r1_pipeline/measure.h"

namespace r1bench::r1_pipeline {
namespace {

using experiments::Environment;
using experiments::Split;

constexpr const char* kStage = "rejection";

std::string FileOf(const experiments::SeedArms& arms) {
  return arms.context().folder->File("checkpoints/" + std::to_string(arms.context().seed) +
                                     "-tuning_set.json");
}

base::Json ToJson(const std::vector<train::Document>& documents) {
  base::Json all = base::Json::array();
  for (const train::Document& document : documents) {
    all.push_back({{"tokens", document.tokens}, {"loss_from", document.loss_from}});
  }
  return all;
}

std::vector<train::Document> FromJson(const base::Json& json) {
  std::vector<train::Document> documents;
  for (const base::Json& one : json) {
    documents.push_back(
        {one.at("tokens").get<std::vector<int32_t>>(), one.at("loss_from").get<int64_t>()});
  }
  return documents;
}

// `prompts` training prompts, drawn at random.
std::vector<model::GenerateRequest> Requests(const Environment& environment, int64_t prompts,
                                             int samples, uint64_t seed) {
  std::vector<int64_t> order(static_cast<size_t>(environment.size(Split::kTrain)));
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int64_t>(i);
  base::Rng rng(seed, "r1_pipeline/rejection");
  rng.Shuffle(order);
  if (std::ssize(order) > prompts) order.resize(static_cast<size_t>(prompts));
  std::vector<model::GenerateRequest> requests;
  for (const int64_t prompt : order) {
    model::GenerateRequest request;
    request.id = static_cast<uint64_t>(prompt);
    request.problem_id = environment.Id(Split::kTrain, prompt);
    request.prompt_tokens = environment.PromptTokens(Split::kTrain, prompt);
    request.num_samples = samples;
    request.params = environment.Sampling();
    request.params.seed = seed;
    requests.push_back(std::move(request));
  }
  return requests;
}

bool Acceptable(const Environment& environment, const model::Completion& completion) {
  const int64_t prompt = static_cast<int64_t>(completion.request_id);
  const auto outcome = environment.Judge(Split::kTrain, prompt, {&completion, 1}).front();
  return outcome.correct && Measure(outcome, "mixed") == 0 && Measure(outcome, "format_error") == 0;
}

// What was picked of what was sampled.
struct Picked {
  std::vector<train::Document> documents;
  int64_t accepted = 0;
  experiments::Cost cost;
};

Picked Pick(const Environment& environment, const model::ModelConfig& config,
            std::span<const model::Completion> completions, int64_t most) {
  Picked picked;
  for (const model::Completion& completion : completions) {
    std::vector<int32_t> tokens =
        environment.PromptTokens(Split::kTrain, static_cast<int64_t>(completion.request_id));
    const int64_t prompt = std::ssize(tokens);
    picked.cost += experiments::GenerationCost(config, static_cast<double>(prompt),
                                               static_cast<double>(completion.tokens.size()), 1);
    if (!Acceptable(environment, completion)) continue;
    ++picked.accepted;
    if (std::ssize(picked.documents) >= most) continue;
    tokens.insert(tokens.end(), completion.tokens.begin(), completion.tokens.end());
    picked.documents.push_back({std::move(tokens), prompt});
  }
  return picked;
}

void Run(const PipelineOptions& options, int64_t prompts,
         const std::vector<train::Document>& general, const experiments::LoadPolicy& dev2,
         experiments::SeedArms* arms) {
  const auto start = std::chrono::steady_clock::now();
  const experiments::SeedContext& context = arms->context();
  const experiments::Policy policy = dev2();
  const auto engine = arms->Engine(policy);
  const uint64_t seed = base::Rng(context.seed, "r1_pipeline/rejection").U64();
  const auto completions = engine->Generate(
      Requests(arms->environment(), prompts, options.samples_per_prompt, seed), {});
  Picked picked =
      Pick(arms->environment(), policy->config(), completions, options.reasoning_samples);
  base::Require(!picked.documents.empty(),
                "none of Dev2's solutions was acceptable, so that there is nothing to fine-tune "
                "on; give its RL more --steps");
  const auto sign = [&](const std::vector<train::Document>& documents) {
    for (const train::Document& document : documents) {
      context.stages->Sign<int32_t>("tuning set", document.tokens);
    }
  };
  sign(picked.documents);
  sign(general);
  base::WriteFileAtomic(FileOf(*arms), base::JsonText({{"reasoning", ToJson(picked.documents)},
                                                       {"general", ToJson(general)}}));
  picked.cost.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double sampled = static_cast<double>(completions.size());
  context.stages->Finish(experiments::StageName(context.seed, kStage),
                         {{"metrics",
                           {{"sampled", sampled},
                            {"accepted", static_cast<double>(picked.accepted) / sampled},
                            {"reasoning_samples", picked.documents.size()},
                            {"general_samples", general.size()}}},
                          {"cost", experiments::ToJson(picked.cost)}});
  context.stage_done();
}

}  // namespace

TuningSet RejectionStage(const PipelineOptions& options, int64_t prompts,
                         const std::vector<train::Document>& general,
                         const experiments::LoadPolicy& dev2, experiments::SeedArms* arms) {
  if (!arms->Finished(kStage)) Run(options, prompts, general, dev2, arms);
  const base::Json set = base::ReadJsonFile(FileOf(*arms));
  return {FromJson(set.at("reasoning")), FromJson(set.at("general"))};
}

}  // namespace r1bench::r1_pipeline
