#include "model/fake_generator.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "base/rng.h"
#include "base/signals.h"
#include "model/text_stream.h"

namespace r1bench::model {
namespace {

std::string Bytes(const std::vector<int32_t>& tokens, const std::string& text) {
  if (tokens.empty()) return text;
  std::string bytes;
  for (const int32_t token : tokens) bytes.push_back(static_cast<char>(token));
  return bytes;
}

std::vector<int32_t> ByteTokens(std::string_view bytes) {
  std::vector<int32_t> tokens;
  for (const char c : bytes) tokens.push_back(static_cast<unsigned char>(c));
  return tokens;
}

// Minus 1/256 to minus 1: exact in float, so that sums are easy to check.
float FakeLogprob(int32_t previous, int32_t token) {
  return -static_cast<float>((previous * 31 + token * 7) % 256 + 1) / 256.0f;
}

std::vector<float> FakeLogprobs(int32_t previous, std::span<const int32_t> tokens) {
  std::vector<float> logprobs;
  for (const int32_t token : tokens) {
    logprobs.push_back(FakeLogprob(previous, token));
    previous = token;
  }
  return logprobs;
}

// `said` is what comes after the forced prefix.
Completion Complete(const GenerateRequest& request, int sample, const std::string& said) {
  Completion out;
  out.request_id = request.id;
  out.sample = sample;
  std::string text = Bytes(request.prefix_tokens, request.prefix_text);
  out.prefix_length = static_cast<int64_t>(text.size());
  text += said;
  const std::size_t limit = out.prefix_length + request.params.max_new_tokens;
  std::size_t end = FindStop(text, out.prefix_length, request.params.stop_strings);
  if (end == kNoStop) end = text.size();
  out.finish_reason = end > limit ? FinishReason::kLength : FinishReason::kStop;
  text.resize(std::min(end, limit));
  out.tokens = ByteTokens(text);
  const std::size_t prefix = std::min<std::size_t>(out.prefix_length, out.tokens.size());
  const int32_t previous = prefix > 0 ? out.tokens[prefix - 1] : 0;
  out.logprobs = FakeLogprobs(previous, std::span(out.tokens).subspan(prefix));
  if (request.params.record_entropy) out.entropies.assign(out.logprobs.size(), 1.0f);
  out.text = ValidUtf8(text);
  return out;
}

}  // namespace

std::vector<Completion> FakeGenerator::Generate(std::span<const GenerateRequest> requests,
                                                const GenerateHooks& hooks) {
  ++num_calls_;
  num_requests_ += static_cast<int64_t>(requests.size());
  GenerateProgress progress;
  for (const GenerateRequest& request : requests) {
    ValidateRequest(request);
    progress.completions_total += request.num_samples;
  }
  std::vector<Completion> outputs;
  bool aborted = false;
  for (const GenerateRequest& request : requests) {
    for (int i = 0; i < request.num_samples; ++i) {
      base::ThrowIfStopped();
      aborted = aborted || (hooks.should_abort_all && hooks.should_abort_all());
      const int sample = request.first_sample + i;
      Completion out = Complete(request, sample, aborted ? "" : TextOf(request, sample));
      const auto fresh = std::span<const int32_t>(out.tokens).last(out.logprobs.size());
      const bool given_up = hooks.should_abort && hooks.should_abort(request.id, sample, fresh);
      if (aborted || given_up) out.finish_reason = FinishReason::kAborted;
      outputs.push_back(std::move(out));
      ++progress.completions_done;
      progress.tokens_generated += static_cast<int64_t>(outputs.back().logprobs.size());
      if (hooks.on_completion) hooks.on_completion(outputs.back());
      if (hooks.on_progress) hooks.on_progress(progress);
    }
  }
  return outputs;
}

std::vector<std::vector<float>> FakeGenerator::Score(std::span<const ScoreRequest> requests) {
  std::vector<std::vector<float>> scores;
  for (const ScoreRequest& request : requests) {
    const std::vector<int32_t> tokens =
        ByteTokens(Bytes(request.completion_tokens, request.completion_text));
    scores.push_back(FakeLogprobs(0, tokens));
  }
  return scores;
}

ScriptedGenerator::ScriptedGenerator(std::map<std::string, std::vector<std::string>> texts)
    : script_([texts = std::move(texts)](const GenerateRequest& request, int sample) {
        const std::string& key =
            request.problem_id.empty() ? request.prompt_text : request.problem_id;
        const auto it = texts.find(key);
        base::Require(it != texts.end() && !it->second.empty(), "expected a script for \"", key,
                      "\", got none");
        return it->second[sample % it->second.size()];
      }) {}

std::string RandomGenerator::TextOf(const GenerateRequest& request, int sample) const {
  static constexpr std::string_view kPieces[] = {
      "the ",     "answer ",   "is ",      "42",   "-7/3",   "\\boxed{",
      "}",        "<think>",   "</think>", " ",    "\n",     "\\frac{1}{2}",
      "<answer>", "</answer>", "\xF0\x9F", "\xFF", "\u4e2d", "wait, "};
  base::Rng rng(seed_ ^ base::Mix64(request.params.seed), "model/fake_generator",
                base::Mix64(request.id) + static_cast<uint64_t>(sample));
  const int64_t size = rng.Below(static_cast<uint32_t>(max_bytes_ + 1));
  std::string text;
  while (static_cast<int64_t>(text.size()) < size) text += kPieces[rng.Below(std::size(kPieces))];
  text.resize(size);
  return text;
}

}  // namespace r1bench::model
