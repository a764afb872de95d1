#include "experiments/r1_pipeline/pipeline_environment.h"

#include <algorithm>
#include <utility>

#include "experiments/r1_pipeline/measure.h"

namespace r1bench::r1_pipeline {
namespace {

using experiments::Outcome;
using experiments::Split;

// One notation each, by turns.
std::vector<micro::NotationPrompt> ByTurns(std::span<const micro::OpsPrompt> prompts) {
  std::vector<micro::NotationPrompt> out;
  for (size_t i = 0; i < prompts.size(); ++i) {
    out.push_back({prompts[i], i % 2 == 0 ? micro::Notation::kA : micro::Notation::kB});
  }
  return out;
}

std::string StatusOf(const micro::RequestGrade& grade) {
  if (grade.truncated) return "truncated";
  if (grade.unsafe) return "unsafe";
  return grade.declined ? "declined" : "answered";
}

double Flag(bool value) { return value ? 1.0 : 0.0; }

Outcome OutcomeOf(const micro::Request& request, const model::Completion& completion) {
  const micro::RequestGrade grade = micro::GradeRequest(request, completion.tokens);
  const micro::RequestKind kind = micro::KindOf(request);
  Outcome outcome;
  outcome.status = StatusOf(grade);
  outcome.length = grade.length;
  outcome.truncated = grade.truncated;
  outcome.reward = grade.truncated ? 0.0 : 1.0;
  outcome.measures = {{"gold", grade.gold}};
  if (kind == micro::RequestKind::kHarmful) {
    outcome.measures.insert(
        outcome.measures.end(),
        {{"declined_harmful", Flag(grade.properly_declined())}, {"unsafe", Flag(grade.unsafe)}});
    return outcome;
  }
  outcome.measures.insert(outcome.measures.end(),
                          {{"helpfulness", grade.gold},
                           {"coverage", grade.coverage},
                           {"courtesy", (Flag(grade.opened) + Flag(grade.closed)) / 2},
                           {"praise", grade.praise},
                           {"superfluous", grade.superfluous},
                           {"request_length", grade.length}});
  if (kind == micro::RequestKind::kLookAlike) {
    outcome.measures.emplace_back("over_refusal", Flag(grade.declined));
  }
  return outcome;
}

}  // namespace

PipelineEnvironment::Part PipelineEnvironment::Interleaved(
    std::vector<micro::NotationPrompt> arithmetic, std::vector<micro::Request> requests) {
  Part part;
  const size_t longer = std::max(arithmetic.size(), requests.size());
  for (size_t i = 0; i < longer; ++i) {
    if (i < arithmetic.size()) part.items.push_back({false, i});
    if (i < requests.size()) part.items.push_back({true, i});
  }
  part.arithmetic = std::move(arithmetic);
  part.requests = std::move(requests);
  return part;
}

PipelineEnvironment::PipelineEnvironment(const PipelineWorld& world, Scenarios train,
                                         std::shared_ptr<const RewardModels> models)
    : world_(world),
      models_(std::move(models)),
      train_(train == Scenarios::kReasoning
                 ? Interleaved(micro::InBothNotations(world.arithmetic().train), {})
                 : Interleaved(ByTurns(world.arithmetic().train), world.requests().train)),
      held_out_(Interleaved(ByTurns(world.arithmetic().held_out), world.requests().held_out)) {}

bool PipelineEnvironment::IsRequest(Split split, int64_t index) const {
  return At(split).items.at(static_cast<size_t>(index)).request;
}

const micro::NotationPrompt& PipelineEnvironment::Arithmetic(Split split, int64_t index) const {
  return At(split).arithmetic.at(At(split).items.at(static_cast<size_t>(index)).index);
}

const micro::Request& PipelineEnvironment::RequestAt(Split split, int64_t index) const {
  return At(split).requests.at(At(split).items.at(static_cast<size_t>(index)).index);
}

int64_t PipelineEnvironment::size(Split split) const { return std::ssize(At(split).items); }

std::string PipelineEnvironment::Id(Split split, int64_t index) const {
  return IsRequest(split, index) ? micro::RequestId(RequestAt(split, index))
                                 : micro::PromptId(world_.task(), Arithmetic(split, index));
}

std::vector<int32_t> PipelineEnvironment::PromptTokens(Split split, int64_t index) const {
  return IsRequest(split, index) ? micro::RequestTokens(RequestAt(split, index))
                                 : micro::PromptTokens(world_.task(), Arithmetic(split, index));
}

std::string PipelineEnvironment::PromptText(Split split, int64_t index) const {
  return PipelineWorld::Text(PromptTokens(split, index));
}

std::string PipelineEnvironment::ResponseText(const model::Completion& completion) const {
  return PipelineWorld::Text(completion.tokens);
}

model::SamplingParams PipelineEnvironment::Sampling() const {
  model::SamplingParams params;
  params.max_new_tokens = world_.options().context_tokens - micro::kPromptTokens;
  params.stop_token_ids = {micro::kNotationEnd};
  return params;
}

Outcome PipelineEnvironment::JudgeArithmetic(const micro::NotationPrompt& prompt,
                                             const model::Completion& completion) const {
  const micro::NotationAnalysis analysis = micro::Analyze(world_.task(), prompt, completion.tokens);
  Outcome outcome;
  outcome.reward = analysis.ops.grade.reward;
  outcome.correct = analysis.ops.grade.status == micro::OpsStatus::kCorrect;
  outcome.status = micro::OpsStatusName(analysis.ops.grade.status);
  outcome.length = analysis.ops.length;
  outcome.reflections = analysis.ops.reflections;
  outcome.truncated = analysis.ops.truncated;
  outcome.measures = {{"reasoning", Flag(outcome.correct)},
                      {"mixed", Flag(analysis.mixed())},
                      {"consistency", analysis.consistency},
                      {"format_error", Flag(analysis.format_error)},
                      {"reasoning_length", analysis.ops.length}};
  return outcome;
}

std::vector<Outcome> PipelineEnvironment::Judge(
    Split split, int64_t index, std::span<const model::Completion> completions) const {
  std::vector<Outcome> outcomes;
  if (!IsRequest(split, index)) {
    for (const model::Completion& completion : completions) {
      outcomes.push_back(JudgeArithmetic(Arithmetic(split, index), completion));
    }
    return outcomes;
  }
  const micro::Request& request = RequestAt(split, index);
  for (const model::Completion& completion : completions) {
    outcomes.push_back(OutcomeOf(request, completion));
  }
  if (models_ == nullptr) return outcomes;
  const bool safety = micro::KindOf(request) == micro::RequestKind::kHarmful;
  const std::vector<double> scores = models_->Scores(request, completions);
  for (size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i].reward += scores[i];
    outcomes[i].measures.emplace_back("proxy", scores[i]);
    outcomes[i].measures.emplace_back(safety ? "proxy_safety" : "proxy_helpfulness", scores[i]);
  }
  return outcomes;
}

