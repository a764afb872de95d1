#include "experiments/cold_start/seed_run.h"

#include <utility>
#include <vector>

#include "data/micro/cold_start_traces.h"
#include "experiments/cold_start/consistency_reward.h"
#include "experiments/cold_start/training_curve.h"
#include "experiments/common/arm_settings.h"
#include "experiments/common/language_text.h"
#include "experiments/common/seed_arms.h"

namespace r1bench::cold_start {
namespace {

using experiments::LoadPolicy;
using experiments::Policy;
using experiments::SeedArms;
using experiments::TrainingOptions;

constexpr char kExperiment[] = "cold_start";

// What the training curve and the audit say, and how much mixing length alone would bring.
void AddMetrics(const experiments::SeedContext& context, const std::string& base_stage,
                const experiments::Evaluation& evaluation, const std::vector<base::Json>& rows,
                base::Json* metrics) {
  const base::Json& audit = evaluation.audit;
  (*metrics)["repeated_attempts"] = audit.at("repeated_attempts");
  (*metrics)["out_of_order"] = audit.at("out_of_order");
  const std::string base_name = experiments::StageName(context.seed, base_stage);
  const bool is_base = !context.stages->Finished(base_name);
  const base::Json& base_audit = is_base ? audit : context.stages->Result(base_name).at("audit");
  const double by_length = micro::PredictedMixing(MixingFromJson(base_audit.at("mixing_by_length")),
                                                  MixingFromJson(audit.at("mixing_by_length")));
  (*metrics)["mixing_by_length_alone"] = by_length;
  (*metrics)["mixing_beyond_length"] = metrics->at("mixed").get<double>() - by_length;
  const std::vector<CurvePoint> curve = AccuracyCurve(rows);
  if (curve.empty()) return;
  (*metrics)["steps_to_target"] = StepsTo(curve, kTargetAccuracy);
  (*metrics)["early_deviation"] = DetrendedDeviation(curve, kEarlySteps);
  if (const auto excess = ExcessDeviation(curve, kEarlySteps)) {
    (*metrics)["early_excess"] = *excess;
  }
  (*metrics)["loss_from_peak"] = LossFromPeak(curve);
}

// The cold start: a few passes over the curated documents, at a constant rate.
experiments::SftStage ColdStart(const ColdStartOptions& options,
                                std::vector<train::Document> documents, uint64_t seed) {
  const DoseOptions& dose = options.dose;
  const experiments::EpochOrder order{.documents = static_cast<int64_t>(documents.size()),
                                      .batch = dose.batch,
                                      .epochs = dose.epochs};
  experiments::SftStage stage;
  stage.steps = order.steps();
  stage.log_steps = 1;
  stage.sft.optimizer.learning_rate = dose.learning_rate;
  stage.sft.micro_batch_tokens = options.training.micro_batch_tokens;
  stage.documents = [documents = std::move(documents), order, seed](int64_t step) {
    return experiments::EpochDocuments(documents, order, seed, step);
  };
  return stage;
}

// The arms that both scales have, from a base and the cold-started base.
void RunMainArms(const ColdStartOptions& options, const LoadPolicy& base, const LoadPolicy& cold,
                 SeedArms* arms) {
  const experiments::RlOptions& rl = options.training.rl;
  const experiments::RewardRule language = ConsistencyReward(options.lambda);
  arms->Rl("rl", base, rl);
  arms->Rl("cold_rl", cold, rl);
  arms->Rl("cold_rl_lc", cold, rl, language);
  arms->Rl("rl_lc", base, rl, language);
  if (!options.null_arm) return;
  const uint64_t draws = experiments::ArmSeed(kExperiment, "null", arms->context().seed);
  arms->Rl("null", base, rl, experiments::CoinFlipReward(draws, kExperiment));
}

// One seed in the world of one mixture.
class MicroWorld {
 public:
  MicroWorld(const ColdStartOptions& options, const experiments::SeedContext& context,
             const std::string& mixture, bool headline)
      : options_(options),
        context_(context),
        mixture_(mixture),
        headline_(headline),
        environment_(World(options, mixture), context.seed),
        config_(experiments::MicroModelConfig(options.training.model, kNotationVocabulary,
                                              options.training.context_tokens)),
        arms_(context_, environment_, WorldSettings()) {}

