#include "experiments/prm/seed_run.h"

#include <algorithm>
#include <utility>

#include "base/rng.h"
#include "base/stats.h"
#include "data/micro/ops_corpus.h"
#include "experiments/common/seed_arms.h"
#include "experiments/prm/rerank.h"

namespace r1bench::prm {
namespace {

using experiments::LoadPolicy;
using experiments::Policy;
using experiments::SeedArms;
using experiments::Split;
using experiments::TrainingOptions;

std::vector<train::Document> StepDocuments(const micro::OpsCorpus& corpus, int64_t step,
                                           int64_t count) {
  std::vector<train::Document> documents;
  documents.reserve(count);
  for (micro::OpsDocument& document : corpus.Documents(step * count, count)) {
    // The prompt is random: nothing in it can be learned.
    documents.push_back({std::move(document.tokens), micro::kPromptTokens});
  }
  return documents;
}

experiments::ArmSettings Settings(const TrainingOptions& training, double limit) {
  experiments::ArmSettings settings;
  settings.eval_samples = training.eval_samples;
  settings.checkpoint_steps = training.checkpoint_steps;
  settings.micro_batch_tokens = training.micro_batch_tokens;
  settings.more = [limit](const std::string&, const experiments::Evaluation&,
                          const std::vector<base::Json>& rows, base::Json* metrics) {
    (*metrics)["limit"] = limit;
    if (!rows.empty()) metrics->update(CurveMetrics(rows));
  };
  return settings;
}

class SeedRun {
 public:
  SeedRun(const PrmOptions& options, const experiments::SeedContext& context)
      : options_(options),
        training_(options.training),
        context_(context),
        environment_(options.world, context.seed),
        arms_(context, environment_, Settings(training_, environment_.Sampling().max_new_tokens)),
        config_(experiments::MicroModelConfig(training_.model, kOpsVocabulary,
                                              training_.context_tokens)) {}

  void Run() {
    Pretrain("pretrain", config_, training_.pretrain.steps);
    base_ = Weights("pretrain", config_);
    arms_.Evaluate("base", base_);
    Label();
    for (const Source judge : kJudges) TrainJudge(judge);
    for (const Arm& arm : options_.arms) RunArm(arm);
    if (options_.rerank_samples == 0) return;
    Rerank("rerank_base", base_, /*beam=*/true);
    if (arms_.Finished("outcome")) Rerank("rerank_rl", Weights("outcome", config_), false);
  }

 private:
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

  void Pretrain(const std::string& stage, const model::ModelConfig& config, int64_t steps) {
    const micro::OpsCorpus corpus(environment_.task(), environment_.split().train, context_.seed,
                                  options_.world.corpus);
    experiments::PretrainOptions pretrain = training_.pretrain;
    pretrain.steps = steps;
    experiments::SftStage sft;
    sft.steps = steps;
    sft.sft = experiments::PretrainSft(pretrain, training_.micro_batch_tokens);
    sft.documents = [&](int64_t step) { return StepDocuments(corpus, step, pretrain.documents); };
    const auto make = [&] {
      return experiments::NewPolicy(config, context_.seed, training_.transformer);
    };
    arms_.Sft(stage, make, std::move(sft), /*evaluate=*/false);
  }

  // --- labels -----------------------------------------------------------------------------------

  void Label() {
    if (arms_.Finished("labels")) return;
    const Policy base = base_();
    const auto engine = experiments::MicroEngine(base);
    const TraceOptions& t = options_.traces;
    std::vector<Trace> cool =
        SampleTraces(engine.get(), environment_, Split::kTrain, t.cool, 1.0f, Seed("traces"));
    std::vector<Trace> hot = SampleTraces(engine.get(), environment_, Split::kTrain, t.hot,
                                          t.hot_temperature, Seed("hot_traces"));
    std::vector<Trace> held = SampleTraces(engine.get(), environment_, Split::kHeldOut,
                                           options_.held_out_traces, 1.0f, Seed("held_traces"));
    const auto label = [&](Split split, int twice, const char* stream, std::vector<Trace>* traces) {
      return LabelTraces(engine.get(), environment_, split, t.rollouts, twice, Seed(stream),
                         traces);
    };
    double tokens = label(Split::kTrain, t.twice, "labels", &cool);
    // Of responses as the base writes them: the hot ones are there to be learned from alone.
    base::Json metrics = LabelAgreement(cool, t.rollouts);
    tokens += label(Split::kTrain, 0, "hot_labels", &hot);
    label(Split::kHeldOut, 0, "held_labels", &held);
    metrics["rollout_tokens"] = tokens;
    cool.insert(cool.end(), hot.begin(), hot.end());
    SaveTraces(File("traces.json"), cool);
    SaveTraces(File("held-out-traces.json"), held);
    std::vector<int> signed_labels;
    for (const Trace& trace : cool) {
      signed_labels.insert(signed_labels.end(), trace.successes.begin(), trace.successes.end());
    }
    context_.stages->Sign<int>("labels", signed_labels);
    Finish("labels", {{"metrics", metrics}});
  }

  const std::vector<Trace>& Traces(Split split) {
    std::vector<Trace>& traces = split == Split::kTrain ? traces_ : held_out_traces_;
    if (traces.empty()) {
      const char* name = split == Split::kTrain ? "traces.json" : "held-out-traces.json";
      traces = LoadTraces(File(name), environment_, split);
    }
    return traces;
  }

  // --- judges -----------------------------------------------------------------------------------

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

