// Text problems with a checkable answer as an environment: the small scale.
//
// Generated arithmetic problems, the R1-Zero template, the math verifier on what stands between the
// answer tags. Reflections are counted by words that announce a second look (kReflectionWords).
#ifndef R1BENCH_EXPERIMENTS_COMMON_TEXT_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_COMMON_TEXT_ENVIRONMENT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/problem.h"
#include "data/prompt.h"
#include "experiments/common/environment.h"
#include "experiments/common/text_model.h"
#include "model/engine.h"
#include "model/text_codec.h"
#include "model/transformer.h"
#include "reports/report.h"
#include "verifiers/math/math_verifier.h"
#include "verifiers/verifier.h"

namespace r1bench::experiments {

// A real model on problems with a checkable answer.
struct TextWorldOptions {
  std::string model;            // "smollm2", a Hugging Face folder or a .gguf file
  std::string prompt_template;  // file; empty: the r1_zero template
  int64_t train_problems = 0, held_out = 0;
  int max_new_tokens = 0;
};

// How often a response takes a second look: whole words such as "wait", "recheck", "alternatively"
// (the report counts the like in v1 Fig. 9 of its supplement), whatever their case.
int64_t CountReflections(std::string_view response);

// The response with its last <answer> closed. Generation stops at the closing tag, which the engine
// leaves out of the text, and the math verifier reads closed tags only.
std::string WithClosedAnswer(std::string_view response);

// The math verifier for responses that stop at </answer>. One that was cut off by the length limit
// is no answer either way: its reward is 0.
class StoppedAnswerVerifier : public verifiers::MathVerifier {
 protected:
  verifiers::Verdict Judge(const verifiers::PreparedProblem& problem,
                           std::string_view response) const override {
    return verifiers::MathVerifier::Judge(problem, WithClosedAnswer(response));
  }
};

// The template of options.prompt_template, or the built-in `r1_zero`.
data::PromptTemplate LoadTemplate(const TextWorldOptions& options);

class TextEnvironment : public Environment {
 public:
  // Loads the model; problems are generated with `seed`.
  TextEnvironment(const TextWorldOptions& options, const model::TransformerOptions& transformer,
                  uint64_t seed);

  // The base's weights, fresh from the file.
  std::shared_ptr<model::Transformer> LoadModel() const;
  const TextModel& text_model() const { return model_; }
  const data::Problem& At(Split split, int64_t index) const;

  int64_t size(Split split) const override;
  std::string Id(Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(Split split, int64_t index) const override;
  std::string PromptText(Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  const model::TextCodec* codec() const override { return model_.codec.get(); }
  model::SamplingParams Sampling() const override;
  std::vector<Outcome> Judge(Split split, int64_t index,
                             std::span<const model::Completion> completions) const override;

 private:
  TextWorldOptions options_;
  model::TransformerOptions transformer_;
  mutable TextModel model_;  // its weights go to the first LoadModel
  data::PromptTemplate template_;
  StoppedAnswerVerifier verifier_;
  std::vector<data::Problem> problems_[2];  // by split
  std::vector<std::unique_ptr<const verifiers::PreparedProblem>> prepared_[2];
};

// The model, the problems of every seed (both splits) and the prompt template, with their hashes,
// and the version of the verifier.
std::vector<reports::DataSource> TextData(const TextWorldOptions& options,
                                          const std::vector<uint64_t>& seeds);

// An engine that samples from `policy`, sized for real models.
std::unique_ptr<model::LocalEngine> TextEngine(const std::shared_ptr<model::Transformer>& policy,
                                               const model::TextCodec* codec,
                                               const std::string& name);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_TEXT_ENVIRONMENT_H_
