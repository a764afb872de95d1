#include "experiments/evaluate/subject.h"

#include <utility>

#include "base/hash.h"
#include "model/engine.h"
#include "model/saved_completions.h"

namespace r1bench::evaluate {
namespace {

Subject FromFile(const EvaluateOptions& options) {
  Subject subject;
  subject.generator = std::make_unique<model::SavedCompletions>(options.completions);
  // Saved completions are found by the problem's id; the prompt only has to be there.
  subject.prompt = [](const data::Problem& problem) { return eval::Prompt{{}, problem.problem}; };
  subject.source = {"completions", base::Sha256File(options.completions), options.completions};
  return subject;
}

Subject FromModel(const EvaluateOptions& options, const data::PromptTemplate& prompt) {
  Subject subject;
  subject.model = std::make_shared<experiments::TextModel>(
      experiments::LoadTextModel(options.model, options.chat_format));
  model::EngineOptions engine;
  engine.max_rows = options.max_rows;
  engine.name = options.model + " (local, fp32)";
  subject.generator = std::make_unique<model::LocalEngine>(subject.model->transformer,
                                                           subject.model->codec.get(), engine);
  subject.prompt = [model = subject.model, prompt](const data::Problem& problem) {
    return eval::Prompt{experiments::PromptTokens(*model, prompt, problem), ""};
  };
  subject.source = {"model " + options.model, experiments::ModelHash(subject.model->path),
                    subject.model->path};
  return subject;
}

}  // namespace

Subject MakeSubject(const EvaluateOptions& options, const data::PromptTemplate& prompt) {
  return options.completions.empty() ? FromModel(options, prompt) : FromFile(options);
}

}  // namespace r1bench::evaluate
