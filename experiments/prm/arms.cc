#include "experiments/prm/arms.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "base/error.h"
#include "base/main.h"

namespace r1bench::prm {
namespace {

const std::map<std::string, Source, std::less<>>& Sources() {
  static const auto* const sources =
      new std::map<std::string, Source, std::less<>>{{"outcome", Source::kOutcome},
                                                     {"random", Source::kRandom},
                                                     {"valid", Source::kValid},
                                                     {"progress", Source::kProgress},
                                                     {"rollouts", Source::kRollouts},
                                                     {"rollouts_fine", Source::kRolloutsFine},
                                                     {"prm_valid", Source::kPrmValid},
                                                     {"prm_noisy", Source::kPrmNoisy},
                                                     {"prm_mc", Source::kPrmMc},
                                                     {"prm_mc_fine", Source::kPrmMcFine},
                                                     {"prm_hard", Source::kPrmHard},
                                                     {"prm_blind", Source::kPrmBlind},
                                                     {"orm", Source::kOrm},
                                                     {"preference", Source::kPreference}};
  return *sources;
}

const std::map<std::string, Form, std::less<>>& Forms() {
  static const auto* const forms =
      new std::map<std::string, Form, std::less<>>{{"sum", Form::kSum},
                                                   {"mean", Form::kMean},
                                                   {"min", Form::kMin},
                                                   {"last", Form::kLast},
                                                   {"group", Form::kGroup}};
  return *forms;
}

std::vector<std::string> Split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

[[noreturn]] void Refuse(const std::string& name, const std::string& why) {
  throw base::UsageError(base::StrCat("--arms: '", name, "' is no arm: ", why));
}

void ParseForm(const std::string& form, Arm* arm) {
  if (arm->source == Source::kPreference) {
    if (form != "small" && form != "medium" && form != "large") {
      Refuse(arm->name, "a preference model is small, medium or large");
    }
    arm->size = form;
    arm->form = Form::kLast;
    return;
  }
  const auto found = Forms().find(form);
  if (found == Forms().end()) Refuse(arm->name, "give sum, mean, min, last or group as its form");
  arm->form = found->second;
  if (arm->source == Source::kOrm && arm->form != Form::kLast) {
    Refuse(arm->name, "an outcome model has one score, take orm-last");
  }
}

}  // namespace

Arm ParseArm(const std::string& name) {
  std::vector<std::string> parts = Split(name, "-");
  Arm arm;
  arm.name = name;
  const auto source = parts.empty() ? Sources().end() : Sources().find(parts[0]);
  if (source == Sources().end()) Refuse(name, "its source is unknown (--help lists them)");
  arm.source = source->second;
  size_t next = 1;
  const bool has_form = arm.source != Source::kOutcome && arm.source != Source::kRandom;
  if (has_form) {
    if (parts.size() < 2) Refuse(name, "its form is missing, as in prm_mc-mean");
    ParseForm(parts[next++], &arm);
  }
  arm.longer = arm.source == Source::kPreference;
  for (; next < parts.size(); ++next) {
    if (parts[next] == "long" && !arm.longer) {
      arm.longer = true;
    } else if (parts[next] == "outcome" && has_form && !arm.with_outcome) {
      arm.with_outcome = true;
    } else if (parts[next] == "refresh" && arm.source == Source::kPrmMc && !arm.refresh) {
      arm.refresh = true;
    } else {
      Refuse(name, "what follows is -outcome, -long, or -refresh for prm_mc");
    }
  }
  if (arm.form == Form::kGroup && arm.with_outcome) {
    Refuse(name, "the group form has a reward a step and takes no outcome");
  }
  return arm;
}

std::vector<Arm> ParseArms(std::string_view names) {
  std::vector<Arm> arms;
  std::set<std::string> seen;
  for (const std::string& name : Split(names, ", \n\t")) {
    if (!seen.insert(name).second) Refuse(name, "it is there twice");
    arms.push_back(ParseArm(name));
  }
  return arms;
}

bool IsLearned(Source source) { return source >= Source::kPrmValid; }

bool IsFine(Source source) {
  return source == Source::kRolloutsFine || source == Source::kPrmMcFine;
}

const char* SourceName(Source source) {
  for (const auto& [name, value] : Sources()) {
    if (value == source) return name.c_str();
  }
  return "unknown";
}

double Combine(Form form, std::span<const double> scores) {
  if (scores.empty()) return 0;
  const double sum = std::accumulate(scores.begin(), scores.end(), 0.0);
  switch (form) {
    case Form::kNone:
    case Form::kSum:
      return sum;
    case Form::kMean:
    case Form::kGroup:  // to report; each step is rewarded apart
      return sum / static_cast<double>(scores.size());
    case Form::kMin:
      return *std::min_element(scores.begin(), scores.end());
    case Form::kLast:
      return scores.back();
  }
  return sum;
}

}  // namespace r1bench::prm
