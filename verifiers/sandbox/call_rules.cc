#include "verifiers/sandbox/call_rules.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "verifiers/sandbox/box_process.h"

namespace r1bench::verifiers {
namespace {

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

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

constexpr uint32_t kNewNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

void AddProcesses(CallRules* rules) {
  rules->conditions.push_back({"clone", 0, CallTest::kHasNoneOf, kNewNamespaces});
  // Its flags are in memory, out of a filter's reach; the C library then falls back to clone.
  rules->missing.push_back("clone3");
  rules->conditions.push_back({"prlimit64", 0, CallTest::kEquals, 0});
  for (const uint32_t option : {PR_SET_NAME, PR_GET_NAME, PR_SET_VMA, PR_CAPBSET_READ}) {
    rules->conditions.push_back({"prctl", 0, CallTest::kEquals, option});
  }
  rules->conditions.push_back({"socketpair", 0, CallTest::kEquals, AF_UNIX});
}

// Requests of a device driver reach far; these are what isatty, pipes and subprocesses need.
void AddIoctl(CallRules* rules) {
  for (const uint32_t request : {TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX}) {
    rules->conditions.push_back({"ioctl", 1, CallTest::kEquals, request});
  }
}

bool IsWithheldWhenWeak(std::string_view name) {
  return std::find(std::begin(kNotWhenWeak), std::end(kNotWhenWeak), name) !=
         std::end(kNotWhenWeak);
}

void AddWeak(CallRules* rules) {
  for (const char* const name : {"kill", "tgkill"}) {
    rules->conditions.push_back({name, 0, CallTest::kEquals, kProgramPid});
  }
  // All of fcntl but what sends signals: F_SETOWN to F_GETOWNER_UIDS lie between.
  rules->conditions.push_back({"fcntl", 1, CallTest::kAtMost, F_SETLKW});
  rules->conditions.push_back({"fcntl", 1, CallTest::kAtLeast, F_DUPFD_CLOEXEC});
}

}  // namespace

CallRules BoxCallRules(bool weak) {
  CallRules rules;
  for (const char* const name : kAllowed) {
    if (!weak || !IsWithheldWhenWeak(name)) rules.allowed.push_back(name);
  }
  rules.killed.assign(std::begin(kKilled), std::end(kKilled));
  AddProcesses(&rules);
  AddIoctl(&rules);
  if (weak) AddWeak(&rules);
  return rules;
}

}  // namespace r1bench::verifiers
