#include "experiments/common/benchmarks.h"

#include "base/error.h"
#include "base/files.h"
#include "base/progress.h"
#include "data/prompt.h"
#include "eval/rating/suite_rating.h"
#include "eval/run_suite.h"
#include "eval/score.h"
#include "eval/suite.h"
#include "experiments/common/graders.h"

namespace r1bench::experiments {
namespace {

std::vector<eval::Sample> Answer(const BenchmarkOptions& options, const eval::Suite& suite,
                                 const TextModel& model, model::TextGenerator* generator) {
  const data::PromptTemplate prompt =
      data::PromptTemplate::Load({.name = DefaultTemplate(suite.kind)});
  base::Progress progress(suite.name, static_cast<int64_t>(suite.problems.size()));
  eval::RunSuiteOptions run;
  run.params.greedy = true;
  run.params.max_new_tokens = options.max_new_tokens;
  run.prompt = [&](const data::Problem& problem) {
    return eval::Prompt{PromptTokens(model, prompt, problem), ""};
  };
  run.on_progress = [&](const model::GenerateProgress& p) { progress.Set(p.completions_done); };
  const Grader grader = MakeGrader(suite.kind);
  run.judges = grader.judges;
  return eval::RunSuite(suite, *grader.verifier, {}, run, generator);
}

// Standings of half a contest would say little.
eval::Suite LoadBenchmark(const std::string& name, const BenchmarkOptions& options) {
  eval::Suite suite = eval::LoadSuite(name, {.generated = options.problems});
  const size_t limit = static_cast<size_t>(options.problems);
  if (!eval::HasContests(suite.problems) && suite.problems.size() > limit) {
    suite.problems.resize(limit);
  }
  return suite;
}

void AddRating(const eval::Suite& suite, const std::vector<eval::Sample>& samples,
               base::Json* metrics) {
  const eval::RatingResult result = eval::RateSuite(suite.problems, samples, {});
  if (!result.mean) return;
  (*metrics)[suite.name + "_rating"] = result.mean->value;
  (*metrics)[suite.name + "_percentile"] = result.percentile->value;
}

}  // namespace

std::string BenchmarkName(const std::string& suite) {
  std::string name = base::BaseName(suite);
  if (name.ends_with(".jsonl")) name.resize(name.size() - 6);
  return name;
}

void AddBenchmarks(const BenchmarkOptions& options, const TextModel& model,
                   model::TextGenerator* generator, base::Json* metrics) {
  for (const std::string& name : options.suites) {
    const eval::Suite suite = LoadBenchmark(name, options);
    const auto samples = Answer(options, suite, model, generator);
    for (const eval::Figure& figure : eval::Score(suite.problems, samples).figures) {
      if (figure.name == "pass@1") (*metrics)[suite.name + "_pass_at_1"] = figure.value;
      if (figure.name == "answered") (*metrics)[suite.name + "_answered"] = figure.value;
      if (figure.name == "truncated") (*metrics)[suite.name + "_truncated"] = figure.value;
    }
    if (eval::HasContests(suite.problems)) AddRating(suite, samples, metrics);
  }
}

void RequireBenchmarks(const BenchmarkOptions& options) {
  for (const std::string& name : options.suites) {
    const eval::Suite suite = LoadBenchmark(name, options);
    try {
      const Grader grader = MakeGrader(suite.kind);
      for (const data::Problem& problem : suite.problems) grader.verifier->Prepare(problem);
    } catch (const base::Error& error) {
      base::Fail("--benchmarks: ", suite.name, ": ", error.what(),
                 "; or leave this suite out of --benchmarks");
    }
  }
}

}  // namespace r1bench::experiments
