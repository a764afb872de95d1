#include "experiments/common/run_folder.h"

#include <sys/stat.h>

#include <cerrno>
#include <sstream>

#include "base/error.h"
#include "base/hash.h"
#include "base/jsonl.h"
#include "base/run_info.h"

namespace r1bench::experiments {
namespace {

// The first line that is in one text and not in the other, for a message.
std::string FirstDifference(const std::string& saved, const std::string& current) {
  std::istringstream a(saved), b(current);
  std::string x, y;
  while (true) {
    const bool more_a = static_cast<bool>(std::getline(a, x));
    const bool more_b = static_cast<bool>(std::getline(b, y));
    if (!more_a && !more_b) return "";
    if (!more_a || !more_b || x != y) {
      return (more_a ? x : "nothing") + " there, " + (more_b ? y : "nothing") + " now";
    }
  }
}

}  // namespace

RunFolder::RunFolder(std::string path, const std::string& config_text)
    : path_(std::move(path)), config8_(base::Sha256Hex(config_text).substr(0, 8)) {}

std::unique_ptr<RunFolder> RunFolder::Create(const std::string& runs_dir,
                                             const std::string& experiment,
                                             const std::string& config_text) {
  const std::string stem = runs_dir + "/" + experiment + "/" + base::UtcTimeForPath() + "-" +
                           base::Sha256Hex(config_text).substr(0, 8);
  base::MakeDirs(runs_dir + "/" + experiment);
  std::string path = stem;
  // mkdir is what decides between two processes that want the same name.
  for (int n = 2; mkdir(path.c_str(), 0777) != 0 && errno == EEXIST; ++n) {
    path = stem + "-" + std::to_string(n);
  }
  base::MakeDirs(path + "/checkpoints");  // says what is wrong if mkdir failed otherwise
  std::unique_ptr<RunFolder> folder(new RunFolder(path, config_text));
  base::WriteFileAtomic(folder->File("config.flags"), config_text);
  folder->OpenLogs(0, 0);
  folder->Commit();
  return folder;
}

std::unique_ptr<RunFolder> RunFolder::Resume(const std::string& path,
                                             const std::string& config_text) {
  std::unique_ptr<RunFolder> folder(new RunFolder(path, config_text));
  const std::string saved = base::ReadFile(folder->File("config.flags"));
  base::Require(saved == config_text, "--resume=", path,
                ": this run was started with other flags (", FirstDifference(saved, config_text),
                "); a resumed run keeps its flags: leave them out, or start a new run");
  const std::string state_file = folder->File("state.json");
  folder->state_ = base::ParseJson(base::ReadFile(state_file), state_file);
  const base::Json& state = folder->state_;
  base::Require(state.is_object() && state.contains("metrics_bytes") &&
                    state["metrics_bytes"].is_number_integer() && state.contains("samples_bytes") &&
                    state["samples_bytes"].is_number_integer(),
                state_file, " is not a run's state; the folder cannot be resumed");
  folder->OpenLogs(state["metrics_bytes"], state["samples_bytes"]);
  return folder;
}

void RunFolder::OpenLogs(int64_t metrics_bytes, int64_t samples_bytes) {
  metrics_ = std::make_unique<base::AppendLog>(File("metrics.jsonl"), metrics_bytes);
  samples_ = std::make_unique<base::AppendLog>(File("samples.jsonl"), samples_bytes);
}

void RunFolder::Commit() {
  state_["metrics_bytes"] = metrics_->Sync();
  state_["samples_bytes"] = samples_->Sync();
  base::WriteFileAtomic(File("state.json"), state_.dump(1) + "\n");
}

void RunFolder::Sample(const base::Json& row) {
  // Model output may be any bytes; what is not UTF-8 is replaced so that the line stays JSON.
  samples_->Line(row.dump(-1, ' ', false, base::Json::error_handler_t::replace));
}

std::vector<base::Json> RunFolder::CommittedMetrics() const {
  std::vector<base::Json> rows;
  base::ForEachJsonLine(File("metrics.jsonl"),
                        [&rows](const base::Json& row, int) { rows.push_back(row); });
  return rows;
}

}  // namespace r1bench::experiments
