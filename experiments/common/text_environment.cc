#include "experiments/common/text_environment.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/paths.h"
#include "data/suites/registry.h"

namespace r1bench::experiments {
namespace {

constexpr std::array<std::string_view, 12> kReflectionWords = {
    "wait",   "recheck", "rethink",      "reconsider", "reevaluate", "alternatively",
    "verify", "mistake", "double-check", "retry",      "error",      "hmm"};

bool IsWordByte(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '-'; }

constexpr std::string_view kOpenAnswer = "<answer>", kCloseAnswer = "</answer>";

}  // namespace

std::string WithClosedAnswer(std::string_view response) {
  const size_t open = response.rfind(kOpenAnswer);
  const bool closed =
      open == std::string_view::npos || response.find(kCloseAnswer, open) != std::string_view::npos;
  std::string text(response);
  if (!closed) text += kCloseAnswer;
  return text;
}

data::PromptTemplate LoadTemplate(const TextWorldOptions& options) {
  data::PromptTemplateOptions chosen{.name = "r1_zero", .file = ""};
  if (!options.prompt_template.empty()) chosen.file = base::CallerPath(options.prompt_template);
  return data::PromptTemplate::Load(chosen);
}

int64_t CountReflections(std::string_view response) {
  int64_t count = 0;
  std::string word;
  for (size_t i = 0; i <= response.size(); ++i) {
    if (i < response.size() && IsWordByte(response[i])) {
      word.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(response[i]))));
      continue;
    }
    count +=
        std::find(kReflectionWords.begin(), kReflectionWords.end(), word) != kReflectionWords.end();
    word.clear();
  }
  return count;
}

TextEnvironment::TextEnvironment(const TextWorldOptions& options,
                                 const model::TransformerOptions& transformer, uint64_t seed)
    : options_(options),
      transformer_(transformer),
      model_(LoadTextModel(options.model, {.transformer = transformer})),
      template_(LoadTemplate(options)) {
  const int64_t total = options.train_problems + options.held_out;
  std::vector<data::Problem> all = data::GenerateSuite("arithmetic", seed, total);
  for (int64_t i = 0; i < total; ++i) {
    const Split split = i < options.train_problems ? Split::kTrain : Split::kHeldOut;
    prepared_[static_cast<int>(split)].push_back(verifier_.Prepare(all[i]));
    problems_[static_cast<int>(split)].push_back(std::move(all[i]));
  }
}

std::shared_ptr<model::Transformer> TextEnvironment::LoadModel() const {
  if (model_.transformer != nullptr) return std::exchange(model_.transformer, nullptr);
  return LoadTextModel(options_.model, {.transformer = transformer_}).transformer;
}

const data::Problem& TextEnvironment::At(Split split, int64_t index) const {
  return problems_[static_cast<int>(split)].at(index);
}

int64_t TextEnvironment::size(Split split) const {
  return static_cast<int64_t>(problems_[static_cast<int>(split)].size());
}

std::string TextEnvironment::Id(Split split, int64_t index) const { return At(split, index).id; }

std::vector<int32_t> TextEnvironment::PromptTokens(Split split, int64_t index) const {
  return experiments::PromptTokens(model_, template_, At(split, index));
}

std::string TextEnvironment::PromptText(Split split, int64_t index) const {
  return At(split, index).problem;
}

std::string TextEnvironment::ResponseText(const model::Completion& completion) const {
  const bool stopped = completion.finish_reason == model::FinishReason::kStop;
  return stopped ? WithClosedAnswer(completion.text) : completion.text;
}

model::SamplingParams TextEnvironment::Sampling() const {
  model::SamplingParams params;
  params.max_new_tokens = options_.max_new_tokens;
  params.stop_strings = {std::string(kCloseAnswer)};
  return params;
}

std::vector<Outcome> TextEnvironment::Judge(Split split, int64_t index,
                                            std::span<const model::Completion> completions) const {
  std::vector<std::string_view> responses;
  for (const model::Completion& completion : completions) responses.push_back(completion.text);
  const auto verdicts =
      verifier_.VerifyBatch(*prepared_[static_cast<int>(split)].at(index), responses);
  std::vector<Outcome> outcomes;
  for (size_t i = 0; i < completions.size(); ++i) {
    Outcome outcome;
    outcome.truncated = completions[i].finish_reason == model::FinishReason::kLength;
    outcome.correct = !outcome.truncated && verdicts[i].status == verifiers::Status::kCorrect;
    outcome.reward = outcome.truncated ? 0.0 : verdicts[i].reward;
    outcome.status = verifiers::StatusName(verdicts[i].status);
    // Right answers, however spelled, vote together; a response that was cut off has no vote.
    if (outcome.correct) {
      outcome.answer = At(split, index).answer;
    } else if (!outcome.truncated) {
      outcome.answer = verdicts[i].details.value("canonical", "");
    }
    outcome.length = static_cast<int64_t>(completions[i].tokens.size());
    outcome.reflections = CountReflections(completions[i].text);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

namespace {

std::string ProblemsHash(const TextWorldOptions& options, uint64_t seed) {
  std::string text;
  const int64_t count = options.train_problems + options.held_out;
  for (const data::Problem& problem : data::GenerateSuite("arithmetic", seed, count)) {
    text += base::StrCat(problem.id, "\t", problem.problem, "\t", problem.answer, "\n");
  }
  return base::Sha256Hex(text);
}

}  // namespace

std::vector<reports::DataSource> TextData(const TextWorldOptions& options,
                                          const std::vector<uint64_t>& seeds) {
  const std::string path = ModelPath(options.model);
  std::vector<reports::DataSource> data = {{"model " + options.model, ModelHash(path), path}};
  for (const uint64_t seed : seeds) {
    data.push_back({base::StrCat("suite arithmetic, seed ", seed), ProblemsHash(options, seed),
                    base::StrCat("generated: ", options.train_problems,
                                 " problems to train on and ", options.held_out, " held out")});
  }
  const data::PromptTemplate prompt = LoadTemplate(options);
  data.push_back({"prompt template " + prompt.name(), prompt.hash(), ""});
  // Judges every answer: another version may judge otherwise.
  const StoppedAnswerVerifier verifier;
  data.push_back({base::StrCat("verifier ", verifier.name()), "", "version " + verifier.version()});
  return data;
}

std::unique_ptr<model::LocalEngine> TextEngine(const std::shared_ptr<model::Transformer>& policy,
                                               const model::TextCodec* codec,
                                               const std::string& name) {
  model::EngineOptions engine;
  engine.max_rows = 64;
  engine.prefill_tokens = 512;
  engine.name = name;
  return std::make_unique<model::LocalEngine>(policy, codec, engine);
}

}  // namespace r1bench::experiments
