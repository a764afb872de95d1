#include <algorithm>
#include <span>
#include <utility>

#include "base/error.h"
#include "experiments/evaluate/run.h"

namespace r1bench::evaluate {
namespace {

void RequireOtherName(const std::string& name, std::span<const Exam> exams) {
  for (const Exam& exam : exams) {
    if (exam.suite.name == name) {
      base::FailUsage("--suite: two suites are called ", name,
                      "; rename a file, or run them one after the other");
    }
  }
}

Exam MakeExam(const std::string& name, const EvaluateOptions& options) {
  eval::Suite suite = eval::LoadSuite(name, options.suite);
  const std::string words = options.prompt_template.empty()
                                ? experiments::DefaultTemplate(suite.kind)
                                : options.prompt_template;
  auto prompt = data::PromptTemplate::Load({.name = words, .file = options.prompt_template_file});
  experiments::Grader grader = experiments::MakeGrader(suite.kind, options.weak_sandbox);
  for (const data::Problem& problem : suite.problems) grader.verifier->Prepare(problem);
  return {std::move(suite), std::move(prompt), std::move(grader)};
}

// Suites may share a template or a verifier.
void AddSource(reports::DataSource source, std::vector<reports::DataSource>* data) {
  const bool known =
      std::any_of(data->begin(), data->end(), [&](const auto& d) { return d.name == source.name; });
  if (!known) data->push_back(std::move(source));
}

}  // namespace

Inputs LoadInputs(const EvaluateOptions& options) {
  Inputs inputs;
  for (const std::string& name : options.suites) {
    Exam exam = MakeExam(name, options);
    const eval::Suite& suite = exam.suite;
    RequireOtherName(suite.name, inputs.exams);
    inputs.data.push_back(
        {"suite " + suite.name, suite.sha256,
         suite.generated ? base::StrCat("generated, seed ", suite.seed) : suite.path});
    inputs.exams.push_back(std::move(exam));
  }
  for (const Exam& exam : inputs.exams) {
    AddSource({"prompt template " + exam.prompt.name(), exam.prompt.hash(), ""}, &inputs.data);
    const verifiers::Verifier& verifier = *exam.grader.verifier;
    AddSource({"verifier " + verifier.name(), "", "version " + verifier.version()}, &inputs.data);
  }
  inputs.subject = MakeSubject(options, inputs.exams);
  inputs.data.push_back(inputs.subject.source);
  return inputs;
}

}  // namespace r1bench::evaluate
