#include "experiments/cold_start/notation_environment.h"

#include <algorithm>

#include "base/hash.h"

namespace r1bench::cold_start {
namespace {

using experiments::Outcome;
using experiments::Split;

// "+ *": the two operators after the answer marker, without their notation.
std::string AnswerOf(std::span<const int32_t> response) {
  const std::vector<int32_t> ops = micro::ToOps(response);
  const auto marker = std::find(ops.begin(), ops.end(), micro::kTokenAnswer);
  return ops.end() - marker < 3 ? "" : micro::OpsDecode({&*marker + 1, 2});
}

Outcome OutcomeOf(const micro::NotationAnalysis& analysis) {
  Outcome outcome;
  outcome.reward = analysis.ops.grade.reward;
  outcome.correct = analysis.ops.grade.status == micro::OpsStatus::kCorrect;
  outcome.status = micro::OpsStatusName(analysis.ops.grade.status);
  outcome.length = analysis.ops.length;
  outcome.reflections = analysis.ops.reflections;
  outcome.truncated = analysis.ops.truncated;
  const auto add = [&](const std::string& name, double value) {
    outcome.measures.emplace_back(name, value);
  };
  const std::string asked = analysis.asked == micro::Notation::kA ? "_a" : "_b";
  add("consistency", analysis.consistency);
  add("consistency" + asked, analysis.consistency);
  add("accuracy" + asked, outcome.correct ? 1 : 0);
  add("mixed", analysis.mixed() ? 1 : 0);
  add("mixed_thought", analysis.mixed_thought() ? 1 : 0);
  add("uses_both", analysis.uses_both() ? 1 : 0);
  add("format_error", analysis.format_error ? 1 : 0);
  if (analysis.words > 0) {
    add("off_words", static_cast<double>(analysis.off_words) / analysis.words);
  }
  return outcome;
}

}  // namespace

NotationEnvironment::NotationEnvironment(const NotationWorldOptions& options, uint64_t seed)
    : options_(options),
      seed_(seed),
      task_(options.modulus),
      split_(micro::SplitPrompts(task_, options.held_out, seed)) {
  prompts_[static_cast<int>(Split::kTrain)] = micro::InBothNotations(split_.train);
  prompts_[static_cast<int>(Split::kHeldOut)] = micro::InBothNotations(split_.held_out);
}

const micro::NotationPrompt& NotationEnvironment::At(Split split, int64_t index) const {
  return prompts_[static_cast<int>(split)].at(static_cast<size_t>(index));
}

micro::NotationCorpus NotationEnvironment::Corpus(const std::string& mixture,
                                                  const micro::OpsCorpusOptions& behaviours) const {
  return {task_, split_.train, seed_, behaviours, micro::MixtureByName(mixture)};
}

int64_t NotationEnvironment::size(Split split) const {
  return static_cast<int64_t>(prompts_[static_cast<int>(split)].size());
}

std::string NotationEnvironment::Id(Split split, int64_t index) const {
  return micro::PromptId(task_, At(split, index));
}

std::vector<int32_t> NotationEnvironment::PromptTokens(Split split, int64_t index) const {
  return micro::PromptTokens(task_, At(split, index));
}

std::string NotationEnvironment::PromptText(Split split, int64_t index) const {
  return micro::kNotationAlphabet.Decode(PromptTokens(split, index));
}

std::string NotationEnvironment::ResponseText(const model::Completion& completion) const {
  return micro::kNotationAlphabet.Decode(completion.tokens);
}

model::SamplingParams NotationEnvironment::Sampling() const {
  model::SamplingParams params;
  params.max_new_tokens = options_.context_tokens - micro::kPromptTokens;
  params.stop_token_ids = {micro::kNotationEnd};
  return params;
}

std::vector<Outcome> NotationEnvironment::Judge(
    Split split, int64_t index, std::span<const model::Completion> completions) const {
  std::vector<Outcome> outcomes;
  outcomes.reserve(completions.size());
  for (const model::Completion& completion : completions) {
    Outcome outcome = OutcomeOf(micro::Analyze(task_, At(split, index), completion.tokens));
    const bool wrong = outcome.status == micro::OpsStatusName(micro::OpsStatus::kWrong);
    if (outcome.correct || wrong) outcome.answer = AnswerOf(completion.tokens);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

base::Json NotationEnvironment::Audit(std::span<const int64_t> held_out_index,
                                      std::span<const model::Completion> completions) const {
  micro::NotationAudit audit;
  for (size_t i = 0; i < completions.size(); ++i) {
    audit.Add(micro::Analyze(task_, At(Split::kHeldOut, held_out_index[i]), completions[i].tokens));
  }
  const micro::OpsAudit& ops = audit.all.ops;
  base::Json row;
  row["arithmetic"] = ops.arithmetic_accuracy();
  row["check_written_in_a"] = audit.check_accuracy(micro::Notation::kA);
  row["check_written_in_b"] = audit.check_accuracy(micro::Notation::kB);
  row["repeated_attempts"] = ops.share_repeated();
  row["out_of_order"] = ops.share_out_of_order();
  row["with_check"] = ops.share_with_check();
  for (const auto mode :
       {micro::OpsMode::kGuess, micro::OpsMode::kCheck, micro::OpsMode::kSearch}) {
    const std::string name = micro::OpsModeName(mode);
    row["share_" + name] = ops.mode_share(mode);
    row["accuracy_" + name] = ops.mode_accuracy(mode);
  }
  row["mixing_by_length"] = ToJson(audit.lengths);
  const micro::GateResult gate = micro::CheckNotationGate(
      audit, micro::MixtureByName(options_.mixture).wrong_checks, options_.gate);
  row["gate_passed"] = gate.passed;
  row["gate_failures"] = gate.failures;
  return row;
}

base::Json ToJson(const micro::MixingByLength& lengths) {
  return {{"responses", lengths.responses}, {"mixed", lengths.mixed}};
}

micro::MixingByLength MixingFromJson(const base::Json& json) {
  micro::MixingByLength lengths;
  lengths.responses = json.at("responses").get<decltype(lengths.responses)>();
  lengths.mixed = json.at("mixed").get<decltype(lengths.mixed)>();
  return lengths;
}

std::string NotationDataHash(const NotationWorldOptions& options, uint64_t seed) {
  constexpr uint64_t kDocuments = 1000;
  const NotationEnvironment environment(options, seed);
  std::string text;
  for (const Split split : {Split::kTrain, Split::kHeldOut}) {
    for (int64_t i = 0; i < environment.size(split); ++i) text += environment.Id(split, i) + "\n";
  }
  const micro::NotationCorpus corpus = environment.Corpus(options.mixture, options.corpus);
  for (uint64_t i = 0; i < kDocuments; ++i) {
    text += micro::kNotationAlphabet.Decode(corpus.Document(i).tokens) + "\n";
  }
  return base::Sha256Hex(text);
}

}  // namespace r1bench::cold_start
