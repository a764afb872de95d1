#include "model/saved_completions.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/jsonl.h"
#include "base/signals.h"

namespace r1bench::model {
namespace {

constexpr int64_t kMostSamples = 1 << 20;  // of a problem: a wild number must not take the memory

FinishReason ParseReason(const std::string& text) {
  for (const FinishReason reason :
       {FinishReason::kStop, FinishReason::kLength, FinishReason::kAborted}) {
    if (text == FinishReasonName(reason)) return reason;
  }
  base::Fail("expected a finish reason of \"stop\", \"length\" or \"aborted\", got \"", text, "\"");
}

std::string ParseId(const base::Json& json) {
  base::Require(json.is_object(), "expected an object {\"id\": …, \"completions\": […]}, got ",
                json.type_name());
  const auto id = json.find("id");
  base::Require(id != json.end(), "expected the key \"id\", which is missing");
  if (id->is_number_integer()) return std::to_string(id->get<int64_t>());
  base::Require(id->is_string(), "expected \"id\" to be text or an integer, got ", id->type_name());
  return id->get<std::string>();
}

}  // namespace

SavedCompletions::SavedCompletions(const std::string& path) : path_(path) {
  base::ForEachJsonLine(path, [&](const base::Json& json, int line) {
    if (json.is_object() && json.contains("response")) {
      AddLoggedSample(json, line);
    } else {
      AddLine(json, line);
    }
  });
  // Samples are logged in the order in which they ended; an unfinished run may lack some.
  for (auto& [id, entry] : entries_) {
    const auto gap = std::find(entry.present.begin(), entry.present.end(), false);
    base::Require(gap == entry.present.end(), path, ": problem \"", id, "\" lacks sample ",
                  gap - entry.present.begin(), " though it has later ones; finish that run first");
  }
  base::Require(!entries_.empty(), path,
                ": expected a line {\"id\": …, \"completions\": […]} for each problem, got none");
}

void SavedCompletions::AddLoggedSample(const base::Json& json, int line) {
  const std::string id = ParseId(json);
  const auto number = json.find("sample");
  base::Require(number != json.end() && number->is_number_integer(),
                "expected \"sample\" to be the response's number, from 0");
  const int64_t sample = number->get<int64_t>();
  base::Require(sample >= 0 && sample < kMostSamples, "expected \"sample\" to be 0 to ",
                kMostSamples - 1, ", got ", sample);
  const base::Json& text = json.at("response");
  base::Require(text.is_string(), "expected \"response\" to be text, got ", text.type_name());
  const auto truncated = json.find("truncated");
  const bool cut = truncated != json.end() && truncated->is_boolean() && truncated->get<bool>();
  Entry& entry = entries_[id];
  if (entry.line == 0) entry.line = line;
  const size_t size = std::max<size_t>(entry.texts.size(), sample + 1);
  entry.texts.resize(size);
  entry.reasons.resize(size, FinishReason::kStop);
  entry.present.resize(size, false);
  base::Require(!entry.present[sample], "expected each sample of a problem once, got sample ",
                sample, " of \"", id, "\" again (the first of them in line ", entry.line,
                "); keep one suite in the file");
  entry.present[sample] = true;
  entry.texts[sample] = text.get<std::string>();
  entry.reasons[sample] = cut ? FinishReason::kLength : FinishReason::kStop;
}

void SavedCompletions::AddLine(const base::Json& json, int line) {
  const std::string id = ParseId(json);
  const auto list = json.find("completions");
  base::Require(list != json.end() && list->is_array(),
                "expected \"completions\" to be a list of texts, got ",
                list == json.end() ? "no such key" : list->type_name());
  Entry entry{.line = line, .texts = {}, .reasons = {}, .present = {}};
  for (const base::Json& text : *list) {
    base::Require(text.is_string(), "expected \"completions\" to hold texts only, got ",
                  text.type_name(), " at place ", entry.texts.size() + 1);
    entry.texts.push_back(text.get<std::string>());
  }
  const auto reasons = json.find("finish_reasons");
  if (reasons == json.end() || reasons->is_null()) {
    entry.reasons.assign(entry.texts.size(), FinishReason::kStop);
  } else {
    base::Require(reasons->is_array() && reasons->size() == entry.texts.size(),
                  "expected \"finish_reasons\" to be a list of ", entry.texts.size(),
                  " texts, one for each completion");
    for (const base::Json& reason : *reasons) {
      base::Require(reason.is_string(), "expected \"finish_reasons\" to hold texts only, got ",
                    reason.type_name());
      entry.reasons.push_back(ParseReason(reason.get<std::string>()));
    }
  }
  entry.present.assign(entry.texts.size(), true);
  const auto [it, added] = entries_.emplace(id, std::move(entry));
  base::Require(added, "expected one line for each id, got \"", id, "\" again (first in line ",
                it->second.line, "); join their completions");
}

const SavedCompletions::Entry& SavedCompletions::Find(const GenerateRequest& request) const {
  const auto it = entries_.find(request.problem_id);
  base::Require(it != entries_.end(), path_, ": expected completions for problem \"",
                request.problem_id, "\", got none (the file has ", entries_.size(),
                " ids); add them or limit the suite to the problems that were run");
  const int64_t needed = int64_t{request.first_sample} + request.num_samples;
  const int64_t found = static_cast<int64_t>(it->second.texts.size());
  base::Require(found >= needed, path_, ":", it->second.line, ": expected ", needed,
                " completions for problem \"", request.problem_id, "\", got ", found,
                "; ask for fewer samples");
  base::Require(request.prefix_tokens.empty() && request.prefix_text.empty(), path_,
                ": saved completions cannot be continued from a prefix");
  return it->second;
}

std::vector<Completion> SavedCompletions::Generate(std::span<const GenerateRequest> requests,
                                                   const GenerateHooks& hooks) {
  GenerateProgress progress;
  for (const GenerateRequest& request : requests) {
    ValidateRequest(request);
    Find(request);  // refuse before anything is handed out
    progress.completions_total += request.num_samples;
  }
  std::vector<Completion> outputs;
  bool aborted = false;
  for (const GenerateRequest& request : requests) {
    const Entry& entry = Find(request);
    for (int i = 0; i < request.num_samples; ++i) {
      base::ThrowIfStopped();
      aborted = aborted || (hooks.should_abort_all && hooks.should_abort_all());
      const int sample = request.first_sample + i;
      Completion& out = outputs.emplace_back();
      out.request_id = request.id;
      out.sample = sample;
      out.text = aborted ? "" : entry.texts[sample];
      out.finish_reason = aborted ? FinishReason::kAborted : entry.reasons[sample];
      ++progress.completions_done;
      if (hooks.on_completion) hooks.on_completion(out);
      if (hooks.on_progress) hooks.on_progress(progress);
    }
  }
  return outputs;
}

std::vector<std::vector<float>> SavedCompletions::Score(std::span<const ScoreRequest>) {
  base::Fail(path_, ": saved completions cannot be scored by log-probability; give a model");
}

std::string SavedCompletions::name() const { return "saved completions " + path_; }

int64_t SavedCompletions::NumCompletions(const std::string& problem_id) const {
  const auto it = entries_.find(problem_id);
  return it == entries_.end() ? 0 : static_cast<int64_t>(it->second.texts.size());
}

int64_t SavedCompletions::min_completions() const {
  int64_t fewest = INT64_MAX;
  for (const auto& [id, entry] : entries_) {
    fewest = std::min(fewest, static_cast<int64_t>(entry.texts.size()));
  }
  return fewest;
}

}  // namespace r1bench::model
