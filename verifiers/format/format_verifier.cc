#include "verifiers/format/format_verifier.h"

#include <array>
#include <string>

namespace r1bench::verifiers {
namespace {

constexpr std::array<std::string_view, 4> kTags = {"<think>", "</think>", "<answer>", "</answer>"};

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

std::string Quoted(std::string_view tag) { return "\"" + std::string(tag) + "\""; }

// "" when the tags are there in order, else what is missing. `first`: index of the first tag that
// is looked for.
std::string LenientFault(std::string_view response, size_t first) {
  size_t from = 0;
  for (size_t k = first; k < kTags.size(); ++k) {
    const size_t at = response.find(kTags[k], from);
    if (at == std::string_view::npos) return Quoted(kTags[k]) + " is missing, or out of order";
    from = at + kTags[k].size();
  }
  return {};
}

std::string StrictFault(std::string_view response, size_t first) {
  const std::string fault = LenientFault(response, first);
  if (!fault.empty()) return fault;
  std::array<size_t, 4> start{}, end{};
  for (size_t k = first; k < kTags.size(); ++k) {
    start[k] = response.find(kTags[k]);
    end[k] = start[k] + kTags[k].size();
    if (response.find(kTags[k], end[k]) != std::string_view::npos) {
      return Quoted(kTags[k]) + " occurs twice";
    }
  }
  if (first == 1 && response.find(kTags[0]) != std::string_view::npos) {
    return "\"<think>\" occurs again";
  }
  const size_t thought = first == 0 ? end[0] : 0;
  if (first == 0 && !IsBlank(response.substr(0, start[0]))) return "text before \"<think>\"";
  if (IsBlank(response.substr(thought, start[1] - thought))) return "the thought is empty";
  if (!IsBlank(response.substr(end[1], start[2] - end[1]))) {
    return "text between the thought and the answer";
  }
  if (IsBlank(response.substr(end[2], start[3] - end[2]))) return "the answer is empty";
  if (!IsBlank(response.substr(end[3]))) return "text after \"</answer>\"";
  return {};
}

}  // namespace

std::unique_ptr<const PreparedProblem> FormatVerifier::Prepare(
    const data::Problem& /*problem*/) const {
  return std::make_unique<PreparedProblem>();
}

Verdict FormatVerifier::Judge(const PreparedProblem& /*problem*/, std::string_view response) const {
  const size_t first = options_.prompt_opens_think ? 1 : 0;
  const std::string fault =
      options_.strict ? StrictFault(response, first) : LenientFault(response, first);
  Verdict verdict;
  verdict.reward = fault.empty() ? 1 : 0;
  verdict.status = fault.empty() ? Status::kCorrect : Status::kWrong;
  verdict.reason = fault.empty() ? "the template is kept" : fault;
  return verdict;
}

}  // namespace r1bench::verifiers
