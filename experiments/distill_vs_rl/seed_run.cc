#include "experiments/distill_vs_rl/seed_run.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "data/micro/ops_corpus.h"
#include "data/problem.h"
#include "experiments/common/arm_settings.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/seed_arms.h"
#include "experiments/common/text_environment.h"
#include "experiments/common/trace_stage.h"
#include "experiments/distill_vs_rl/budget.h"
#include "experiments/distill_vs_rl/student_arms.h"
#include "experiments/distill_vs_rl/traces.h"
#include "model/saved_completions.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::LoadPolicy;
using experiments::Policy;
using experiments::SeedArms;
using experiments::Split;
using experiments::Trace;
using experiments::TraceSource;
using experiments::TrainingOptions;

experiments::ArmSettings WithSkills(experiments::ArmSettings settings) {
  // Why a small model's own RL may fail: skills, beside the accuracy.
  settings.more = [](const std::string&, const experiments::Evaluation& evaluation,
                     const std::vector<base::Json>&, base::Json* metrics) {
    for (const char* skill : {"arithmetic", "check"}) {
      if (evaluation.audit.contains(skill)) (*metrics)[skill] = evaluation.audit.at(skill);
    }
  };
  return settings;
}

// Teacher and student see the same documents in the same order.
void Pretrain(const DistillOptions& options, const experiments::OpsEnvironment& environment,
              const std::string& name, const model::ModelConfig& config, SeedArms* arms) {
  const TrainingOptions& training = options.training;
  const uint64_t seed = arms->context().seed;
  const micro::OpsCorpus corpus(environment.task(), environment.split().train, seed,
                                options.world.corpus);
  experiments::SftStage stage;
  stage.steps = training.pretrain.steps;
  stage.sft = experiments::PretrainSft(training.pretrain, training.micro_batch_tokens);
  stage.documents = [&](int64_t step) {
    return experiments::OpsDocuments(corpus, step, training.pretrain.documents);
  };
  arms->Sft(
      name, [&] { return experiments::NewPolicy(config, seed, training.transformer); },
      std::move(stage), /*evaluate=*/false);
}

// A micro world's seed: two model shapes over one environment.
class MicroSeed {
 public:
  MicroSeed(const DistillOptions& options, const experiments::SeedContext& context)
      : options_(options),
        environment_(options.world, context.seed),
        arms_(context, environment_, WithSkills(experiments::SettingsFor(options.training))),
        large_(experiments::MicroModelConfig(options.training.model, experiments::kOpsVocabulary,
                                             options.training.context_tokens)),
        small_(experiments::MicroModelConfig(options.student, experiments::kOpsVocabulary,
                                             options.training.context_tokens)) {}

  void Run() {
    Pretrain(options_, environment_, "teacher_pretrain", large_, &arms_);
    Pretrain(options_, environment_, "student_pretrain", small_, &arms_);
    arms_.Evaluate("teacher_base", Large("teacher_pretrain"));
    arms_.Rl("teacher", Large("teacher_pretrain"), options_.training.rl);
    const std::vector<Trace> traces = Sample("traces", Large("teacher"), large_,
                                             {.samples_per_prompt = options_.samples_per_prompt});
    RunStudent(traces);
    if (options_.own_arms) RunOwn(traces);
  }

 private:
  LoadPolicy Large(const std::string& stage) const {
    return arms_.Weights(stage, large_, options_.training.transformer);
  }
  LoadPolicy Small(const std::string& stage) const {
    return arms_.Weights(stage, small_, options_.training.transformer);
  }
  std::vector<train::Document> Documents(const std::vector<Trace>& traces) const {
    return TokenDocuments(environment_, traces);
  }

  // Right answers of the model `load`, of shape `config`.
  std::vector<Trace> Sample(const std::string& stage, const LoadPolicy& load,
                            const model::ModelConfig& config,
                            const experiments::TraceOptions& sampling) {
    TraceSource source;
    source.environment = &environment_;
    source.config = &config;
    source.generator = [&]() -> std::shared_ptr<model::TextGenerator> {
      return arms_.Engine(load());
    };
    return RunTraceStage(stage, sampling, source, &arms_);
  }

  void RunStudent(const std::vector<Trace>& traces) {
    StudentArms student;
    student.base = Small("student_pretrain");
    student.weights = [this](const std::string& stage) { return Small(stage); };
    student.traces = traces;
    student.documents = [this](const std::vector<Trace>& some) { return Documents(some); };
    if (options_.cold_traces > 0) {
      student.canonical =
          CanonicalDocuments(environment_, options_.cold_traces, arms_.context().seed);
    }
    RunStudentArms(options_, student, &arms_);
  }

  // Fine-tuning without another model: each base on as many right answers of its own, and the large
  // one, to tell the traces from the size, on the teacher's.
  void RunOwn(const std::vector<Trace>& traces) {
    const experiments::TraceOptions sampling{.samples_per_prompt = options_.samples_per_prompt,
                                             .max_rounds = options_.max_sampling_rounds,
                                             .wanted = std::ssize(traces)};
    const LoadPolicy small = Small("student_pretrain"), large = Large("teacher_pretrain");
    const auto small_own = Sample("own_traces", small, small_, sampling);
    TuneOnTraces(options_, "own_sft", small, Documents(small_own), &arms_);
    const auto large_own = Sample("large_traces", large, large_, sampling);
    TuneOnTraces(options_, "large_sft", large, Documents(large_own), &arms_);
    TuneOnTraces(options_, "large_self", large, Documents(traces), &arms_);
    RunRounds();
  }

