#include "experiments/prm/seed_run.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/rng.h"
#include "data/micro/ops_corpus.h"
#include "experiments/common/arm_settings.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/seed_arms.h"
#include "experiments/common/text_environment.h"
#include "experiments/prm/counting_generator.h"
#include "experiments/prm/curve_metrics.h"
#include "experiments/prm/ops_steps.h"
#include "experiments/prm/rerank.h"
#include "experiments/prm/text_steps.h"

namespace r1bench::prm {
namespace {

using experiments::LoadPolicy;
using experiments::Policy;
using experiments::SeedArms;
using experiments::Split;
using experiments::TrainingOptions;

experiments::ArmSettings WithCurves(experiments::ArmSettings settings, double limit) {
  settings.more = [limit](const std::string&, const experiments::Evaluation&,
                          const std::vector<base::Json>& rows, base::Json* metrics) {
    (*metrics)["limit"] = limit;
    if (!rows.empty()) metrics->update(CurveMetrics(rows));
  };
  return settings;
}

// What the stages after the base share, in either world.
class SeedRun {
 public:
  // `fine` cuts responses by operations; none where nobody can. All must outlive this.
  SeedRun(const PrmOptions& options, const StepWorld& world, const StepWorld* fine, SeedArms* arms,
          LoadPolicy base)
      : options_(options),
        training_(options.training),
        world_(world),
        fine_(fine),
        arms_(*arms),
        context_(arms->context()),
        base_(std::move(base)) {}
  virtual ~SeedRun() = default;

  void Run() {
    arms_.Evaluate("base", base_);
    Label();
    if (fine_ != nullptr) LabelFine();
    for (const Source judge : JudgesOf(options_)) TrainJudge(judge);
    for (const Arm& arm : options_.arms) RunArm(arm);
    if (options_.rerank_samples == 0) return;
    Rerank("rerank_base", base_, /*beam=*/world_.exact());
    if (arms_.Finished("outcome")) {
      Rerank("rerank_rl", Weights("outcome", base_()->config()), /*beam=*/false);
    }
  }

 protected:
  // Trains the preference model of that size, if it is not there; returns its weights.
  virtual LoadPolicy Preference(const std::string& size) {
    base::Fail("this world has no preference models (", size, ")");
  }

  LoadPolicy Weights(const std::string& stage, const model::ModelConfig& config) const {
    return arms_.Weights(stage, config, training_.transformer);
  }
  std::string Name(const std::string& stage) const {
    return experiments::StageName(context_.seed, stage);
  }
  std::string File(const std::string& name) const {
    return context_.folder->File("checkpoints/" + std::to_string(context_.seed) + "-" + name);
  }
  uint64_t Seed(const std::string& stream) const {
    return base::Rng(context_.seed, "prm/" + stream).U64();
  }
  void Finish(const std::string& stage, base::Json result) {
    context_.stages->Finish(Name(stage), std::move(result));
    context_.stage_done();
  }

  Policy WithHead(const Policy& body) const {
    return std::make_shared<model::Transformer>(
        train::ValueHeadConfig(body->config()),
        train::WithValueHead(body->config(), body->parameters()), training_.transformer);
  }

  // Signs and keeps a trained judge.
  void Keep(const std::string& stage, const Policy& judge, const std::vector<double>& loss) {
    const model::Parameters& weights = judge->parameters();
    context_.stages->Sign<double>("loss", loss);
    context_.stages->Sign<float>("weights", {weights.data(), static_cast<size_t>(weights.size())});
    arms_.KeepWeights(stage, judge.get(), static_cast<int64_t>(loss.size()));
    for (size_t step = 9; step < loss.size(); step += 10) {
      context_.metric(arms_.Labelled(stage, {{"step", step + 1}, {"loss", loss[step]}}));
    }
  }

  const PrmOptions& options_;
  const TrainingOptions& training_;
  const StepWorld& world_;
  const StepWorld* const fine_;
  SeedArms& arms_;
  const experiments::SeedContext& context_;
  const LoadPolicy base_;

 private:
  // --- labels -----------------------------------------------------------------------------------

  const StepWorld& WorldOf(Source source) const { return IsFine(source) ? *fine_ : world_; }

