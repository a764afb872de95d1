#include "model/generator.h"

#include <cmath>
#include <string>

#include "base/error.h"

namespace r1bench::model {
namespace {

std::string Describe(const GenerateRequest& request) {
  std::string text = "request " + std::to_string(request.id);
  if (!request.problem_id.empty()) text += " (" + request.problem_id + ")";
  return text;
}

}  // namespace

const char* FinishReasonName(FinishReason reason) {
  switch (reason) {
    case FinishReason::kStop:
      return "stop";
    case FinishReason::kLength:
      return "length";
    case FinishReason::kAborted:
      return "aborted";
  }
  return "unknown";
}

GenerateRequest Fork(const GenerateRequest& request, const Completion& completion,
                     int64_t prefix_length) {
  const int64_t length = static_cast<int64_t>(completion.tokens.size());
  base::Require(prefix_length >= 0 && prefix_length <= length, "expected a fork at 0 to ", length,
                " tokens of the completion, got ", prefix_length);
  GenerateRequest fork = request;
  fork.prefix_tokens.assign(completion.tokens.begin(), completion.tokens.begin() + prefix_length);
  fork.prefix_text.clear();
  fork.num_samples = 1;
  fork.first_sample = completion.sample;
  return fork;
}

void ValidateRequest(const GenerateRequest& request) {
  const SamplingParams& p = request.params;
  const auto check = [&](bool ok, const char* expected, auto got) {
    if (!ok) base::Fail(Describe(request), ": expected ", expected, ", got ", got);
  };
  check(p.temperature >= 1e-3f && p.temperature <= 1e3f, "a temperature of 0.001 to 1000",
        p.temperature);
  check(p.top_p > 0.0f && p.top_p <= 1.0f, "a top_p above 0 and at most 1", p.top_p);
  check(p.top_k >= 0, "a top_k of 0 (off) or more", p.top_k);
  check(p.max_new_tokens >= 1, "a max_new_tokens of 1 or more", p.max_new_tokens);
  check(request.num_samples >= 1, "a num_samples of 1 or more", request.num_samples);
  check(request.first_sample >= 0, "a first_sample of 0 or more", request.first_sample);
  for (const std::string& stop : p.stop_strings) {
    check(!stop.empty(), "stop strings of at least one byte", "an empty one");
  }
}

}  // namespace r1bench::model