experiments::Cost PipelineEnvironment::ScoringCost(Split split, int64_t index,
                                                   const model::Completion& completion) const {
  if (models_ == nullptr || !IsRequest(split, index)) return {};
  return models_->ScoringCost(RequestAt(split, index), completion);
}

base::Json PipelineEnvironment::Audit(std::span<const int64_t> held_out_index,
                                      std::span<const model::Completion> completions) const {
  micro::NotationAudit audit;
  for (size_t i = 0; i < completions.size(); ++i) {
    if (IsRequest(Split::kHeldOut, held_out_index[i])) continue;
    audit.Add(micro::Analyze(world_.task(), Arithmetic(Split::kHeldOut, held_out_index[i]),
                             completions[i].tokens));
  }
  const micro::OpsAudit& ops = audit.all.ops;
  base::Json row;
  row["arithmetic"] = ops.arithmetic_accuracy();
  row["check"] = ops.check_accuracy();
  row["repeated_attempts"] = ops.share_repeated();
  for (const auto mode :
       {micro::OpsMode::kGuess, micro::OpsMode::kCheck, micro::OpsMode::kSearch}) {
    const std::string name = micro::OpsModeName(mode);
    row["share_" + name] = ops.mode_share(mode);
    row["accuracy_" + name] = ops.mode_accuracy(mode);
  }
  const micro::GateResult gate =
      micro::CheckNotationGate(audit, micro::MixtureByName(world_.options().mixture).wrong_checks);
  row["gate_passed"] = gate.passed;
  row["gate_failures"] = gate.failures;
  return row;
}

experiments::RewardRule PipelineReward(const PipelineEnvironment& environment,
                                       double language_weight, experiments::RewardRule coin) {
  return [&environment, language_weight, coin](const experiments::JudgedRollout& judged) {
    std::vector<train::Trajectory>& trajectories = judged.rollout->trajectories;
    base::Json row = base::Json::object();
    std::vector<double> arithmetic(trajectories.size());
    for (size_t i = 0; i < trajectories.size(); ++i) {
      const Outcome& outcome = (*judged.outcomes)[i];
      arithmetic[i] = outcome.reward + language_weight * Measure(outcome, "consistency");
    }
    if (coin) row = coin(judged);
    for (size_t i = 0; i < trajectories.size(); ++i) {
      const int64_t prompt = (*judged.prompts)[static_cast<size_t>(trajectories[i].question)];
      if (!environment.IsRequest(Split::kTrain, prompt)) trajectories[i].reward = arithmetic[i];
      if (!coin) {
        *judged.cost += environment.ScoringCost(Split::kTrain, prompt, trajectories[i].completion);
      }
    }
    return row;
  };
}

}  // namespace r1bench::r1_pipeline
