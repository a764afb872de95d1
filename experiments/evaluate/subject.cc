#include "experiments/evaluate/subject.h"

#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "model/engine.h"
#include "model/saved_completions.h"

namespace r1bench::evaluate {
namespace {

// Before the run rather than in the middle of it.
void CheckEnough(const model::SavedCompletions& saved, const eval::Suite& suite, int k) {
  for (const data::Problem& problem : suite.problems) {
    base::Require(saved.Contains(problem.id), saved.path(), ": no completions for problem \"",
                  problem.id, "\" of ", suite.name, " (the file has ", saved.num_problems(),
                  " ids); add them, or give --limit or a suite of the problems that were run");
    const int64_t found = saved.NumCompletions(problem.id);
    base::Require(found >= k, saved.path(), ": problem \"", problem.id, "\" has ", found,
                  " completions, --k=", k, " asks for more; the most that all have is ",
                  saved.min_completions());
  }
}

Subject FromFile(const EvaluateOptions& options, std::span<const Exam> exams) {
  Subject subject;
  auto saved = std::make_unique<model::SavedCompletions>(options.completions);
  for (const Exam& exam : exams) CheckEnough(*saved, exam.suite, options.k);
  subject.generator = std::move(saved);
  // Saved completions are found by the problem's id; the prompt only has to be there.
  subject.prompt = [](const data::PromptTemplate&, const data::Problem& problem) {
    return eval::Prompt{{}, problem.problem};
  };
  subject.source = {"completions", base::Sha256File(options.completions), options.completions};
  return subject;
}

Subject FromModel(const EvaluateOptions& options) {
  Subject subject;
  experiments::TextModelOptions load{.chat_format = options.chat_format};
  if (options.device == nullptr) {
    load.generate_only = options.dtype;
  } else {
    load.transformer = {.device = options.device, .compute = options.dtype};
  }
  subject.model =
      std::make_shared<experiments::TextModel>(experiments::LoadTextModel(options.model, load));
  model::EngineOptions engine;
  engine.max_rows = options.max_rows;
  engine.name = base::StrCat(options.model, " (local, ", model::WeightFormatName(options.dtype),
                             options.device == nullptr ? ")" : ", cuda)");
  subject.generator = std::make_unique<model::LocalEngine>(subject.model->transformer,
                                                           subject.model->codec.get(), engine);
  subject.prompt = [model = subject.model](const data::PromptTemplate& prompt,
                                           const data::Problem& problem) {
    return eval::Prompt{experiments::PromptTokens(*model, prompt, problem), ""};
  };
  subject.source = {"model " + options.model, experiments::ModelHash(subject.model->path),
                    subject.model->path};
  return subject;
}

}  // namespace

Subject MakeSubject(const EvaluateOptions& options, std::span<const Exam> exams) {
  return options.completions.empty() ? FromModel(options) : FromFile(options, exams);
}

}  // namespace r1bench::evaluate
