#include "experiments/common/benchmarks.h"

#include "base/files.h"
#include "base/progress.h"
#include "data/prompt.h"
#include "eval/run_suite.h"
#include "eval/score.h"
#include "eval/suite.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::experiments {
namespace {

std::vector<eval::Sample> Answer(const BenchmarkOptions& options, const eval::Suite& suite,
                                 const TextModel& model, model::TextGenerator* generator) {
  const data::PromptTemplate prompt = data::PromptTemplate::Load({.name = "boxed"});
  base::Progress progress(suite.name, static_cast<int64_t>(suite.problems.size()));
  eval::RunSuiteOptions run;
  run.params.greedy = true;
  run.params.max_new_tokens = options.max_new_tokens;
  run.prompt = [&](const data::Problem& problem) {
    return eval::Prompt{PromptTokens(model, prompt, problem), ""};
  };
  run.on_progress = [&](const model::GenerateProgress& p) { progress.Set(p.completions_done); };
  return eval::RunSuite(suite, verifiers::MathVerifier(), {}, run, generator);
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
    const eval::Suite suite =
        eval::LoadSuite(name, {.limit = options.problems, .generated = options.problems});
    const auto samples = Answer(options, suite, model, generator);
    for (const eval::Figure& figure : eval::Score(suite.problems, samples).figures) {
      if (figure.name == "pass@1") (*metrics)[suite.name + "_pass_at_1"] = figure.value;
      if (figure.name == "answered") (*metrics)[suite.name + "_answered"] = figure.value;
      if (figure.name == "truncated") (*metrics)[suite.name + "_truncated"] = figure.value;
    }
  }
}

}  // namespace r1bench::experiments
