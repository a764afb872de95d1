#include "verifiers/composite/composite_verifier.h"

#include <cmath>
#include <set>
#include <utility>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

struct PreparedParts : PreparedProblem {
  std::vector<std::unique_ptr<const PreparedProblem>> parts;
};

}  // namespace

CompositeVerifier::CompositeVerifier(std::vector<WeightedVerifier> parts)
    : parts_(std::move(parts)) {
  base::Require(!parts_.empty(), "expected at least one part in a composite verifier, got none");
  std::set<std::string> names;
  for (const WeightedVerifier& part : parts_) {
    base::Require(part.verifier != nullptr, "part \"", part.name, "\" has no verifier");
    base::Require(std::isfinite(part.weight), "part \"", part.name,
                  "\": expected a finite weight, got ", part.weight);
    base::Require(names.insert(part.name).second, "two parts have the name \"", part.name, "\"");
  }
}

std::string CompositeVerifier::name() const {
  std::string name;
  for (const WeightedVerifier& part : parts_) {
    name += base::StrCat(name.empty() ? "composite(" : "+", part.name, "*", part.weight);
  }
  return name + ")";
}

std::string CompositeVerifier::version() const {
  std::string version;
  for (const WeightedVerifier& part : parts_) {
    version += base::StrCat(version.empty() ? "" : ", ", part.verifier->name(), " ",
                            part.verifier->version());
  }
  return version;
}

std::unique_ptr<const PreparedProblem> CompositeVerifier::Prepare(
    const data::Problem& problem) const {
  auto prepared = std::make_unique<PreparedParts>();
  for (const WeightedVerifier& part : parts_) {
    prepared->parts.push_back(part.verifier->Prepare(problem));
  }
  return prepared;
}

Verdict CompositeVerifier::Judge(const PreparedProblem& problem, std::string_view response) const {
  const auto& prepared = static_cast<const PreparedParts&>(problem);
  Verdict sum;
  base::Json parts = base::Json::object();
  bool failed = false;
  for (size_t i = 0; i < parts_.size(); ++i) {
    const WeightedVerifier& part = parts_[i];
    const Verdict verdict = part.verifier->Verify(*prepared.parts[i], response);
    sum.reward += part.weight * verdict.reward;
    failed |= verdict.status == Status::kError;
    if (i == 0) {
      sum.status = verdict.status;
      for (const char* key : {"answer", "how", "canonical"}) {
        if (verdict.details.contains(key)) sum.details[key] = verdict.details[key];
      }
    }
    sum.reason += (i == 0 ? "" : "; ") + part.name + ": " + verdict.reason;
    parts[part.name] = {{"reward", verdict.reward},
                        {"weight", part.weight},
                        {"status", StatusName(verdict.status)},
                        {"reason", verdict.reason},
                        {"details", verdict.details}};
  }
  if (failed) sum.status = Status::kError;
  sum.details["parts"] = std::move(parts);
  return sum;
}

}  // namespace r1bench::verifiers
