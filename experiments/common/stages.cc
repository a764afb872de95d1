#include "experiments/common/stages.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::experiments {
namespace {

// "1/rl" -> "1-rl": a folder's name.
std::string FileName(std::string stage) {
  std::replace(stage.begin(), stage.end(), '/', '-');
  return stage;
}

}  // namespace

Stages::Stages(RunFolder* folder) : folder_(folder) {
  base::Json& state = folder->state();
  if (!state.contains("finished")) state["finished"] = base::Json::object();
  if (!state.contains("signature_chain")) state["signature_chain"] = std::string(64, '0');
  chain_ = state["signature_chain"];
}

bool Stages::Finished(const std::string& stage) const {
  return folder_->state()["finished"].contains(stage);
}

const base::Json& Stages::Result(const std::string& stage) const {
  base::Require(Finished(stage), "stage ", stage, " has no result yet");
  return folder_->state()["finished"][stage];
}

void Stages::Commit() {
  folder_->state()["signature_chain"] = chain_;
  folder_->Commit();
}

void Stages::Finish(const std::string& stage, base::Json result) {
  folder_->state()["finished"][stage] = std::move(result);
  folder_->state().erase("current");
  Commit();
  // Its checkpoint, and those that a killed run has left.
  const std::string checkpoints = folder_->File("checkpoints");
  for (const std::string& name : base::ListFolder(checkpoints)) {
    std::error_code ignored;
    if (name.starts_with(FileName(stage) + "-step-")) {
      std::filesystem::remove_all(base::JoinPath(checkpoints, name), ignored);
    }
  }
}

std::optional<std::string> Stages::ResumeFolder(const std::string& stage) const {
  const base::Json& state = folder_->state();
  if (!state.contains("current") || state.at("current").at("stage") != stage) return std::nullopt;
  return folder_->File(state.at("current").at("checkpoint").get<std::string>());
}

void Stages::Checkpoint(const std::string& stage, int64_t step,
                        const std::function<void(const std::string&)>& save) {
  const std::optional<std::string> former = ResumeFolder(stage);
  const std::string name = "checkpoints/" + FileName(stage) + "-step-" + std::to_string(step);
  if (former == folder_->File(name)) return;  // nothing new since
  save(folder_->File(name));
  folder_->state()["current"] = {{"stage", stage}, {"step", step}, {"checkpoint", name}};
  Commit();
  std::error_code ignored;  // a leftover does no harm: Finish tries again
  if (former) std::filesystem::remove_all(*former, ignored);
}

}  // namespace r1bench::experiments
