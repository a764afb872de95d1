// A world of letters for tests of GRPO: token i is written as the i-th letter, and an answer is
// right if it begins with "b". Everything runs as in an experiment: engine, verifier, trainer.
#ifndef R1BENCH_TRAIN_GRPO_TESTING_H_
#define R1BENCH_TRAIN_GRPO_TESTING_H_

#include <memory>
#include <string>
#include <vector>

#include "model/engine.h"
#include "model/text_codec.h"
#include "train/grpo.h"
#include "train/testing.h"
#include "verifiers/verifier.h"

namespace r1bench::train {

class LetterCodec : public model::TextCodec {
 public:
  std::vector<int32_t> EncodePrompt(std::string_view text) const override {
    std::vector<int32_t> tokens;
    for (char c : text) tokens.push_back(c - 'a');
    return tokens;
  }
  std::vector<int32_t> EncodeContinuation(std::string_view text) const override {
    return EncodePrompt(text);
  }
  std::string_view TokenBytes(int32_t token) const override {
    return std::string_view("abcdefghijklmnopqrstuvwxyz").substr(token, 1);
  }
};

class BeginsWithB : public verifiers::Verifier {
 public:
  std::string name() const override { return "begins_with_b"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const verifiers::PreparedProblem> Prepare(const data::Problem&) const override {
    return std::make_unique<verifiers::PreparedProblem>();
  }

 protected:
  verifiers::Verdict Judge(const verifiers::PreparedProblem&,
                           std::string_view response) const override {
    verifiers::Verdict v;
    const bool right = response.substr(0, 1) == "b";
    v.reward = right ? 1 : 0;
    v.status = right ? verifiers::Status::kCorrect : verifiers::Status::kWrong;
    return v;
  }
};

inline GrpoOptions TinyGrpoOptions() {
  GrpoOptions o;
  o.questions_per_step = 4;
  o.rollout.group_size = 8;
  o.rollout.sampling.max_new_tokens = 4;
  o.optimizer.learning_rate = 1e-2;
  o.seed = 11;
  return o;
}

struct LetterWorld {
  std::shared_ptr<model::Transformer> model;
  LetterCodec codec;
  BeginsWithB verifier;
  std::unique_ptr<const verifiers::PreparedProblem> problem;
  SingleProcess single;
  std::unique_ptr<model::LocalEngine> engine;
  std::unique_ptr<GrpoTrainer> trainer;

  explicit LetterWorld(const GrpoOptions& options = TinyGrpoOptions(),
                       const model::ModelConfig& config = TinyConfig(),
                       const model::TransformerOptions& transformer = {})
      : model(MakeModel(config, 1, transformer)), problem(verifier.Prepare({})) {
    engine = std::make_unique<model::LocalEngine>(model, &codec, model::EngineOptions{});
    trainer = std::make_unique<GrpoTrainer>(options, model.get(), engine.get(), &verifier, &single);
  }

  std::vector<Question> Questions(int count) const {
    std::vector<Question> questions(count);
    for (int q = 0; q < count; ++q) {
      questions[q].id = "q" + std::to_string(q);
      questions[q].prompt_tokens = {2 + q % 8, 3, 2 + q % 5};
      questions[q].problem = problem.get();
    }
    return questions;
  }

  GrpoResult Step() { return trainer->Step(Questions(trainer->options().questions_per_rollout())); }

  std::vector<float> Weights() const {
    const float* w = model->parameters().data();
    return {w, w + model->parameters().size()};
  }
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_GRPO_TESTING_H_
