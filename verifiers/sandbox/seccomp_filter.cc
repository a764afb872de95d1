#include "verifiers/sandbox/seccomp_filter.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>
#include <string_view>

#include "base/error.h"
#include "verifiers/sandbox/box_process.h"

namespace r1bench::verifiers {
namespace {

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

// Names, not numbers: a libseccomp or a kernel that does not know one leaves it to the default.
constexpr const char* kAllowed[] = {
    // Files.
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2",
    "pwritev2", "lseek", "open", "openat", "creat", "close", "close_range", "stat", "fstat",
    "lstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "mkdir",
    "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat",
    "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "umask", "utime", "utimes", "utimensat",
    "futimesat", "truncate", "ftruncate", "fallocate", "fadvise64", "fsync", "fdatasync", "fcntl",
    "dup", "dup2", "dup3", "pipe", "pipe2", "poll", "ppoll", "select", "pselect6", "epoll_create",
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd", "eventfd2",
    "timerfd_create", "timerfd_settime", "timerfd_gettime", "signalfd", "signalfd4", "sendfile",
    "copy_file_range",
    // Memory.
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore", "msync",
    // Processes and threads.
    "fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid", "futex",
    "futex_waitv", "set_robust_list", "get_robust_list", "set_tid_address", "rseq", "membarrier",
    "arch_prctl", "sched_yield", "sched_getaffinity", "sched_setaffinity", "sched_getparam",
    "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "getcpu", "getpid",
    "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid",
    "getgroups", "getpgid", "getpgrp", "getsid", "setsid", "setpgid", "getpriority", "getrlimit",
    "setrlimit", "getrusage", "times", "sysinfo", "uname", "getrandom",
    // Signals and time.
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend",
    "rt_sigtimedwait", "rt_sigqueueinfo", "sigaltstack", "kill", "tkill", "tgkill", "pause",
    "alarm", "getitimer", "setitimer", "timer_create", "timer_settime", "timer_gettime",
    "timer_getoverrun", "timer_delete", "nanosleep", "clock_nanosleep", "clock_gettime",
    "clock_getres", "gettimeofday", "time", "restart_syscall",
    // A pair of connected sockets, for event loops; socket(2) itself is not here.
    "sendto", "recvfrom", "shutdown", "getsockname", "getpeername", "getsockopt"};

constexpr const char* kNotWhenWeak[] = {
    "setsid",    "setpgid", "kill",   "tkill",    "tgkill", "rt_sigqueueinfo", "sched_setaffinity",
    "fcntl",     "chmod",   "fchmod", "fchmodat", "utime",  "utimes",          "utimensat",
    "futimesat", "truncate"};

constexpr const char* kKilled[] = {"ptrace",
                                   "process_vm_readv",
                                   "process_vm_writev",
                                   "process_madvise",
                                   "kcmp",
                                   "pidfd_getfd",
                                   "mount",
                                   "umount2",
                                   "pivot_root",
                                   "chroot",
                                   "move_mount",
                                   "open_tree",
                                   "fsopen",
                                   "fsconfig",
                                   "fsmount",
                                   "fspick",
                                   "mount_setattr",
                                   "setns",
                                   "unshare",
                                   "bpf",
                                   "perf_event_open",
                                   "userfaultfd",
                                   "io_uring_setup",
                                   "io_uring_enter",
                                   "io_uring_register",
                                   "add_key",
                                   "keyctl",
                                   "request_key",
                                   "open_by_handle_at",
                                   "name_to_handle_at",
                                   "init_module",
                                   "finit_module",
                                   "delete_module",
                                   "kexec_load",
                                   "kexec_file_load",
                                   "reboot",
                                   "swapon",
                                   "swapoff",
                                   "acct",
                                   "quotactl",
                                   "settimeofday",
                                   "clock_settime",
                                   "adjtimex",
                                   "clock_adjtime",
                                   "sethostname",
                                   "setdomainname",
                                   "iopl",
                                   "ioperm",
                                   "modify_ldt",
                                   "mknod",
                                   "mknodat",
                                   "vhangup",
                                   "syslog",
                                   "fanotify_init",
                                   "lookup_dcookie",
                                   "migrate_pages",
                                   "move_pages"};

constexpr uint64_t kNewNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release) {
    base::Require(context_ != nullptr, "expected libseccomp to start, got no memory");
    Check(seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    Check(seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
  }

  template <typename... Conditions>
  void Add(uint32_t action, const char* name, Conditions... conditions) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call < 0) return;
    Check(seccomp_rule_add(context_.get(), action, call, sizeof...(conditions), conditions...));
  }