  // Responses of the base, which all judges share, and their labels.
  void Label() {
    if (arms_.Finished("labels")) return;
    const Policy base = base_();
    const auto engine = arms_.Engine(base);
    const TraceOptions& t = options_.traces;
    experiments::Cost cost;
    CountingGenerator counted(engine.get(), base->config(), &cost);
    std::vector<Trace> traces;
    {
      const CountedSeconds seconds(&cost);
      traces = SampleTraces(&counted, world_, Split::kTrain, t.cool, 1.0f, Seed("traces"));
      const std::vector<Trace> hot = SampleTraces(&counted, world_, Split::kTrain, t.hot,
                                                  t.hot_temperature, Seed("hot_traces"));
      traces.insert(traces.end(), hot.begin(), hot.end());
    }
    std::vector<Trace> held = SampleTraces(engine.get(), world_, Split::kHeldOut,
                                           options_.held_out_traces, 1.0f, Seed("held_traces"));
    LabelAs("labels", world_, base, engine.get(), std::move(traces), std::move(held), cost);
  }

  // The same responses in smaller steps.
  void LabelFine() {
    if (arms_.Finished("labels_fine")) return;
    const Policy base = base_();
    const auto engine = arms_.Engine(base);
    const auto recut = [this](Split split) { return Recut(Traces(world_, split), *fine_, split); };
    LabelAs("labels_fine", *fine_, base, engine.get(), recut(Split::kTrain), recut(Split::kHeldOut),
            {});
  }

  // What judges learn from is added to `cost`. The rest measures: it is no cost.
  void LabelAs(const std::string& stage, const StepWorld& world, const Policy& base,
               model::TextGenerator* engine, std::vector<Trace> traces, std::vector<Trace> held,
               experiments::Cost cost) {
    const TraceOptions& t = options_.traces;
    double tokens = 0;
    {
      const CountedSeconds seconds(&cost);
      CountingGenerator counted(engine, base->config(), &cost);
      tokens = LabelTraces(&counted, world, Split::kTrain, t.rollouts, Seed(stage), &traces);
    }
    LabelAgain(engine, world, Split::kTrain, t.rollouts, t.twice, Seed(stage), &traces);
    LabelTraces(engine, world, Split::kHeldOut, t.rollouts, Seed("held_" + stage), &held);
    // Of responses as the base writes them: the hot ones are there to be learned from alone.
    const std::span<const Trace> cool = std::span<const Trace>(traces).first(t.cool);
    base::Json metrics = LabelAgreement(cool, t.rollouts, world.exact());
    metrics["rollout_tokens"] = tokens;
    SaveTraces(TracesFile(world, Split::kTrain), traces);
    SaveTraces(TracesFile(world, Split::kHeldOut), held);
    std::vector<int> signed_labels;
    for (const Trace& trace : traces) {
      signed_labels.insert(signed_labels.end(), trace.successes.begin(), trace.successes.end());
    }
    context_.stages->Sign<int>(stage, signed_labels);
    Finish(stage, {{"metrics", metrics}, {"cost", experiments::ToJson(cost)}});
  }

  std::string TracesFile(const StepWorld& world, Split split) const {
    const std::string name = split == Split::kTrain ? "traces" : "held-out-traces";
    return File(name + (&world == fine_ ? "-fine.json" : ".json"));
  }

  const std::vector<Trace>& Traces(const StepWorld& world, Split split) {
    const std::string file = TracesFile(world, split);
    std::vector<Trace>& traces = traces_[file];
    if (traces.empty()) traces = LoadTraces(file, world, split);
    return traces;
  }

  // --- judges -----------------------------------------------------------------------------------

  void TrainJudge(Source source) {
    const std::string stage = SourceName(source);
    if (arms_.Finished(stage)) return;
    const Policy judge = WithHead(base_());
    const StepWorld& world = WorldOf(source);
    const auto documents =
        LabelledTraces(world, Split::kTrain, Traces(world, Split::kTrain), source,
                       options_.traces.rollouts, options_.model.flipped, Seed("flips"));
    std::vector<double> loss;
    const experiments::Cost cost =
        TrainRewardModel(options_.model, documents, Seed("judges"), judge.get(), &loss);
    Keep(stage, judge, loss);
    const base::Json quality =
        RewardModelQuality(world, Split::kHeldOut, Traces(world, Split::kHeldOut), source,
                           training_.micro_batch_tokens, judge.get());
    Finish(stage, {{"metrics", quality}, {"cost", experiments::ToJson(cost)}});
  }

  LoadPolicy Judge(Source source) const {
    return Weights(SourceName(source), train::ValueHeadConfig(base_()->config()));
  }

  // --- arms -------------------------------------------------------------------------------------

