// What the small scale ends in: the scores of a stage's model on suites of the report's kind, as
// the program `evaluate` would give them, before and after training.
#ifndef R1BENCH_EXPERIMENTS_COMMON_BENCHMARKS_H_
#define R1BENCH_EXPERIMENTS_COMMON_BENCHMARKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/text_model.h"
#include "model/generator.h"

namespace r1bench::experiments {

struct BenchmarkOptions {
  std::vector<std::string> suites;  // ours by name ("math_style") or JSONL files; empty: none
  int64_t problems = 20;            // the first so many of each; suites in contests are asked whole
  int max_new_tokens = 256;
};

// Adds "<suite>_pass_at_1", "<suite>_answered" and "<suite>_truncated" of each suite to `metrics`,
// and "<suite>_rating" and "<suite>_percentile" of one in contests: one greedy response to each
// problem, the template and the verifier of what the suite asks for (graders.h), in the model's
// chat format. Generated suites use seed 1: every stage and every seed of a run sees the same
// problems.
void AddBenchmarks(const BenchmarkOptions& options, const TextModel& model,
                   model::TextGenerator* generator, base::Json* metrics);

// Whether each of the suites can be loaded and judged on this machine. Throws base::Error that says
// what is missing.
void RequireBenchmarks(const BenchmarkOptions& options);

// A suite's name as it stands in metrics: the file's name without folder and ending.
std::string BenchmarkName(const std::string& suite);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_BENCHMARKS_H_
