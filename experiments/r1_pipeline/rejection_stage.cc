#include "experiments/r1_pipeline/rejection_stage.h"

#include <chrono>
#include <string>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/rng.h"
#include "experiments/common/cost.h"

namespace r1bench::r1_pipeline {
namespace {

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

std::vector<model::GenerateRequest> Requests(const PipelineEnvironment& environment, int samples,
                                             uint64_t seed) {
  std::vector<int64_t> order(static_cast<size_t>(environment.size(Split::kTrain)));
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int64_t>(i);
  base::Rng rng(seed, "r1_pipeline/rejection");
  rng.Shuffle(order);
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

bool Acceptable(const PipelineEnvironment& environment, const model::Completion& completion) {
  const int64_t prompt = static_cast<int64_t>(completion.request_id);
  const auto outcome = environment.Judge(Split::kTrain, prompt, {&completion, 1}).front();
  return outcome.correct && Measure(outcome, "mixed") == 0 && Measure(outcome, "format_error") == 0;
}

void Run(const PipelineOptions& options, const PipelineWorld& world,
         const PipelineEnvironment& environment, const experiments::LoadPolicy& dev2,
         experiments::SeedArms* arms) {
  const auto start = std::chrono::steady_clock::now();
  const experiments::Policy policy = dev2();
  const auto engine = arms->Engine(policy);
  const uint64_t seed = base::Rng(world.seed(), "r1_pipeline/rejection").U64();
  const auto completions =
      engine->Generate(Requests(environment, options.samples_per_prompt, seed), {});
  TuningSet set;
  experiments::Cost cost;
  int64_t accepted = 0;
  for (const model::Completion& completion : completions) {
    cost += experiments::GenerationCost(policy->config(), micro::kPromptTokens,
                                        static_cast<double>(completion.tokens.size()), 1);
    if (!Acceptable(environment, completion)) continue;
    ++accepted;
    if (std::ssize(set.reasoning) >= options.reasoning_samples) continue;
    std::vector<int32_t> tokens =
        environment.PromptTokens(Split::kTrain, static_cast<int64_t>(completion.request_id));
    tokens.insert(tokens.end(), completion.tokens.begin(), completion.tokens.end());
    set.reasoning.push_back({std::move(tokens), micro::kPromptTokens});
  }
  base::Require(!set.reasoning.empty(),
                "none of Dev2's solutions was acceptable, so that there is nothing to fine-tune "
                "on; give its RL more --steps");
  set.general = world.GeneralSamples(options.general_samples);
  for (const auto* part : {&set.reasoning, &set.general}) {
    for (const train::Document& document : *part) {
      arms->context().stages->Sign<int32_t>("tuning set", document.tokens);
    }
  }
  base::WriteFileAtomic(FileOf(*arms), base::JsonText({{"reasoning", ToJson(set.reasoning)},
                                                       {"general", ToJson(set.general)}}));
  cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double sampled = static_cast<double>(completions.size());
  arms->context().stages->Finish(experiments::StageName(arms->context().seed, kStage),
                                 {{"metrics",
                                   {{"sampled", sampled},
                                    {"accepted", static_cast<double>(accepted) / sampled},
                                    {"reasoning_samples", set.reasoning.size()},
                                    {"general_samples", set.general.size()}}},
                                  {"cost", experiments::ToJson(cost)}});
  arms->context().stage_done();
}

}  // namespace

TuningSet RejectionStage(const PipelineOptions& options, const PipelineWorld& world,
                         const PipelineEnvironment& reasoning, const experiments::LoadPolicy& dev2,
                         experiments::SeedArms* arms) {
  if (!arms->Finished(kStage)) Run(options, world, reasoning, dev2, arms);
  const base::Json set = base::ReadJsonFile(FileOf(*arms));
  return {FromJson(set.at("reasoning")), FromJson(set.at("general"))};
}

}  // namespace r1bench::r1_pipeline
