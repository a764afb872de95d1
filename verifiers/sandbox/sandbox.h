// The sandbox: runs a program nobody trusts and says how it ended, what it printed and what it
// cost.
//
//   BoxPool pool({.workers = 2});                       // throws where the kernel refuses
//   isolation BoxRun run; run.argv = {"program"}; run.files = {{"program",
//   SharedBytes::Make(binary), /*executable=*/true}}; run.input = SharedBytes::Make("1 2\n"); const
//   BoxResult result = pool.Run(run);
//
// A pool holds one worker process a slot, a helper program started by exec, so that nothing forks
// from a caller with threads or large memory. A worker makes its namespaces once; each run gets new
// pid, mount and ipc namespaces, an init of its own, an empty work directory in memory, limits, no
// capabilities and a list of the system calls it may use. README.md has the threat model.
//
// Whatever the program does is a value (BoxResult), and so is a fault of the sandbox itself
// (BoxOutcome::kError), so that neither can be taken for the other. Times are milliseconds, sizes
// bytes.
#ifndef R1BENCH_VERIFIERS_SANDBOX_SANDBOX_H_
#define R1BENCH_VERIFIERS_SANDBOX_SANDBOX_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace r1bench::verifiers {

// What one run may use. The CPU time decides, because wall time depends on what else the machine
// does; wall time only ends a run that sleeps.
struct BoxLimits {
  int64_t cpu_ms = 2000;  // user and system time, summed over all processes of the run
  int64_t wall_ms = 0;    // 0: three times cpu_ms and a second
  int64_t memory_bytes = int64_t{256} << 20;  // resident memory of all processes, and the files
  int64_t output_bytes = int64_t{1} << 20;    // standard output; one byte more is kOutputLimit
  int64_t error_bytes = int64_t{64} << 10;    // standard error; what is beyond is dropped
  int64_t file_bytes = int64_t{16} << 20;     // one file; a longer write gets SIGXFSZ
  int64_t tmpfs_bytes = int64_t{64} << 20;    // the work directory in all, `files` included
  int pids = 32;                              // processes and threads at one time
  int open_files = 64;                        // descriptors of one process
};

// Bytes in sealed memory, made once and handed to any number of runs without a copy: binaries,
// inputs, scripts. Immutable; shared by threads.
class SharedBytes {
 public:
  static std::shared_ptr<const SharedBytes> Make(std::string_view bytes);
  ~SharedBytes();
  SharedBytes(const SharedBytes&) = delete;
  SharedBytes& operator=(const SharedBytes&) = delete;

  int fd() const { return fd_; }
  int64_t size() const { return size_; }

 private:
  SharedBytes(int fd, int64_t size) : fd_(fd), size_(size) {}

  int fd_;
  int64_t size_;
};

// A read-only file in the work directory. The name is plain: no slash, not "." or "..". The one
// that argv[0] names, if executable, is started straight from its bytes and has no entry there.
struct BoxFile {
  std::string name;
  std::shared_ptr<const SharedBytes> bytes;
  bool executable = false;
};

// What the program sees beside its work directory, all of it read-only.
enum class Toolset {
  kRun,      // the C and C++ runtimes and /usr/bin/python3 with its library; no shell, no compiler
  kCompile,  // the whole of /usr, and BoxPoolOptions::shared_folder as /shared
};

struct BoxRun {
  std::vector<std::string> argv;         // argv[0]: a name among `files`, or an absolute path
  std::vector<std::string> environment;  // "NAME=value"; nothing else is in the environment
  std::vector<BoxFile> files;
  std::shared_ptr<const SharedBytes> input;  // standard input; null is empty
  BoxLimits limits;
  Toolset toolset = Toolset::kRun;

  // Regular files brought back from the work directory after an exit, links never followed;
  // missing ones are left out. More than keep_bytes in all is kOutputLimit.
  std::vector<std::string> keep;
  int64_t keep_bytes = int64_t{64} << 20;

  // argv[0] is a Python script among `files`, run as __main__ by a fork of an interpreter
  // (/usr/bin/python3 -I -S) that has started, and imported the usual modules, before.
  bool warm_python = false;
};

// How a run ended, the first that applies in the order of the list.
enum class BoxOutcome {
  kError,        // the sandbox failed, `message` says how: nothing is known about the program
  kOutputLimit,  // more than output_bytes (or keep_bytes)
  kMemoryLimit,
  kCpuLimit,
  kWallLimit,
  kDenied,    // killed for a system call that no ordinary program makes
  kSignaled,  // `signal`
  kExited,    // `exit_code`
};
const char* BoxOutcomeName(BoxOutcome outcome);  // "exited", "cpu limit", ...

struct BoxResult {
  BoxOutcome outcome = BoxOutcome::kError;
  int exit_code = 0;
  int signal = 0;
  double cpu_ms = 0;
  double wall_ms = 0;
  int64_t peak_bytes = 0;    // the most memory at one time
  int64_t output_bytes = 0;  // bytes seen on standard output, at most the limit and one
  std::string output;        // standard output, whole unless the outcome is kOutputLimit
  std::string error;         // the first error_bytes of standard error
  std::map<std::string, std::string> kept;  // by name, for `keep`; empty unless kExited
  std::string message;                      // a sentence for a person when kError
  double load = 0;                          // the machine's load average at the start of the run
};

enum class Isolation {
  kFull,
  kWeak,  // no namespaces: Landlock, system call list and limits only. Not for rewards.
};

struct BoxPoolOptions {
  int workers = 1;  // runs at one time, 1..1024
  // Where the kernel refuses user namespaces: go on with Isolation::kWeak instead of throwing.
  bool allow_weak = false;
  // A folder whose files a Toolset::kCompile run sees, read-only, as /shared (precompiled headers).
  // Its content may grow while the pool lives, and must be readable by everyone. "": none.
  std::string shared_folder = {};
};

// The workers. Thread-safe. If the process that owns the pool dies, in whatever way, its workers
// and everything in their boxes die too.
class BoxPool {
 public:
  // Starts the workers and runs a program in the first. Throws base::Error, with what to do about
  // it, where the isolation asked for cannot be had.
  explicit BoxPool(const BoxPoolOptions& options);
  ~BoxPool();  // no Run may be under way
  BoxPool(const BoxPool&) = delete;
  BoxPool& operator=(const BoxPool&) = delete;

  // Waits for a free worker and runs. When a worker dies under a run it is replaced and the run
  // repeated once; if that fails too the outcome is kError. Throws base::Error for a run that is
  // malformed (no argv, a file name with a slash, a limit below 1).
  BoxResult Run(const BoxRun& run);

  // Two runs at the same time in two boxes that can talk: what one writes to its descriptor 4 the
  // other reads from its descriptor 3. A side that has ended reads as end of file, and writing to
  // it is SIGPIPE. Works with one worker too (a second is started for it).
  std::pair<BoxResult, BoxResult> RunPair(const BoxRun& first, const BoxRun& second);

  Isolation isolation() const;
  int workers() const;
  // One line for reports: namespaces, cgroup version or none, full or weak.
  std::string Describe() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_SANDBOX_H_
