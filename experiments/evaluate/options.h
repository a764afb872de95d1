// What one evaluation is: a model (or completions made elsewhere), suites, how to sample.
#ifndef R1BENCH_EXPERIMENTS_EVALUATE_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_EVALUATE_OPTIONS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "eval/rating/rating.h"
#include "eval/suite.h"
#include "model/device.h"
#include "model/generator.h"
#include "model/linear_weight.h"

namespace r1bench::evaluate {

struct EvaluateOptions {
  std::string model;                // "smollm2", a folder or a .gguf file
  std::string completions;          // absolute path of saved completions instead of a model
  std::vector<std::string> suites;  // generated names or absolute paths
  eval::SuiteOptions suite;
  std::string prompt_template;       // built-in name; empty: by what the suite asks for
  std::string prompt_template_file;  // absolute path, overrides it
  std::string chat_format;           // empty: the model's own
  int k = 1;
  model::SamplingParams params;
  model::WeightFormat dtype = model::WeightFormat::kFloat32;
  std::shared_ptr<model::Device> device;  // null: the CPU
  int64_t max_rows = 32;                  // responses generated side by side
  eval::RatingOptions rating;             // of suites in contests
  bool weak_sandbox = false;              // run programs also where there are no namespaces
};

// From the flags; throws base::UsageError on values that make no sense.
EvaluateOptions OptionsFromFlags();

}  // namespace r1bench::evaluate

#endif  // R1BENCH_EXPERIMENTS_EVALUATE_OPTIONS_H_
