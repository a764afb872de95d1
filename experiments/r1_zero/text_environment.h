// Text problems with a checkable answer as an environment: the small scale.
//
// Generated arithmetic problems, the R1-Zero template, the math verifier on what stands between the
// answer tags. Reflections are counted by words that announce a second look (kReflectionWords).
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_TEXT_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_TEXT_ENVIRONMENT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/prompt.h"
#include "experiments/common/text_model.h"
#include "experiments/r1_zero/environment.h"
#include "experiments/r1_zero/options.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::r1_zero {

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
data::PromptTemplate LoadTemplate(const TextOptions& options);

class TextEnvironment : public Environment {
 public:
  // Loads the model; problems are generated with `seed`.
  TextEnvironment(const TextOptions& options, const model::TransformerOptions& transformer,
                  uint64_t seed);

  // The base's weights, fresh from the file.
  std::shared_ptr<model::Transformer> LoadModel() const;

  int64_t size(Split split) const override;
  std::string Id(Split split, int64_t index) const override;
  std::vector<int32_t> PromptTokens(Split split, int64_t index) const override;
  std::string PromptText(Split split, int64_t index) const override;
  std::string ResponseText(const model::Completion& completion) const override;
  const verifiers::Verifier& verifier() const override { return verifier_; }
  const verifiers::PreparedProblem* Prepared(Split split, int64_t index) const override;
  const model::TextCodec* codec() const override { return model_.codec.get(); }
  model::SamplingParams Sampling() const override;
  std::vector<Outcome> Judge(Split split, int64_t index,
                             std::span<const model::Completion> completions) const override;
  base::Json Audit(std::span<const int64_t> held_out_index,
                   std::span<const model::Completion> completions) const override;

 private:
  const data::Problem& At(Split split, int64_t index) const;

  TextOptions options_;
  model::TransformerOptions transformer_;
  mutable experiments::TextModel model_;  // its weights go to the first LoadModel
  data::PromptTemplate template_;
  StoppedAnswerVerifier verifier_;
  std::vector<data::Problem> problems_[2];  // by split
  std::vector<std::unique_ptr<const verifiers::PreparedProblem>> prepared_[2];
};

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_TEXT_ENVIRONMENT_H_
