// One folder a run: runs/<experiment>/<utc time>-<config8>/
//
//   config.flags     re-runs it            state.json      what is finished, where to resume
//   metrics.jsonl    a line a step         samples.jsonl   prompts, completions, rewards, verdicts
//   checkpoints/     weights and optimizer report.{json,md,html}
//
// Everything that --resume needs hangs on state.json, which is replaced whole (temporary name,
// fsync, rename). It names the checkpoint in use and the length of both logs at that moment, so a
// kill at any instant leaves a state that fits together: on resume the logs are cut back to those
// lengths, and files that state.json does not name are leftovers.
#ifndef R1BENCH_EXPERIMENTS_COMMON_RUN_FOLDER_H_
#define R1BENCH_EXPERIMENTS_COMMON_RUN_FOLDER_H_

#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace r1bench::experiments {

class RunFolder {
 public:
  // A new folder with config.flags in it. Two runs started in the same second get two folders.
  static std::unique_ptr<RunFolder> Create(const std::string& runs_dir,
                                           const std::string& experiment,
                                           const std::string& config_text);
  // An existing run. Refuses a folder whose config differs from `config_text` (the flags now in
  // force), naming the first line that does.
  static std::unique_ptr<RunFolder> Resume(const std::string& path, const std::string& config_text);

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }
  const std::string& config8() const { return config8_; }

  // State from the last Commit; empty for a new run.
  base::Json& state() { return state_; }
  // Syncs the logs, then replaces state.json (with the logs' lengths put in).
  void Commit();

  void Metric(const base::Json& row) { metrics_->Line(row.dump()); }
  void Sample(const base::Json& row);
  // The rows of metrics.jsonl up to the last Commit (for a resumed run's curves).
  std::vector<base::Json> CommittedMetrics() const;

 private:
  RunFolder(std::string path, const std::string& config_text);
  void OpenLogs(int64_t metrics_bytes, int64_t samples_bytes);

  std::string path_;
  std::string config8_;
  base::Json state_ = base::Json::object();
  std::unique_ptr<base::AppendLog> metrics_;
  std::unique_ptr<base::AppendLog> samples_;
};

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_RUN_FOLDER_H_
