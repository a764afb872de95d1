// What an RL experiment must define: prompts, and a verdict on responses.
//
// The micro world (micro_environment.h) and text problems (text_environment.h) stand behind this
// one interface, so that the arm, the evaluation and the findings are written once.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_ENVIRONMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/generator.h"
#include "model/text_codec.h"
#include "verifiers/verifier.h"

namespace r1bench::r1_zero {

enum class Split { kTrain, kHeldOut };

// One response, judged.
struct Outcome {
  double reward = 0;  // what the learner is given (the outcome alone)
  bool correct = false;
  std::string status;       // "correct", "wrong", "no answer", ...
  std::string answer;       // canonical, for the majority vote; empty: none
  int64_t length = 0;       // tokens, the end token included
  int64_t reflections = 0;  // times the response calls an attempt wrong and goes on
  bool truncated = false;
};

class Environment {
 public:
  virtual ~Environment() = default;

  virtual int64_t size(Split split) const = 0;
  virtual std::string Id(Split split, int64_t index) const = 0;
  virtual std::vector<int32_t> PromptTokens(Split split, int64_t index) const = 0;
  virtual std::string PromptText(Split split, int64_t index) const = 0;
  virtual std::string ResponseText(const model::Completion& completion) const = 0;
  // What judges training responses, and the problem as it prepared it.
  virtual const verifiers::Verifier& verifier() const = 0;
  virtual const verifiers::PreparedProblem* Prepared(Split split, int64_t index) const = 0;
  // For the engine; may be null when responses need no text.
  virtual const model::TextCodec* codec() const = 0;
  // Temperature 1, all tokens allowed, the longest response, stop tokens.
  virtual model::SamplingParams Sampling() const = 0;

  virtual std::vector<Outcome> Judge(Split split, int64_t index,
                                     std::span<const model::Completion> completions) const = 0;
  // Skills of the responses to held-out prompts for the report, by name; may be empty.
  virtual base::Json Audit(std::span<const int64_t> held_out_index,
                           std::span<const model::Completion> completions) const = 0;
};

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_ENVIRONMENT_H_