  void RunArm(const Arm& arm) {
    LoadPolicy preference;
    if (arm.source == Source::kPreference) preference = Preference(arm.size);
    if (arms_.Finished(arm.name)) return;
    const Policy base = base_();
    const auto base_engine = arms_.Engine(base);
    ArmRewardContext context;
    context.world = &WorldOf(arm.source);
    context.base = base;
    context.base_generator = base_engine.get();
    context.load_model = preference;
    if (!preference && IsLearned(arm.source)) context.load_model = Judge(arm.source);
    context.traces = &Traces(*context.world, Split::kTrain);
    context.outcome_weight = options_.outcome_weight;
    context.rollouts = options_.traces.rollouts;
    context.temperature = static_cast<float>(training_.rl.temperature);
    context.micro_batch_tokens = training_.micro_batch_tokens;
    context.seed = experiments::ArmSeed("prm", arm.name, context_.seed);
    context.refresh = options_.refresh;
    context.refresh_folder = [&](int64_t step) {
      return File(arm.name + "-judge-" + std::to_string(step));
    };
    experiments::RlOptions rl = training_.rl;
    if (arm.longer) rl.steps = options_.long_steps;
    rl.process_supervision = arm.form == Form::kGroup;
    const auto reward = std::make_shared<ArmReward>(arm, context);
    arms_.Rl(arm.name, base_, rl,
             [reward](const experiments::JudgedRollout& judged) { return (*reward)(judged); });
  }

  // --- at test time -----------------------------------------------------------------------------

  void Rerank(const std::string& stage, const LoadPolicy& load, bool beam) {
    if (arms_.Finished(stage)) return;
    const auto engine = arms_.Engine(load());
    const Candidates candidates =
        SampleCandidates(engine.get(), world_, options_.rerank_samples, Seed(stage));
    base::Json metrics = Baselines(candidates);
    for (const Source source : JudgesOf(options_)) {
      const Policy judge = Judge(source)();
      const auto scores = ScoreCandidates(candidates, WorldOf(source), source,
                                          training_.micro_batch_tokens, judge.get());
      for (const auto& [form, name] : kForms) {
        if (source == Source::kOrm && form != Form::kLast) continue;
        metrics.update(
            BestOf(std::string(SourceName(source)) + "-" + name, candidates, scores, form));
      }
    }
    if (beam) Beams(engine.get(), &metrics);
    context_.stages->Sign<double>("majority, tokens", std::vector<double>{candidates.mean_tokens});
    Finish(stage, {{"metrics", metrics}});
  }

  void Beams(model::TextGenerator* policy, base::Json* metrics) {
    for (const Source source : {Source::kPrmMc, Source::kPrmValid}) {
      const Policy judge = Judge(source)();
      for (const int width : {2, 4}) {
        const BeamOptions beam{.width = width,
                               .branch = width,
                               .micro_batch_tokens = training_.micro_batch_tokens,
                               .seed = Seed("beam")};
        const BeamResult result = GuidedBeam(policy, world_, source, judge.get(), beam);
        const std::string name = std::string("beam_") + SourceName(source) + "_" +
                                 std::to_string(width) + "x" + std::to_string(width);
        (*metrics)[name] = result.accuracy;
        (*metrics)[name + "_tokens"] = result.tokens;
      }
    }
  }

  static constexpr std::pair<Form, const char*> kForms[] = {
      {Form::kLast, "last"}, {Form::kMean, "mean"}, {Form::kMin, "min"}, {Form::kSum, "sum"}};

  std::map<std::string, std::vector<Trace>> traces_;  // by file
};

// The micro scale: the base is made here, and preference models of three sizes.
class OpsSeedRun : public SeedRun {
 public:
  OpsSeedRun(const PrmOptions& options, const experiments::OpsEnvironment& environment,
             const StepWorld& world, const StepWorld& fine, SeedArms* arms, LoadPolicy base)
      : SeedRun(options, world, &fine, arms, std::move(base)), environment_(environment) {}

  static model::ModelConfig Config(const PrmOptions& options, const std::string& size) {
    return experiments::MicroModelConfig(SizedModel(size, options.training.model),
                                         experiments::kOpsVocabulary,
                                         options.training.context_tokens);
  }

  static void Pretrain(const PrmOptions& options, const experiments::OpsEnvironment& environment,
                       const std::string& stage, const std::string& size, int64_t steps,
                       SeedArms* arms) {
    const TrainingOptions& training = options.training;
    const uint64_t seed = arms->context().seed;
    const micro::OpsCorpus corpus(environment.task(), environment.split().train, seed,
                                  options.world.corpus);
    experiments::PretrainOptions pretrain = training.pretrain;
    pretrain.steps = steps;
    experiments::SftStage sft;
    sft.steps = steps;
    sft.sft = experiments::PretrainSft(pretrain, training.micro_batch_tokens);
    sft.documents = [&](int64_t step) {
      return experiments::OpsDocuments(corpus, step, pretrain.documents);
    };
    const auto make = [&] {
      return experiments::NewPolicy(Config(options, size), seed, training.transformer);
    };
    arms->Sft(stage, make, std::move(sft), /*evaluate=*/false);
  }

