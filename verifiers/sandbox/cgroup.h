// The control group of one worker's runs: version 2, version 1, or none where nothing is writable.
#ifndef R1BENCH_VERIFIERS_SANDBOX_CGROUP_H_
#define R1BENCH_VERIFIERS_SANDBOX_CGROUP_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace r1bench::verifiers {

// Made with the rights that the worker starts with; afterwards only its open files are used, so
// that it works after the worker has dropped them. One run at a time.
//
// A box joins when it starts, which costs. Of version 1, whose controllers have a group each, only
// the memory group is joined; the worker and its interpreter live in the others, so that boxes are
// born there, and what those two use themselves is subtracted.
class Cgroup {
 public:
  Cgroup() = default;
  ~Cgroup();
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;

  // Makes groups called `name` below the process's own. What cannot be had is left out.
  void Make(const std::string& name);

  // Makes this process, the worker, a member where boxes are to be born as members.
  void Enter() const;

  // Sets the limits, `pids` for all processes of a box, and forgets the last run. `residents`:
  // tasks of the worker itself, with what it will start for this run. False when what the last run
  // left, memory that the kernel is still freeing, does not go away.
  bool Prepare(int64_t memory_bytes, int pids, int residents);

  // The interpreter's process, whenever it may be a new one; -1 for none.
  void SetInterpreter(pid_t interpreter);

  bool has_memory() const { return memory_limit_ >= 0; }
  bool has_cpu() const { return cpu_ >= 0; }
  int64_t CpuNanoseconds() const;  // since Prepare
  int64_t PeakBytes() const;       // since Prepare; 0 when unknown
  bool OutOfMemory() const;        // whether memory ran out since Prepare
  // Readable when memory has run out; -1 where there is no such event: ask OutOfMemory.
  int out_of_memory_event() const { return oom_event_; }

  // Files that take "0" for "the writer": whoever does becomes a member.
  const std::vector<int>& join_fds() const { return join_fds_; }
  const std::vector<std::string>& folders() const { return folders_; }
  // "cgroup v1 (memory, cpuacct, pids)", "no cgroup".
  const std::string& description() const { return description_; }

  // Removes groups, waiting for processes that have been killed to leave them.
  static void Remove(const std::vector<std::string>& folders);

 private:
  void MakeV1(const std::string& name);
  bool MakeV2(const std::string& name);
  std::string AddV1(const std::string& controller, const std::string& name,
                    std::vector<int>* members);
  void DropCaches() const;
  int64_t RawCpuNanoseconds() const;
  int64_t WorkerCpuNanoseconds() const;
  int64_t InterpreterCpuNanoseconds() const;
  int64_t OomKills() const;
  int64_t TakeOomEvents() const;

  int version_ = 0;
  int memory_limit_ = -1;
  int memory_usage_ = -1;
  int memory_peak_ = -1;
  int memory_events_ = -1;
  int oom_event_ = -1;
  int memory_drop_ = -1;
  int cpu_ = -1;
  int pids_ = -1;
  std::vector<int> join_fds_;
  std::vector<int> enter_fds_;
  pid_t interpreter_ = -1;
  std::vector<std::string> folders_;
  std::string description_ = "no cgroup";
  int64_t memory_set_ = -1;
  int64_t pids_set_ = -1;
  int64_t cpu_before_ = 0;
  int64_t worker_before_ = 0;
  int64_t interpreter_before_ = 0;
  int64_t oom_before_ = 0;
  int64_t peak_before_ = 0;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_CGROUP_H_
