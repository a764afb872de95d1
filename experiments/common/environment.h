// What an experiment trains and evaluates on: prompts, and a judgement of responses.
//
// Micro worlds (ops_environment.h) and text problems (text_environment.h) stand behind this one
// interface, so that training, evaluation and reports are written once.
#ifndef R1BENCH_EXPERIMENTS_COMMON_ENVIRONMENT_H_
#define R1BENCH_EXPERIMENTS_COMMON_ENVIRONMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "model/generator.h"
#include "model/text_codec.h"

namespace r1bench::experiments {

enum class Split { kTrain, kHeldOut };

// One response, judged.
struct Outcome {
  double reward = 0;  // of the outcome alone; an arm may add to it or replace it
  bool correct = false;
  std::string status;       // "correct", "wrong", "no answer", ...
  std::string answer;       // canonical, for the majority vote; empty: none
  int64_t length = 0;       // tokens, the end token included
  int64_t reflections = 0;  // times the response calls an attempt wrong and goes on
  bool truncated = false;
  // What else an experiment measures, by name. Averaged over the responses that have the measure,
  // into evaluations and curves; leave it out where it does not apply.
  std::vector<std::pair<std::string, double>> measures = {};
};

class Environment {
 public:
  virtual ~Environment() = default;

  virtual int64_t size(Split split) const = 0;
  virtual std::string Id(Split split, int64_t index) const = 0;
  virtual std::vector<int32_t> PromptTokens(Split split, int64_t index) const = 0;
  virtual std::string PromptText(Split split, int64_t index) const = 0;
  virtual std::string ResponseText(const model::Completion& completion) const = 0;
  // For the engine; null where responses need no text.
  virtual const model::TextCodec* codec() const { return nullptr; }
  // Temperature 1, all tokens allowed, the longest response, stop tokens.
  virtual model::SamplingParams Sampling() const = 0;

  virtual std::vector<Outcome> Judge(Split split, int64_t index,
                                     std::span<const model::Completion> completions) const = 0;
  // Skills of the responses to held-out prompts for the report, by name; may be empty.
  virtual base::Json Audit(std::span<const int64_t> held_out_index,
                           std::span<const model::Completion> completions) const {
    (void)held_out_index, (void)completions;
    return base::Json::object();
  }
};

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_ENVIRONMENT_H_