  void Run() {
    const LoadPolicy make = [this] {
      return experiments::NewPolicy(config_, context_.seed, options_.training.transformer);
    };
    const experiments::PretrainOptions& first = options_.training.pretrain;
    Pretrain("pretrain", environment_.Corpus("symmetric", options_.skills), first, 0, make);
    Pretrain(Name("pretrain_world"), environment_.Corpus(mixture_, options_.world.corpus),
             options_.world_pretrain, first.steps * first.documents, Weights("pretrain"));
    const LoadPolicy base = Weights(Name("pretrain_world"));
    arms_.Evaluate(Name("base"), base);
    if (!headline_) return arms_.Rl(Name("rl"), base, options_.training.rl);
    Sft("cold", base, micro::TraceKind::kCanonical);
    RunMainArms(options_, base, Weights("cold"), &arms_);
    if (options_.control_arms) {
      Sft("random_order", base, micro::TraceKind::kRandomOrder);
      arms_.Rl("random_order_rl", Weights("random_order"), options_.training.rl);
      Sft("wrong_content", base, micro::TraceKind::kWrongContent);
      arms_.Rl("wrong_content_rl", Weights("wrong_content"), options_.training.rl);
    }
    if (options_.high_rate_steps > 0) {
      experiments::RlOptions fast = options_.training.rl;
      fast.steps = options_.high_rate_steps;
      fast.learning_rate = options_.high_rate;
      arms_.Rl("fast_rl", base, fast);
      arms_.Rl("fast_cold_rl", Weights("cold"), fast);
    }
  }

 private:
  static NotationWorldOptions World(const ColdStartOptions& options, const std::string& mixture) {
    NotationWorldOptions world = options.world;
    world.mixture = mixture;
    return world;
  }

  experiments::ArmSettings WorldSettings() const {
    experiments::ArmSettings settings = experiments::SettingsFor(options_.training);
    settings.more = [this](const std::string&, const experiments::Evaluation& evaluation,
                           const std::vector<base::Json>& rows, base::Json* metrics) {
      AddMetrics(context_, Name("base"), evaluation, rows, metrics);
    };
    return settings;
  }

  std::string Name(const std::string& stage) const { return StageIn(stage, mixture_, headline_); }
  LoadPolicy Weights(const std::string& stage) const {
    return arms_.Weights(stage, config_, options_.training.transformer);
  }

  // Next-token training on a corpus from its document `first_document` on. A stage that another
  // world of this seed has finished is not run again.
  void Pretrain(const std::string& name, const micro::NotationCorpus& corpus,
                const experiments::PretrainOptions& pretrain, int64_t first_document,
                const LoadPolicy& start) {
    experiments::SftStage stage;
    stage.steps = pretrain.steps;
    stage.sft = experiments::PretrainSft(pretrain, options_.training.micro_batch_tokens);
    stage.documents = [&](int64_t step) {
      std::vector<train::Document> documents;
      const int64_t first = first_document + step * pretrain.documents;
      for (int64_t i = first; i < first + pretrain.documents; ++i) {
        // The prompt is random: nothing in it can be learned.
        documents.push_back(
            {corpus.Document(static_cast<uint64_t>(i)).tokens, micro::kPromptTokens});
      }
      return documents;
    };
    arms_.Sft(name, start, std::move(stage), /*evaluate=*/false);
  }

  void Sft(const std::string& stage, const LoadPolicy& base, micro::TraceKind kind) {
    const auto traces =
        micro::ColdStartTraces(environment_.task(), environment_.split().train, context_.seed,
                               {.kind = kind, .count = options_.dose.traces});
    std::vector<train::Document> documents;
    for (const micro::NotationDocument& trace : traces) {
      documents.push_back({trace.tokens, micro::kPromptTokens});
    }
    arms_.Sft(stage, base, ColdStart(options_, std::move(documents), context_.seed),
              /*evaluate=*/true);
  }

  const ColdStartOptions& options_;
  const experiments::SeedContext& context_;
  const std::string mixture_;
  const bool headline_;
  const NotationEnvironment environment_;
  const model::ModelConfig config_;
  SeedArms arms_;
};

void RunTextSeed(const ColdStartOptions& options, const experiments::SeedContext& context) {
  const TrainingOptions& training = options.training;
  const experiments::LanguageTextEnvironment environment(training.text, training.transformer,
                                                         context.seed);
  const model::ModelConfig config = environment.text_model().transformer->config();
  experiments::ArmSettings settings =
      experiments::TextSettingsFor(training, environment.text_model());
  SeedArms arms(context, environment, settings);
  const LoadPolicy base = [&environment] { return environment.LoadModel(); };
  arms.Evaluate("base", base);
  arms.Sft("cold", base,
           ColdStart(options, experiments::WorkedDocuments(environment, options.dose.traces),
                     context.seed),
           /*evaluate=*/true);
  RunMainArms(options, base, arms.Weights("cold", config, training.transformer), &arms);
}

}  // namespace

std::string StageIn(const std::string& stage, const std::string& mixture, bool headline) {
  return headline ? stage : stage + "_" + mixture;
}

void RunSeed(const ColdStartOptions& options, const experiments::SeedContext& context) {
  if (options.training.scale != experiments::Scale::kMicro) return RunTextSeed(options, context);
  MicroWorld(options, context, options.world.mixture, /*headline=*/true).Run();
  for (const std::string& mixture : options.drift_mixtures) {
    MicroWorld(options, context, mixture, /*headline=*/false).Run();
  }
}

}  // namespace r1bench::cold_start
