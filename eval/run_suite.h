// Suite x generator x verifier -> samples.
//
// Each response is judged as soon as it ends, beside the generation of others if there are judges
// for it, and handed to `on_sample`, always on the caller's thread, so that it can be logged: an
// interrupted evaluation goes on where it stopped (pass what was logged as `done`). Draws are keyed
// by (seed, problem's place, sample), so a resumed run samples what the whole one would have,
// whatever is left.
#ifndef R1BENCH_EVAL_RUN_SUITE_H_
#define R1BENCH_EVAL_RUN_SUITE_H_

#include <functional>
#include <vector>

#include "eval/sample.h"
#include "eval/suite.h"
#include "model/generator.h"
#include "verifiers/verifier.h"

namespace r1bench::eval {

// A problem as the model is to see it: tokens (exact) or text.
struct Prompt {
  std::vector<int32_t> tokens;
  std::string text;
};

struct RunSuiteOptions {
  int k = 1;                     // responses a problem
  int judges = 0;                // threads that judge; 0: the caller's, between two responses
  model::SamplingParams params;  // seed included
  std::function<Prompt(const data::Problem&)> prompt;
  std::function<void(const Sample&)> on_sample;                     // may be empty
  std::function<void(const model::GenerateProgress&)> on_progress;  // may be empty
};

// All samples, those in `done` included, ordered by problem and sample. Lines of `done` for other
// suites or problems are ignored.
std::vector<Sample> RunSuite(const Suite& suite, const verifiers::Verifier& verifier,
                             const std::vector<Sample>& done, const RunSuiteOptions& options,
                             model::TextGenerator* generator);

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_RUN_SUITE_H_