  // Without RL, but with its operations: "large_sft" goes on from its own weights, each round on
  // the right answers that these give to the teacher's number of samples.
  void RunRounds() {
    const double budget = FlopsOfArm(arms_, "teacher");
    std::string weights = "large_sft";
    for (int round = 2; FlopsOfArm(arms_, "large_sft_whole") < budget; ++round) {
      const auto own = Sample(RoundStage("large_traces", round), Large(weights), large_,
                              {.samples_per_prompt = options_.samples_per_prompt});
      const std::string next = RoundStage("large_sft", round);
      arms_.Sft(next, Large(weights),
                FineTuning(Documents(own), options_.sft, options_.training.micro_batch_tokens,
                           arms_.context().seed),
                /*evaluate=*/false);
      weights = next;
    }
    arms_.Evaluate("large_sft_whole", Large(weights));
  }

  const DistillOptions& options_;
  const experiments::OpsEnvironment environment_;
  SeedArms arms_;
  const model::ModelConfig large_, small_;
};

// The teacher of the small scale, made only if its traces are not there yet: a model with its own
// tokenizer and prompts, or answers that were made elsewhere.
class TextTeacher {
 public:
  TextTeacher(const DistillOptions& options, const experiments::TextEnvironment& student,
              uint64_t seed)
      : options_(options), student_(student), seed_(seed) {}

  std::vector<Trace> Traces(SeedArms* arms) {
    TraceSource source;
    source.environment = &student_;
    source.flops_per_token = 2 * options_.teacher.parameters;
    if (!arms->Finished("traces")) {
      options_.teacher.model.empty() ? UseSaved(*arms, &source) : UseModel(&source);
    }
    return RunTraceStage("traces", {.samples_per_prompt = options_.samples_per_prompt}, source,
                         arms);
  }

 private:
  void UseModel(TraceSource* source) {
    experiments::TextWorldOptions world = options_.training.text;
    world.model = options_.teacher.model;
    environment_.emplace(world, options_.training.transformer, seed_);
    const Policy policy = environment_->LoadModel();
    config_ = policy->config();
    source->environment = &*environment_;
    source->config = &config_;
    source->generator = [this, policy]() -> std::shared_ptr<model::TextGenerator> {
      return experiments::TextEngine(policy, environment_->codec(), options_.teacher.model);
    };
  }

  void UseSaved(const SeedArms& arms, TraceSource* source) {
    const std::string problems =
        arms.context().folder->File(base::StrCat("problems-", arms.context().seed, ".jsonl"));
    WriteProblems(problems);
    const auto saved = std::make_shared<model::SavedCompletions>(options_.teacher.completions);
    for (int64_t i = 0; i < student_.size(Split::kTrain); ++i) {
      if (saved->NumCompletions(student_.Id(Split::kTrain, i)) >= options_.samples_per_prompt) {
        source->prompts.push_back(i);
      }
    }
    base::Require(!source->prompts.empty(), options_.teacher.completions, " has ",
                  options_.samples_per_prompt,
                  " answers (--samples_per_prompt) to none of the training problems, which are in ",
                  problems, "; let the teacher answer those");
    source->generator = [saved]() -> std::shared_ptr<model::TextGenerator> { return saved; };
  }

  // As a suite for `evaluate`, whose samples.jsonl may then be --teacher_completions.
  void WriteProblems(const std::string& path) const {
    std::string lines;
    for (int64_t i = 0; i < student_.size(Split::kTrain); ++i) {
      const data::Problem& problem = student_.At(Split::kTrain, i);
      const base::Json line = {
          {"id", problem.id}, {"problem", problem.problem}, {"answer", problem.answer}};
      lines += line.dump() + "\n";
    }
    base::WriteFileAtomic(path, lines);
  }

  const DistillOptions& options_;
  const experiments::TextEnvironment& student_;
  const uint64_t seed_;
  std::optional<experiments::TextEnvironment> environment_;
  model::ModelConfig config_;
};

void RunTextSeed(const DistillOptions& options, const experiments::SeedContext& context) {
  const TrainingOptions& training = options.training;
  const experiments::TextEnvironment environment(training.text, training.transformer, context.seed);
  const experiments::ArmSettings settings =
      WithSkills(experiments::TextSettingsFor(training, environment.text_model()));
  SeedArms arms(context, environment, settings);
  StudentArms student;
  const model::ModelConfig config = environment.text_model().transformer->config();
  student.base = [&environment] { return environment.LoadModel(); };
  student.weights = [&](const std::string& stage) {
    return arms.Weights(stage, config, training.transformer);
  };
  student.traces = TextTeacher(options, environment, context.seed).Traces(&arms);
  student.documents = [&](const std::vector<Trace>& traces) {
    return TextDocuments(environment, traces);
  };
  RunStudentArms(options, student, &arms);
}

}  // namespace

void RunSeed(const DistillOptions& options, const experiments::SeedContext& context) {
  options.training.scale == experiments::Scale::kMicro ? MicroSeed(options, context).Run()
                                                       : RunTextSeed(options, context);
}

}  // namespace r1bench::distill_vs_rl