  void TrainJudge(Source source) {
    const std::string stage = SourceName(source);
    if (arms_.Finished(stage)) return;
    const Policy judge = WithHead(base_());
    const auto documents =
        LabelledTraces(environment_, Split::kTrain, Traces(Split::kTrain), source,
                       options_.traces.rollouts, options_.model.flipped, Seed("flips"));
    std::vector<double> loss;
    const experiments::Cost cost =
        TrainRewardModel(options_.model, documents, Seed("judges"), judge.get(), &loss);
    Keep(stage, judge, loss);
    const base::Json quality =
        RewardModelQuality(environment_, Split::kHeldOut, Traces(Split::kHeldOut), source,
                           training_.micro_batch_tokens, judge.get());
    Finish(stage, {{"metrics", quality}, {"cost", experiments::ToJson(cost)}});
  }

  model::ModelConfig SizedConfig(const std::string& size) const {
    return experiments::MicroModelConfig(SizedModel(size, training_.model), kOpsVocabulary,
                                         training_.context_tokens);
  }

  void TrainPreference(const std::string& size) {
    const std::string stage = "preference_" + size, backbone = "backbone_" + size;
    const bool large = size == "large";
    if (!large) Pretrain(backbone, SizedConfig(size), options_.backbone_steps);
    if (arms_.Finished(stage)) return;
    const Policy judge = WithHead(large ? base_() : Weights(backbone, SizedConfig(size))());
    const auto engine = experiments::MicroEngine(base_());
    const auto pairs =
        SamplePairs(engine.get(), environment_, Split::kTrain, options_.preference, Seed("pairs"));
    std::vector<double> loss;
    const experiments::Cost cost =
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
  }

  LoadPolicy Judge(Source source) const {
    return Weights(SourceName(source), train::ValueHeadConfig(config_));
  }

  // --- arms -------------------------------------------------------------------------------------

  void RunArm(const Arm& arm) {
    if (arm.source == Source::kPreference) TrainPreference(arm.size);
    if (arms_.Finished(arm.name)) return;
    ArmRewardContext context;
    context.environment = &environment_;
    context.base = base_();
    if (arm.source == Source::kPreference) {
      context.load_model =
          Weights("preference_" + arm.size, train::ValueHeadConfig(SizedConfig(arm.size)));
    } else if (IsLearned(arm.source)) {
      context.load_model = Judge(arm.source);
    }
    context.traces = &Traces(Split::kTrain);
    context.outcome_weight = options_.outcome_weight;
    context.rollouts = options_.traces.rollouts;
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
    const auto engine = experiments::MicroEngine(load());
    const Candidates candidates =
        SampleCandidates(engine.get(), environment_, options_.rerank_samples, Seed(stage));
    base::Json metrics = Baselines(candidates);
    for (const Source source : kJudges) {
      const Policy judge = Judge(source)();
      const auto scores = ScoreCandidates(candidates, environment_, source,
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
        const BeamResult result = GuidedBeam(policy, environment_, source, judge.get(), beam);
        const std::string name = std::string("beam_") + SourceName(source) + "_" +
                                 std::to_string(width) + "x" + std::to_string(width);
        (*metrics)[name] = result.accuracy;
        (*metrics)[name + "_tokens"] = result.tokens;
      }
    }
  }

  static constexpr std::pair<Form, const char*> kForms[] = {
      {Form::kLast, "last"}, {Form::kMean, "mean"}, {Form::kMin, "min"}, {Form::kSum, "sum"}};

  const PrmOptions& options_;
  const TrainingOptions& training_;
  const experiments::SeedContext& context_;
  const experiments::OpsEnvironment environment_;
  SeedArms arms_;
  const model::ModelConfig config_;
  LoadPolicy base_;
  std::vector<Trace> traces_, held_out_traces_;
};

// Mean of a key over rows [begin, end) that have it.
double RowMean(const std::vector<base::Json>& rows, size_t begin, size_t end, const char* key) {
  std::vector<double> values;
  for (size_t i = begin; i < end; ++i) {
    if (rows[i].contains(key)) values.push_back(rows[i].at(key).get<double>());
  }
  return base::Mean(values);
}

}  // namespace

base::Json CurveMetrics(const std::vector<base::Json>& rows) {
  constexpr size_t kWindow = 5;
  const size_t n = rows.size(), window = std::min(kWindow, n);
  static constexpr std::pair<const char*, const char*> kCurves[] = {
      {"accuracy", "gold"},   {"proxy", "proxy"},
      {"valid", "valid"},     {"progress", "progress"},
      {"kl_base", "kl_base"}, {"auc_valid", "auc_valid"},
      {"auc_hit", "auc_hit"}, {"outcome_part", "outcome_part"}};
  base::Json metrics = base::Json::object();
  for (const auto& [key, name] : kCurves) {
    if (!rows.back().contains(key)) continue;
    metrics[std::string(name) + "_start"] = RowMean(rows, 0, window, key);
    metrics[std::string(name) + "_end"] = RowMean(rows, n - window, n, key);
  }
  double peak = -1;
  for (size_t begin = 0; begin + window <= n; ++begin) {
    const double gold = RowMean(rows, begin, begin + window, "accuracy");
    if (gold <= peak) continue;
    peak = gold;
    metrics["gold_peak"] = gold;
    metrics["kl_peak"] = RowMean(rows, begin, begin + window, "kl_base");
  }
  for (const char* key : {"scored_tokens", "rollout_tokens"}) {
    if (rows.back().contains(key)) {
      metrics[key] = RowMean(rows, 0, n, key) * static_cast<double>(n);
    }
  }
  return metrics;
}

void RunSeed(const PrmOptions& options, const experiments::SeedContext& context) {
  SeedRun(options, context).Run();
}

}  // namespace r1bench::prm
