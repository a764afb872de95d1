#include "experiments/prm/reward_models.h"

#include "base/rng.h"
#include "base/signals.h"
#include "base/stats.h"
#include "experiments/prm/counting_generator.h"
#include "experiments/prm/ops_steps.h"
#include "train/collective.h"
#include "train/data_order.h"

namespace r1bench::prm {
namespace {

using experiments::Split;

bool ReadsTheEnd(Source source) { return source == Source::kOrm || source == Source::kPreference; }

// The label of step k of a trace.
float Target(Source source, const Trace& trace, size_t k, int rollouts, bool flip) {
  const float successes = static_cast<float>(trace.successes[k]);
  switch (source) {
    case Source::kPrmMc:
    case Source::kPrmMcFine:
    case Source::kPrmBlind:
      return successes / static_cast<float>(rollouts);
    case Source::kPrmHard:
      return successes > 0 ? 1.0f : 0.0f;
    default:
      return trace.steps[k].valid() != flip ? 1.0f : 0.0f;
  }
}

}  // namespace

std::vector<train::LabelledDocument> LabelledTraces(const StepWorld& world, Split split,
                                                    const std::vector<Trace>& traces, Source source,
                                                    int rollouts, double flipped, uint64_t seed) {
  base::Rng flips(seed, "prm/flipped_labels");
  std::vector<train::LabelledDocument> documents;
  for (const Trace& trace : traces) {
    const std::vector<int32_t> prompt = world.environment().PromptTokens(split, trace.prompt);
    const StepView view =
        ViewSteps(prompt, trace.response, trace.steps, source == Source::kPrmBlind);
    train::LabelledDocument document{view.tokens, {}};
    for (size_t k = 0; k < view.rows.size(); ++k) {
      const bool flip = source == Source::kPrmNoisy && flips.UniformDouble() < flipped;
      document.labels.push_back(
          {.row = view.rows[k], .target = Target(source, trace, k, rollouts, flip)});
    }
    if (source == Source::kOrm) {
      document.labels = {{.row = static_cast<int64_t>(view.tokens.size()) - 1,
                          .target = trace.correct ? 1.0f : 0.0f}};
    }
    if (!document.labels.empty()) documents.push_back(std::move(document));
  }
  return documents;
}

experiments::Cost TrainRewardModel(const RewardModelTraining& options,
                                   const std::vector<train::LabelledDocument>& documents,
                                   uint64_t seed, model::Transformer* model,
                                   std::vector<double>* loss) {
  train::RewardModelOptions training;
  training.optimizer.learning_rate = options.learning_rate;
  training.optimizer.schedule = {.shape = train::ScheduleShape::kCosine,
                                 .warmup_steps = options.steps / 20,
                                 .total_steps = options.steps,
                                 .final_fraction = 0.1};
  training.micro_batch_tokens = options.micro_batch_tokens;
  train::SingleProcess collective;
  train::RewardModelTrainer trainer(training, model, &collective);
  train::DataOrder order(static_cast<int64_t>(documents.size()), seed, "prm/reward_model");
  experiments::Cost cost;
  while (trainer.step() < options.steps) {
    base::ThrowIfStopped();
    const CountedSeconds seconds(&cost);
    std::vector<train::LabelledDocument> batch;
    std::vector<train::Document> counted;
    for (const int64_t i : order.Take(options.documents)) {
      batch.push_back(documents[i]);
      counted.push_back({documents[i].tokens});
    }
    loss->push_back(trainer.Step(batch).loss);
    cost += experiments::TrainingCost(model->config(), counted);
    cost.updates += 1;
  }
  return cost;
}

std::vector<std::vector<double>> ScoreSteps(Source source, const std::vector<JudgedText>& texts,
                                            int64_t micro_batch_tokens, model::Transformer* model) {
  std::vector<train::ScoreQuery> queries;
  for (const JudgedText& text : texts) {
    StepView view = ViewSteps(text.prompt, text.response, text.steps, source == Source::kPrmBlind);
    if (ReadsTheEnd(source)) view.rows = {static_cast<int64_t>(view.tokens.size()) - 1};
    queries.push_back({std::move(view.tokens), std::move(view.rows)});
  }
  std::vector<std::vector<double>> scores;
  for (const std::vector<float>& rows : train::ScoreRows(queries, micro_batch_tokens, model)) {
    std::vector<double>& out = scores.emplace_back();
    for (const float x : rows) {
      out.push_back(source == Source::kPreference ? x : train::Sigmoid(x));
    }
  }
  return scores;
}

base::Json RewardModelQuality(const StepWorld& world, Split split, const std::vector<Trace>& traces,
                              Source source, int64_t micro_batch_tokens,
                              model::Transformer* model) {
  std::vector<std::vector<int32_t>> prompts;
  for (const Trace& t : traces)
    prompts.push_back(world.environment().PromptTokens(split, t.prompt));
  std::vector<JudgedText> texts;
  for (size_t i = 0; i < traces.size(); ++i) {
    texts.push_back({prompts[i], traces[i].response, traces[i].steps});
  }
  const auto scores = ScoreSteps(source, texts, micro_batch_tokens, model);
  std::vector<double> of_steps, of_responses;
  std::vector<uint8_t> valid, hit, mc, correct;
  for (size_t i = 0; i < traces.size(); ++i) {
    of_responses.push_back(scores[i].empty() ? 0 : scores[i].back());
    correct.push_back(traces[i].correct);
    if (ReadsTheEnd(source)) continue;
    for (size_t k = 0; k < scores[i].size(); ++k) {
      of_steps.push_back(scores[i][k]);
      valid.push_back(traces[i].steps[k].valid());
      hit.push_back(traces[i].steps[k].hit);
      mc.push_back(traces[i].successes[k] > 0);
    }
  }
  base::Json quality = {{"auc_outcome", base::AreaUnderRoc(of_responses, correct)}};
  if (ReadsTheEnd(source)) return quality;
  quality["auc_mc"] = base::AreaUnderRoc(of_steps, mc);
  if (!world.exact()) return quality;
  quality["auc_valid"] = base::AreaUnderRoc(of_steps, valid);
  quality["auc_hit"] = base::AreaUnderRoc(of_steps, hit);
  return quality;
}

}  // namespace r1bench::prm
