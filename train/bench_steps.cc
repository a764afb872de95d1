#include "train/bench_steps.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "base/rng.h"
#include "base/runfiles.h"
#include "model/bench_model.h"
#include "model/engine.h"
#include "model/loader.h"
#include "model/tokenizer_codec.h"
#include "train/grpo.h"
#include "train/grpo_testing.h"
#include "train/sft.h"
#include "train/testing.h"

namespace r1bench::train {
namespace {

constexpr int kRuns = 3;

double Seconds(const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// AdamW reads gradient, weight and two moments and writes the last three: 7 floats a parameter,
// once all gradients are known.
bench::Bound OptimizerLimit(const TrainModel& model, const bench::Limits& limits) {
  if (model.shape.weight_bytes == 0) return {};
  const double parameters = static_cast<double>(model.transformer->parameters().size());
  return bench::LeastTime({.bytes = 7 * 4 * parameters}, limits);
}

std::vector<Document> RandomSequences(const SftShape& shape, int64_t vocabulary) {
  base::Rng rng(1, "bench_steps");
  std::vector<Document> documents(static_cast<size_t>(shape.rows));
  for (Document& document : documents) {
    for (int64_t t = 0; t < shape.length; ++t) {
      const uint32_t token = rng.Below(static_cast<uint32_t>(vocabulary));
      document.tokens.push_back(static_cast<int32_t>(token));
    }
  }
  return documents;
}

double ShareOfDigits(const Trajectory& trajectory) {
  double digits = 0;
  for (const char c : trajectory.completion.text) digits += c >= '0' && c <= '9';
  return digits / std::max(1.0, static_cast<double>(trajectory.completion.text.size()));
}

// The prompts of tools/peers/prompts.jsonl, over and over.
std::vector<Question> PeerQuestions(int count, const data::Tokenizer& tokenizer,
                                    const verifiers::PreparedProblem* problem) {
  const std::string path = base::Runfile("tools/peers/prompts.jsonl");
  std::vector<std::vector<int32_t>> prompts;
  base::ForEachJsonLine(path, [&](const base::Json& line, int) {
    const std::string text = base::JsonGet<std::string>(line, "prompt", path);
    prompts.push_back(tokenizer.Encode(text, {.parse_special = true}));
  });
  std::vector<Question> questions(static_cast<size_t>(count));
  for (size_t q = 0; q < questions.size(); ++q) {
    questions[q].id = base::StrCat("q", q);
    questions[q].prompt_tokens = prompts[q % prompts.size()];
    questions[q].problem = problem;
  }
  return questions;
}

std::vector<Question> LetterQuestions(int count, const verifiers::PreparedProblem* problem) {
  std::vector<Question> questions(static_cast<size_t>(count));
  for (int q = 0; q < count; ++q) {
    questions[q].id = base::StrCat("q", q);
    questions[q].prompt_tokens = {2 + q % 8, 3, 2 + q % 5};
    questions[q].problem = problem;
  }
  return questions;
}

GrpoOptions PeerGrpoOptions(const GrpoShape& shape) {
  GrpoOptions options;
  options.questions_per_step = shape.prompts;
  options.rollout.group_size = shape.group;
  options.rollout.sampling.max_new_tokens = shape.new_tokens;
  options.rollout.sampling.ignore_eos = true;
  options.rollout.reward = ShareOfDigits;
  options.loss.aggregation = Aggregation::kDapo;
  options.optimizer.learning_rate = 1e-6;
  options.skip_zero_advantage = false;  // a peer does the work of every answer
  options.seed = 1;
  return options;
}

bench::Bound GrpoLimit(const GrpoShape& shape, const std::vector<Question>& questions,
                       const TrainModel& model, const bench::Limits& limits) {
  const double answers = shape.prompts * shape.group, new_tokens = shape.new_tokens;
  double prompt = 0;
  for (const Question& q : questions) prompt += static_cast<double>(q.prompt_tokens.size());
  prompt /= shape.prompts;
  const bench::Work step = model::DecodeWork(model.shape, answers, prompt + new_tokens / 2);
  const double tokens = answers * (prompt + new_tokens);
  const bench::Work update =
      model::TrainWork(model.shape, tokens, prompt + new_tokens, answers * new_tokens);
  const bench::Bound rollout = bench::Times(new_tokens - 1, bench::LeastTime(step, limits));
  return bench::Then(rollout,
                     bench::Then(bench::LeastTime(update, limits), OptimizerLimit(model, limits)));
}

}  // namespace

TrainModel LoadTrainModel(const std::string& path, model::WeightFormat format) {
  model::LoadedModel loaded = model::LoadModel(path);
  TrainModel result;
  result.shape = {loaded.config, format, model::MatrixBytes(loaded.config, format, path)};
  if (loaded.tokenizer) {
    result.tokenizer = data::MakeBpeTokenizer(*loaded.tokenizer);
  } else {
    result.tokenizer = data::LoadHfTokenizer(path);
  }
  result.transformer = std::make_shared<model::Transformer>(
      loaded.config, std::move(loaded.parameters), model::TransformerOptions{.compute = format});
  return result;
}

TrainModel MicroTrainModel(model::WeightFormat format) {
  model::BenchModel micro = model::MicroBenchModel(format);
  return {.shape = std::move(micro.shape), .tokenizer = nullptr, .transformer = micro.transformer};
}

bench::Row MeasureSft(const SftShape& shape, const bench::Limits& limits,
                      const bench::BenchOptions& options, TrainModel* model) {
  SftShape used = shape;
  if (options.quick) used.rows = 2;
  SingleProcess single;
  SftTrainer trainer({.optimizer = {.learning_rate = 1e-6}}, model->transformer.get(), &single);
  const auto documents = RandomSequences(used, model->shape.config.vocab_size);
  const double tokens = static_cast<double>(used.rows * used.length);
  const double seconds =
      bench::BestSeconds(options, kRuns, [&] { return Seconds([&] { trainer.Step(documents); }); });
  bench::Row row{.name = base::StrCat("SFT ", shape.rows, "x", shape.length),
                 .weights = model::WeightFormatName(model->shape.format),
                 .figure = base::StrCat("train_", shape.rows, "x", shape.length),
                 .unit = "tokens/s",
                 .ours = tokens / seconds};
  const bench::Work work =
      model::TrainWork(model->shape, tokens, static_cast<double>(used.length), tokens);
  bench::SetLimit(bench::Then(bench::LeastTime(work, limits), OptimizerLimit(*model, limits)),
                  tokens, &row);
  return row;
}

GrpoTiming MeasureGrpo(const GrpoShape& shape, const bench::Limits& limits,
                       const bench::BenchOptions& options, TrainModel* model) {
  const BeginsWithB verifier;  // its verdicts are not used
  const auto problem = verifier.Prepare({});
  const auto questions = PeerQuestions(shape.prompts, *model->tokenizer, problem.get());
  const model::TokenizerCodec codec(model->tokenizer);
  model::LocalEngine engine(model->transformer, &codec, {});
  SingleProcess single;
  GrpoTrainer trainer(PeerGrpoOptions(shape), model->transformer.get(), &engine, &verifier,
                      &single);
  GrpoTiming timing;
  double best = 0;
  int runs = 0;
  const double seconds = bench::BestSeconds(options, kRuns - 1, [&] {
    GrpoResult result;
    const double now = Seconds([&] { result = trainer.Step(questions); });
    // The first run warms up and does not count, unless it is the only one.
    if (runs++ == 1 || best == 0 || now < best) {
      best = now;
      timing.rollout_s = result.rollout_s;
      timing.update_s = result.update_s;
    }
    return now;
  });
  const std::string size = base::StrCat(shape.prompts, "x", shape.group, "x", shape.new_tokens);
  timing.row = {.name = "GRPO " + size,
                .weights = model::WeightFormatName(model->shape.format),
                .figure = "grpo_" + size,
                .unit = "s",
                .ours = seconds};
  bench::SetLimit(GrpoLimit(shape, questions, *model, limits), 0, &timing.row);
  return timing;
}

bench::Row MeasureMicroSft(const bench::Limits& limits, const bench::BenchOptions& options,
                           TrainModel* model) {
  SingleProcess single;
  SftTrainer trainer({}, model->transformer.get(), &single);
  const auto documents = RandomDocuments(128, model->shape.config.vocab_size, 1);
  constexpr int kSteps = 20;
  double tokens = 0;
  const double seconds = bench::BestSeconds(options, kRuns, [&] {
    tokens = 0;
    return Seconds([&] {
      for (int i = 0; i < kSteps; ++i) {
        tokens += static_cast<double>(trainer.Step(documents).rows);
      }
    });
  });
  bench::Row row{.name = "micro SFT 128 documents",
                 .weights = model::WeightFormatName(model->shape.format),
                 .unit = "tokens/s",
                 .ours = tokens / seconds};
  const double length = tokens / kSteps / static_cast<double>(documents.size());
  bench::SetLimit(bench::LeastTime(model::TrainWork(model->shape, tokens, length, tokens), limits),
                  tokens, &row);
  return row;
}

bench::Row MeasureMicroGrpo(const bench::BenchOptions& options, TrainModel* model) {
  GrpoOptions grpo = TinyGrpoOptions();
  grpo.questions_per_step = 32;
  grpo.rollout.sampling.max_new_tokens = 59;
  grpo.skip_zero_advantage = false;
  grpo.optimizer.learning_rate = 0;  // keeps the answers as long as they are
  const LetterCodec codec;
  const BeginsWithB verifier;
  const auto problem = verifier.Prepare({});
  SingleProcess single;
  model::LocalEngine engine(model->transformer, &codec, {.max_rows = 256});
  GrpoTrainer trainer(grpo, model->transformer.get(), &engine, &verifier, &single);
  const std::vector<Question> questions = LetterQuestions(grpo.questions_per_step, problem.get());
  double tokens = 0;
  const double seconds = bench::BestSeconds(options, kRuns, [&] {
    tokens = 0;
    return Seconds([&] {
      for (int i = 0; i < 10; ++i) {
        tokens += static_cast<double>(trainer.Step(questions).stats.tokens);
      }
    });
  });
  return {.name = "micro GRPO 32x8x59",
          .weights = model::WeightFormatName(model->shape.format),
          .unit = "tokens/s",
          .ours = tokens / seconds};
}

}  // namespace r1bench::train
