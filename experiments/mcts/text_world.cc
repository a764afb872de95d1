#include "experiments/mcts/text_world.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "model/text_codec.h"
#include "model/text_stream.h"

namespace r1bench::mcts {
namespace {

using experiments::Split;

constexpr char kLineEnd[] = "\n";

}  // namespace

TextWorld::TextWorld(const experiments::Environment& environment, int64_t tune,
                     std::vector<int32_t> end_tokens)
    : environment_(environment),
      tune_(tune),
      end_tokens_(std::move(end_tokens)),
      stop_strings_(environment.Sampling().stop_strings) {
  base::Require(environment.codec() != nullptr, "expected an environment of texts");
  base::Require(tune > 0 && tune < environment.size(Split::kTrain), "expected fewer than ",
                environment.size(Split::kTrain), " problems to choose settings on, got ", tune);
}

int64_t TextWorld::size(Split split) const {
  return environment_.size(split) - (split == Split::kTrain ? tune_ : 0);
}

std::string TextWorld::Id(Split split, int64_t index) const {
  return environment_.Id(split, index);
}

std::vector<int32_t> TextWorld::PromptTokens(Split split, int64_t index) const {
  return environment_.PromptTokens(split, index);
}

std::string TextWorld::PromptText(Split split, int64_t index) const {
  return environment_.PromptText(split, index);
}

std::string TextWorld::ResponseText(const model::Completion& completion) const {
  return environment_.ResponseText(completion);
}

std::vector<experiments::Outcome> TextWorld::Judge(
    Split split, int64_t index, std::span<const model::Completion> completions) const {
  return environment_.Judge(split, index, completions);
}

base::Json TextWorld::Audit(std::span<const int64_t> held_out_index,
                            std::span<const model::Completion> completions) const {
  return environment_.Audit(held_out_index, completions);
}

TextWorld::Place TextWorld::PlaceOf(Prompt prompt) const {
  switch (prompt.set) {
    case PromptSet::kTrain:
      return {Split::kTrain, prompt.index};
    case PromptSet::kTune:
      return {Split::kTrain, size(Split::kTrain) + prompt.index};
    case PromptSet::kHeldOut:
      return {Split::kHeldOut, prompt.index};
  }
  base::Fail("unknown set of prompts");
}

int64_t TextWorld::Count(PromptSet set) const {
  if (set == PromptSet::kTune) return tune_;
  return size(set == PromptSet::kTrain ? Split::kTrain : Split::kHeldOut);
}

std::string TextWorld::NameOf(Prompt prompt) const {
  const Place place = PlaceOf(prompt);
  return environment_.Id(place.split, place.index);
}

std::string TextWorld::Shown(Prompt prompt) const {
  const Place place = PlaceOf(prompt);
  return environment_.PromptText(place.split, place.index);
}

std::vector<int32_t> TextWorld::Tokens(Prompt prompt) const {
  const Place place = PlaceOf(prompt);
  return environment_.PromptTokens(place.split, place.index);
}

bool TextWorld::IsEnd(int32_t token) const {
  return std::find(end_tokens_.begin(), end_tokens_.end(), token) != end_tokens_.end();
}

std::string TextWorld::Bytes(std::span<const int32_t> tokens) const {
  std::string bytes;
  for (const int32_t token : tokens) bytes += codec()->TokenBytes(token);
  return bytes;
}

bool TextWorld::Ended(std::span<const int32_t> response) const {
  if (response.empty()) return false;
  return IsEnd(response.back()) ||
         model::FindStop(Bytes(response), 0, stop_strings_) != model::kNoStop;
}

bool TextWorld::EndsStep(int32_t token) const {
  return codec()->TokenBytes(token).find(kLineEnd) != std::string_view::npos;
}

void TextWorld::StopAfterStep(model::SamplingParams* params) const {
  params->stop_strings.push_back(kLineEnd);
}

model::Completion TextWorld::Reported(std::span<const int32_t> response) const {
  model::Completion completion;
  completion.tokens.assign(response.begin(), response.end());
  const bool end_token = !response.empty() && IsEnd(response.back());
  const std::string bytes = Bytes(end_token ? response.first(response.size() - 1) : response);
  completion.text =
      model::ValidUtf8(std::string_view(bytes).substr(0, model::FindStop(bytes, 0, stop_strings_)));
  completion.finish_reason =
      Ended(response) ? model::FinishReason::kStop : model::FinishReason::kLength;
  return completion;
}

experiments::Outcome TextWorld::JudgeResponse(Prompt prompt,
                                              std::span<const int32_t> response) const {
  const Place place = PlaceOf(prompt);
  const model::Completion completion = Reported(response);
  return environment_.Judge(place.split, place.index, {&completion, 1}).front();
}

}  // namespace r1bench::mcts
