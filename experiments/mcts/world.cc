#include "experiments/mcts/world.h"

#include <algorithm>

#include "base/hash.h"
#include "experiments/common/ops_environment.h"

namespace r1bench::mcts {
namespace {

using experiments::Outcome;
using experiments::Split;

WorldOptions WithLimit(WorldOptions options) {
  const micro::OpsKTask task(options.task);
  options.corpus.max_tokens = task.ContextTokens(options.corpus.max_give_up);
  return options;
}

std::string AnswerOf(const micro::OpsVocabulary& vocabulary, std::span<const int32_t> response) {
  const auto marker = std::find(response.begin(), response.end(), vocabulary.answer());
  if (marker == response.end()) return "";
  const auto end = std::find(marker, response.end(), vocabulary.end());
  return vocabulary.Decode({marker + 1, end});
}

}  // namespace

World::World(const WorldOptions& options, uint64_t seed)
    : options_(WithLimit(options)),
      task_(options.task),
      split_(micro::SplitOpsK(task_, options.band, options.train_prompts,
                              options.search_prompts + options.tune_prompts, seed)),
      tune_(split_.held_out.begin() + options.search_prompts, split_.held_out.end()),
      corpus_(task_, split_.train, seed, options_.corpus) {
  split_.held_out.resize(static_cast<size_t>(options.search_prompts));
}

experiments::MicroVocabulary World::vocabulary() const {
  const micro::OpsVocabulary& v = task_.vocabulary();
  return {v.size(), v.end(), v.pad()};
}

const micro::OpsKPrompt& World::At(Split split, int64_t index) const {
  const auto& prompts = split == Split::kTrain ? split_.train : split_.held_out;
  return prompts.at(static_cast<size_t>(index));
}

int64_t World::size(Split split) const {
  return static_cast<int64_t>(split == Split::kTrain ? split_.train.size()
                                                     : split_.held_out.size());
}

std::string World::Id(Split split, int64_t index) const { return task_.PromptId(At(split, index)); }

std::vector<int32_t> World::PromptTokens(Split split, int64_t index) const {
  return task_.PromptTokens(At(split, index));
}

std::string World::PromptText(Split split, int64_t index) const {
  return task_.vocabulary().Decode(PromptTokens(split, index));
}

std::string World::ResponseText(const model::Completion& completion) const {
  return task_.vocabulary().Decode(completion.tokens);
}

model::SamplingParams World::Sampling() const {
  model::SamplingParams params;
  params.max_new_tokens = context_tokens() - task_.prompt_tokens();
  params.stop_token_ids = {task_.vocabulary().end()};
  return params;
}

Outcome World::JudgeOne(const micro::OpsKPrompt& prompt, std::span<const int32_t> response) const {
  return experiments::OpsOutcome(micro::Analyze(task_, prompt, response),
                                 AnswerOf(task_.vocabulary(), response));
}

std::vector<Outcome> World::Judge(Split split, int64_t index,
                                  std::span<const model::Completion> completions) const {
  std::vector<Outcome> outcomes;
  for (const model::Completion& completion : completions) {
    outcomes.push_back(JudgeOne(At(split, index), completion.tokens));
  }
  return outcomes;
}

base::Json World::Audit(std::span<const int64_t> held_out_index,
                        std::span<const model::Completion> completions) const {
  micro::OpsAudit audit;
  for (size_t i = 0; i < completions.size(); ++i) {
    audit.Add(micro::Analyze(task_, At(Split::kHeldOut, held_out_index[i]), completions[i].tokens));
  }
  return experiments::OpsAuditRow(audit, options_.gate);
}

const micro::OpsKPrompt& World::At(Prompt prompt) const {
  if (prompt.set == PromptSet::kTune) return tune_.at(static_cast<size_t>(prompt.index));
  return At(prompt.set == PromptSet::kTrain ? Split::kTrain : Split::kHeldOut, prompt.index);
}

int64_t World::Count(PromptSet set) const {
  if (set == PromptSet::kTune) return static_cast<int64_t>(tune_.size());
  return size(set == PromptSet::kTrain ? Split::kTrain : Split::kHeldOut);
}

std::string World::NameOf(Prompt prompt) const { return task_.PromptId(At(prompt)); }

std::string World::Shown(Prompt prompt) const { return task_.vocabulary().Decode(Tokens(prompt)); }

std::vector<int32_t> World::Tokens(Prompt prompt) const { return task_.PromptTokens(At(prompt)); }

bool World::Ended(std::span<const int32_t> response) const {
  return !response.empty() && response.back() == task_.vocabulary().end();
}

bool World::EndsStep(int32_t token) const { return task_.vocabulary().IsCheck(token); }

void World::StopAfterStep(model::SamplingParams* params) const {
  params->stop_token_ids.push_back(task_.vocabulary().right());
  params->stop_token_ids.push_back(task_.vocabulary().wrong());
}

model::Completion World::Reported(std::span<const int32_t> response) const {
  model::Completion completion;
  completion.tokens.assign(response.begin(), response.end());
  completion.finish_reason =
      Ended(response) ? model::FinishReason::kStop : model::FinishReason::kLength;
  return completion;
}

Outcome World::JudgeResponse(Prompt prompt, std::span<const int32_t> response) const {
  return JudgeOne(At(prompt), response);
}

std::string World::DataHash() const {
  std::string text;
  for (const auto* prompts : {&split_.train, &tune_, &split_.held_out}) {
    for (const micro::OpsKPrompt& prompt : *prompts) text += task_.PromptId(prompt) + "\n";
  }
  constexpr uint64_t kDocuments = 1000;
  for (uint64_t i = 0; i < kDocuments; ++i) {
    text += task_.vocabulary().Decode(corpus_.Document(i).tokens) + "\n";
  }
  return base::Sha256Hex(text);
}

}  // namespace r1bench::mcts
