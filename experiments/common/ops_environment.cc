#include "experiments/common/ops_environment.h"

#include <utility>

#include "base/hash.h"
#include "data/micro/ops_vocabulary.h"

namespace r1bench::experiments {
namespace {

// "+ *": the text of the two operators after `A`, the micro world's canonical answer.
std::string AnswerOf(std::span<const int32_t> response) {
  for (size_t i = 0; i + 2 < response.size(); ++i) {
    if (response[i] == micro::kTokenEnd) break;
    if (response[i] == micro::kTokenAnswer) return micro::OpsDecode(response.subspan(i + 1, 2));
  }
  return "";
}

}  // namespace

OpsEnvironment::OpsEnvironment(const OpsWorldOptions& options, uint64_t seed)
    : options_(options),
      task_(options.modulus),
      split_(micro::SplitPrompts(task_, options.held_out, seed)) {}

const micro::OpsPrompt& OpsEnvironment::At(Split split, int64_t index) const {
  return split == Split::kTrain ? split_.train.at(index) : split_.held_out.at(index);
}

int64_t OpsEnvironment::size(Split split) const {
  return static_cast<int64_t>(split == Split::kTrain ? split_.train.size()
                                                     : split_.held_out.size());
}

std::string OpsEnvironment::Id(Split split, int64_t index) const {
  return task_.PromptId(At(split, index));
}

std::vector<int32_t> OpsEnvironment::PromptTokens(Split split, int64_t index) const {
  return task_.PromptTokens(At(split, index));
}

std::string OpsEnvironment::PromptText(Split split, int64_t index) const {
  return micro::OpsDecode(PromptTokens(split, index));
}

std::string OpsEnvironment::ResponseText(const model::Completion& completion) const {
  return micro::OpsDecode(completion.tokens);
}

model::SamplingParams OpsEnvironment::Sampling() const {
  model::SamplingParams params;
  params.max_new_tokens = options_.context_tokens - micro::kPromptTokens;
  params.stop_token_ids = {micro::kTokenEnd};
  return params;
}

std::vector<Outcome> OpsEnvironment::Judge(Split split, int64_t index,
                                           std::span<const model::Completion> completions) const {
  std::vector<Outcome> outcomes;
  outcomes.reserve(completions.size());
  for (const model::Completion& completion : completions) {
    const micro::OpsAnalysis analysis = micro::Analyze(task_, At(split, index), completion.tokens);
    outcomes.push_back(OpsOutcome(analysis, AnswerOf(completion.tokens)));
  }
  return outcomes;
}

base::Json OpsEnvironment::Audit(std::span<const int64_t> held_out_index,
                                 std::span<const model::Completion> completions) const {
  micro::OpsAudit audit;
  for (size_t i = 0; i < completions.size(); ++i) {
    audit.Add(micro::Analyze(task_, At(Split::kHeldOut, held_out_index[i]), completions[i].tokens));
  }
  return OpsAuditRow(audit, options_.gate);
}

Outcome OpsOutcome(const micro::OpsAnalysis& analysis, std::string answer) {
  Outcome outcome;
  outcome.reward = analysis.grade.reward;
  outcome.correct = analysis.grade.status == micro::OpsStatus::kCorrect;
  outcome.status = micro::OpsStatusName(analysis.grade.status);
  const bool answered = outcome.correct || analysis.grade.status == micro::OpsStatus::kWrong;
  if (answered) outcome.answer = std::move(answer);
  outcome.length = analysis.length;
  outcome.reflections = analysis.reflections;
  outcome.truncated = analysis.truncated;
  return outcome;
}

base::Json OpsAuditRow(const micro::OpsAudit& audit, const micro::AuditGate& gate) {
  base::Json row;
  row["arithmetic"] = audit.arithmetic_accuracy();
  row["check"] = audit.check_accuracy();
  row["repeated_attempts"] = audit.share_repeated();
  row["with_check"] = audit.share_with_check();
  for (const auto mode :
       {micro::OpsMode::kGuess, micro::OpsMode::kCheck, micro::OpsMode::kSearch}) {
    const std::string name = micro::OpsModeName(mode);
    row["share_" + name] = audit.mode_share(mode);
    row["accuracy_" + name] = audit.mode_accuracy(mode);
  }
  row["length_if_correct"] = audit.length_if_correct();
  row["length_if_wrong"] = audit.length_if_wrong();
  const micro::GateResult result = micro::CheckGate(audit, gate);
  row["gate_passed"] = result.passed;
  row["gate_failures"] = result.failures;
  return row;
}

std::vector<train::Document> OpsDocuments(const micro::OpsCorpus& corpus, int64_t step,
                                          int64_t count) {
  std::vector<train::Document> documents;
  documents.reserve(count);
  for (micro::OpsDocument& document : corpus.Documents(step * count, count)) {
    documents.push_back({std::move(document.tokens), micro::kPromptTokens});
  }
  return documents;
}

std::string OpsDataHash(const OpsWorldOptions& options, uint64_t seed) {
  constexpr int64_t kDocuments = 1000;
  const OpsEnvironment environment(options, seed);
  std::string text;
  for (const Split split : {Split::kTrain, Split::kHeldOut}) {
    for (int64_t i = 0; i < environment.size(split); ++i) text += environment.Id(split, i) + "\n";
  }
  const micro::OpsCorpus corpus(environment.task(), environment.split().train, seed,
                                options.corpus);
  for (const micro::OpsDocument& document : corpus.Documents(0, kDocuments)) {
    text += micro::OpsDecode(document.tokens) + "\n";
  }
  return base::Sha256Hex(text);
}

}  // namespace r1bench::experiments