  std::vector<sock_filter> Export() const {
    const int fd = memfd_create("filter", MFD_CLOEXEC);
    base::Require(fd >= 0, "expected memory for a filter, got ", std::strerror(errno));
    Check(seccomp_export_bpf(context_.get(), fd));
    struct stat info = {};
    Check(fstat(fd, &info));
    std::vector<sock_filter> program(static_cast<size_t>(info.st_size) / sizeof(sock_filter));
    const ssize_t got = pread(fd, program.data(), program.size() * sizeof(sock_filter), 0);
    close(fd);
    base::Require(got == info.st_size, "expected a filter of ", info.st_size, " bytes, got ", got);
    return program;
  }

 private:
  static void Check(int result) {
    base::Require(result == 0, "expected libseccomp to make the filter, got ",
                  std::strerror(-result));
  }

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
};

scmp_arg_cmp Equal(unsigned argument, uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }

// Requests of a device driver reach far; these are what isatty, pipes and subprocesses need.
void AddIoctl(Filter* filter) {
  for (const uint64_t request : {TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX}) {
    filter->Add(SCMP_ACT_ALLOW, "ioctl", scmp_arg_cmp{1, SCMP_CMP_MASKED_EQ, 0xffffffffU, request});
  }
}

void AddProcesses(Filter* filter) {
  filter->Add(SCMP_ACT_ALLOW, "clone", scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, kNewNamespaces, 0});
  // Its flags are in memory, out of a filter's reach; the C library then falls back to clone.
  filter->Add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
  filter->Add(SCMP_ACT_ALLOW, "prlimit64", Equal(0, 0));
  for (const uint64_t option : {PR_SET_NAME, PR_GET_NAME, PR_SET_VMA, PR_CAPBSET_READ}) {
    filter->Add(SCMP_ACT_ALLOW, "prctl", scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, 0xffffffffU, option});
  }
  filter->Add(SCMP_ACT_ALLOW, "socketpair",
              scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, 0xffffffffU, AF_UNIX});
}

bool IsWithheldWhenWeak(std::string_view name) {
  return std::find(std::begin(kNotWhenWeak), std::end(kNotWhenWeak), name) !=
         std::end(kNotWhenWeak);
}

void AddWeak(Filter* filter) {
  for (const char* const name : {"kill", "tgkill"}) {
    filter->Add(SCMP_ACT_ALLOW, name,
                scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, 0xffffffffU, kProgramPid});
  }
  // All of fcntl but what sends signals: F_SETOWN to F_GETOWNER_UIDS lie between.
  filter->Add(SCMP_ACT_ALLOW, "fcntl", scmp_arg_cmp{1, SCMP_CMP_LE, F_SETLKW, 0});
  filter->Add(SCMP_ACT_ALLOW, "fcntl", scmp_arg_cmp{1, SCMP_CMP_GE, F_DUPFD_CLOEXEC, 0});
}

}  // namespace

std::vector<sock_filter> BoxFilter(bool weak) {
  Filter filter;
  for (const char* const name : kAllowed) {
    if (!weak || !IsWithheldWhenWeak(name)) filter.Add(SCMP_ACT_ALLOW, name);
  }
  if (weak) AddWeak(&filter);
  for (const char* const name : kKilled) filter.Add(SCMP_ACT_KILL_PROCESS, name);
  AddIoctl(&filter);
  AddProcesses(&filter);
  return filter.Export();
}

}  // namespace r1bench::verifiers
