#include "experiments/common/program_environment.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/hash.h"

namespace r1bench::experiments {
namespace {

using verifiers::CodeVerdict;

bool Runs(CodeVerdict verdict) {
  return verdict == CodeVerdict::kAccepted || verdict == CodeVerdict::kWrongAnswer;
}

Outcome OutcomeOf(CodeVerdict verdict, std::string source, const model::Completion& completion) {
  Outcome outcome;
  outcome.correct = verdict == CodeVerdict::kAccepted;
  outcome.reward = outcome.correct ? 1 : 0;
  outcome.status = verifiers::CodeVerdictName(verdict);
  if (Runs(verdict)) outcome.answer = std::move(source);
  outcome.length = static_cast<int64_t>(completion.tokens.size());
  outcome.truncated =
      std::ranges::find(completion.tokens, micro::kProgramEnd) == completion.tokens.end();
  outcome.measures.emplace_back("runs", Runs(verdict) ? 1.0 : 0.0);
  return outcome;
}

}  // namespace

ProgramEnvironment::ProgramEnvironment(const ProgramWorldOptions& options, uint64_t seed,
                                       RunPrograms run)
    : options_(options),
      split_(micro::SplitRecipes(options.held_out, seed)),
      run_(std::move(run)) {}

const micro::Recipe& ProgramEnvironment::At(Split split, int64_t index) const {
  return split == Split::kTrain ? split_.train.at(index) : split_.held_out.at(index);
}

int64_t ProgramEnvironment::size(Split split) const {
  return static_cast<int64_t>(split == Split::kTrain ? split_.train.size()
                                                     : split_.held_out.size());
}

std::string ProgramEnvironment::Id(Split split, int64_t index) const {
  return micro::RecipeId(At(split, index));
}

std::vector<int32_t> ProgramEnvironment::PromptTokens(Split split, int64_t index) const {
  return micro::RecipePrompt(At(split, index));
}

std::string ProgramEnvironment::PromptText(Split split, int64_t index) const {
  return micro::kProgramAlphabet.Decode(PromptTokens(split, index));
}

std::string ProgramEnvironment::ResponseText(const model::Completion& completion) const {
  return micro::kProgramAlphabet.Decode(completion.tokens);
}

model::SamplingParams ProgramEnvironment::Sampling() const {
  model::SamplingParams params;
  params.max_new_tokens = options_.context_tokens - micro::kProgramPromptTokens;
  params.stop_token_ids = {micro::kProgramEnd};
  return params;
}

std::vector<Outcome> ProgramEnvironment::Judge(
    Split split, int64_t index, std::span<const model::Completion> completions) const {
  std::vector<std::string> sources;
  for (const model::Completion& completion : completions) {
    sources.push_back(micro::ProgramSource(completion.tokens));
  }
  const std::vector<CodeVerdict> verdicts = Verdicts(At(split, index), sources);
  std::vector<Outcome> outcomes;
  for (size_t i = 0; i < sources.size(); ++i) {
    outcomes.push_back(OutcomeOf(verdicts[i], std::move(sources[i]), completions[i]));
  }
  return outcomes;
}

std::vector<CodeVerdict> ProgramEnvironment::Verdicts(const micro::Recipe& recipe,
                                                      std::span<const std::string> sources) const {
  const std::scoped_lock lock(mutex_);
  const std::string id = micro::RecipeId(recipe);
  std::vector<std::string> fresh, functions;
  for (const std::string& source : sources) {
    if (seen_.contains({id, source}) || std::ranges::find(fresh, source) != fresh.end()) continue;
    fresh.push_back(source);
    functions.push_back(PythonFunction(source));
  }
  const std::vector<CodeVerdict> verdicts = run_(recipe, functions);
  for (size_t i = 0; i < fresh.size(); ++i) seen_[{id, fresh[i]}] = verdicts.at(i);
  std::vector<CodeVerdict> result;
  for (const std::string& source : sources) result.push_back(seen_.at({id, source}));
  return result;
}

std::string PythonFunction(const std::string& expression) {
  return "def f(xs):\n    return [" + expression + " for x in xs]\n";
}

std::vector<train::Document> ProgramDocuments(const micro::ProgramCorpus& corpus, int64_t step,
                                              int64_t count) {
  std::vector<train::Document> documents;
  documents.reserve(static_cast<size_t>(count));
  for (int64_t i = step * count; i < (step + 1) * count; ++i) {
    documents.push_back(
        {corpus.Document(static_cast<uint64_t>(i)).tokens, micro::kProgramPromptTokens});
  }
  return documents;
}

std::string ProgramDataHash(const ProgramWorldOptions& options, uint64_t seed) {
  constexpr uint64_t kDocuments = 1000;
  const micro::RecipeSplit split = micro::SplitRecipes(options.held_out, seed);
  std::string text;
  for (const auto* part : {&split.train, &split.held_out}) {
    for (const micro::Recipe& recipe : *part) text += micro::RecipeId(recipe) + "\n";
  }
  const micro::ProgramCorpus corpus(split.train, seed, options.corpus);
  for (uint64_t i = 0; i < kDocuments; ++i) {
    text += micro::kProgramAlphabet.Decode(corpus.Document(i).tokens) + "\n";
  }
  return base::Sha256Hex(text);
}

}  // namespace r1bench::experiments
