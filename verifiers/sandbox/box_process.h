// One box, from the inside: its init (pid 1 of a new pid namespace), which makes the work directory
// and waits, and the program (pid 2), which gives up everything and starts. Plain system calls and
// no C++ runtime: the warmed interpreter loads the same code.
#ifndef R1BENCH_VERIFIERS_SANDBOX_BOX_PROCESS_H_
#define R1BENCH_VERIFIERS_SANDBOX_BOX_PROCESS_H_

#include <linux/filter.h>
#include <sys/types.h>

#include <cstdint>

namespace r1bench::verifiers {

inline constexpr char kWorkDirectory[] = "/box";
// The toolchain's mounts, which nobody without capabilities can enter.
inline constexpr char kHiddenUsr[] = "/full/usr";
inline constexpr char kHiddenShared[] = "/full/shared";
inline constexpr char kShared[] = "/shared";
inline constexpr int kBoxUid = 1000;
// Descriptors below this one are free in a worker: a box may use them without looking.
inline constexpr int kFirstWorkerFd = 16;
inline constexpr int kMaxKeep = 64;

// In the weak filter, stands for the pid of the program, which alone it may signal.
inline constexpr uint32_t kProgramPid = 0x7ead5e1f;

struct BoxFileSpec {
  const char* name;
  int fd;
  int64_t size;
};

// What the kernel is told to hold the box to.
struct BoxBounds {
  int64_t cpu_ms;
  int64_t stack_bytes;
  int64_t data_bytes;  // 0: no limit
  int64_t file_bytes;
  int64_t tmpfs_bytes;
  int processes;  // the limit of the whole user namespace
  int open_files;
};

struct BoxSpec {
  char* const* argv;  // null: the program is a fork of this process
  char* const* environment;
  int program_fd;  // what to execute; -1: argv[0]
  const BoxFileSpec* files;
  int num_files;
  int input_fd;
  int output_fd;
  int error_fd;
  int channel_in;  // -1: none
  int channel_out;
  const char* const* keep;
  int num_keep;
  BoxBounds bounds;
  bool compile;
  bool weak;                   // no namespaces: a process group, and Landlock
  int ruleset_fd;              // of Landlock, in weak mode
  const char* work_directory;  // made by the caller in weak mode
  const sock_fprog* filter;
  const int* join_fds;  // cgroup files that take "0" for "the writer"
  int num_join_fds;
  int status_fd;  // a SOCK_SEQPACKET socket: one BoxStatus, with the kept files attached
};

enum BoxStatusKind : int32_t { kBoxFault, kBoxEnded };

struct BoxStatus {
  int32_t kind = kBoxFault;
  int32_t value = 0;           // errno of a fault, wait status of the program
  int64_t program_cpu_ns = 0;  // of all that init has waited for
  int64_t init_cpu_ns = 0;
  int64_t max_rss_bytes = 0;  // of the largest process
  uint64_t kept = 0;          // bit i: keep[i] is attached
  char step[32] = {};         // what failed
};

// The flags of clone(2) for a box's init.
unsigned long InitFlags(const BoxSpec& spec);

// What a supervisor sends init to end the box.
int KillSignal(bool weak);

// In init: joins the cgroups, makes the work directory, and starts the program, which is a fork for
// which this returns when spec.argv is null; otherwise it never returns.
void RunInit(const BoxSpec& spec);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_BOX_PROCESS_H_