 protected:
  LoadPolicy Preference(const std::string& size) override {
    const std::string stage = "preference_" + size, backbone = "backbone_" + size;
    const model::ModelConfig config = Config(options_, size);
    const LoadPolicy kept = Weights(stage, train::ValueHeadConfig(config));
    const bool large = size == "large";
    if (!large) Pretrain(options_, environment_, backbone, size, options_.backbone_steps, &arms_);
    if (arms_.Finished(stage)) return kept;
    const Policy judge = WithHead(large ? base_() : Weights(backbone, config)());
    const Policy base = base_();
    const auto engine = arms_.Engine(base);
    experiments::Cost cost;
    const auto pairs = [&] {
      const CountedSeconds seconds(&cost);
      CountingGenerator counted(engine.get(), base->config(), &cost);
      return SamplePairs(&counted, environment_, Split::kTrain, options_.preference, Seed("pairs"));
    }();
    std::vector<double> loss;
    cost +=
        TrainPreferenceModel(options_.preference, pairs, Seed("preference"), judge.get(), &loss);
    Keep(stage, judge, loss);
    PreferenceOptions exact = options_.preference;
    exact.flipped = 0;
    const auto held_out =
        SamplePairs(engine.get(), environment_, Split::kHeldOut, exact, Seed("held_pairs"));
    train::SingleProcess collective;
    train::RewardModelTrainer trainer({}, judge.get(), &collective);
    const base::Json metrics = {{"pair_accuracy", trainer.EvaluatePairs(held_out).accuracy},
                                {"pairs", pairs.size()},
                                {"parameters", judge->parameters().size()}};
    Finish(stage, {{"metrics", metrics}, {"cost", experiments::ToJson(cost)}});
    return kept;
  }

 private:
  const experiments::OpsEnvironment& environment_;
};

void RunMicroSeed(const PrmOptions& options, const experiments::SeedContext& context) {
  const experiments::OpsEnvironment environment(options.world, context.seed);
  const OpsStepWorld world(environment, Cut::kAttempts), fine(environment, Cut::kOperations);
  SeedArms arms(context, environment,
                WithCurves(experiments::SettingsFor(options.training),
                           environment.Sampling().max_new_tokens));
  OpsSeedRun::Pretrain(options, environment, "pretrain", "large", options.training.pretrain.steps,
                       &arms);
  const LoadPolicy base =
      arms.Weights("pretrain", OpsSeedRun::Config(options, "large"), options.training.transformer);
  OpsSeedRun(options, environment, world, fine, &arms, base).Run();
}

void RunTextSeed(const PrmOptions& options, const experiments::SeedContext& context) {
  const TrainingOptions& training = options.training;
  const experiments::TextEnvironment environment(training.text, training.transformer, context.seed);
  const TextStepWorld world(environment);
  const experiments::ArmSettings settings =
      WithCurves(experiments::TextSettingsFor(training, environment.text_model()),
                 environment.Sampling().max_new_tokens);
  SeedArms arms(context, environment, settings);
  SeedRun(options, world, nullptr, &arms, [&environment] { return environment.LoadModel(); }).Run();
}

}  // namespace

std::vector<Source> JudgesOf(const PrmOptions& options) {
  if (options.training.scale == experiments::Scale::kMicro) {
    return {Source::kPrmValid, Source::kPrmNoisy, Source::kPrmMc, Source::kPrmMcFine,
            Source::kPrmHard,  Source::kPrmBlind, Source::kOrm};
  }
  std::vector<Source> judges;
  for (const Source judge : {Source::kPrmMc, Source::kPrmHard, Source::kOrm}) {
    const bool used = std::any_of(options.arms.begin(), options.arms.end(),
                                  [&](const Arm& arm) { return arm.source == judge; });
    if (used || judge == Source::kPrmMc) judges.push_back(judge);
  }
  return judges;
}

void RunSeed(const PrmOptions& options, const experiments::SeedContext& context) {
  options.training.scale == experiments::Scale::kMicro ? RunMicroSeed(options, context)
                                                       : RunTextSeed(options, context);
}

}  // namespace r1bench::prm
