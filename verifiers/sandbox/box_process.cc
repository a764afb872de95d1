#include "verifiers/sandbox/box_process.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace r1bench::verifiers {
namespace {

int64_t Nanoseconds(const rusage& usage) {
  return (int64_t{usage.ru_utime.tv_sec} + usage.ru_stime.tv_sec) * 1'000'000'000 +
         (int64_t{usage.ru_utime.tv_usec} + usage.ru_stime.tv_usec) * 1'000;
}

[[noreturn]] void Fault(const BoxSpec& spec, const char* step) {
  BoxStatus status;
  status.value = errno;
  strncpy(status.step, step, sizeof(status.step) - 1);
  (void)!write(spec.status_fd, &status, sizeof(status));
  _exit(127);
}

void Check(bool ok, const BoxSpec& spec, const char* step) {
  if (!ok) Fault(spec, step);
}

// The worker may have died before the signal was asked for: then nobody holds the other end.
void DieWithWorker(const BoxSpec& spec) {
  Check(prctl(PR_SET_PDEATHSIG, KillSignal(spec.weak)) == 0, spec, "PR_SET_PDEATHSIG");
  pollfd worker = {spec.status_fd, 0, 0};
  if (poll(&worker, 1, 0) != 0) _exit(0);
}

void JoinCgroups(const BoxSpec& spec) {
  for (int i = 0; i < spec.num_join_fds; ++i) {
    Check(write(spec.join_fds[i], "0", 1) == 1, spec, "joining the cgroup");
  }
}

void MountWorkDirectory(const BoxSpec& spec) {
  char options[96];
  snprintf(options, sizeof(options), "mode=0700,nr_inodes=%d,size=%lld", 65536,
           static_cast<long long>(spec.bounds.tmpfs_bytes));
  Check(mount("tmpfs", kWorkDirectory, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options) == 0,
        spec, "mounting the work directory");
}

void MountToolchain(const BoxSpec& spec) {
  Check(mount(kHiddenUsr, "/usr", nullptr, MS_BIND | MS_REC, nullptr) == 0, spec, "mounting /usr");
  // Not access(2), which asks for the real user and forgets the capabilities of this one.
  struct stat about = {};
  if (stat(kHiddenShared, &about) != 0) return;
  Check(mount(kHiddenShared, kShared, nullptr, MS_BIND | MS_REC, nullptr) == 0, spec,
        "mounting /shared");
}

void CopyFile(const BoxSpec& spec, const BoxFileSpec& file) {
  const int to = open(file.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
  Check(to >= 0, spec, "making a file");
  // Not by a mapping: init's memory may be its maker's, where it would stay if init is killed.
  char buffer[32768];
  for (int64_t done = 0; done < file.size;) {
    const ssize_t got = pread(file.fd, buffer, sizeof(buffer), done);
    Check(got > 0, spec, "reading a file");
    Check(write(to, buffer, static_cast<size_t>(got)) == got, spec, "writing a file");
    done += got;
  }
  close(to);
}

void FillWorkDirectory(const BoxSpec& spec) {
  Check(chdir(spec.work_directory) == 0, spec, "entering the work directory");
  for (int i = 0; i < spec.num_files; ++i) {
    if (spec.files[i].fd != spec.program_fd) CopyFile(spec, spec.files[i]);
  }
}

void Limit(const BoxSpec& spec, __rlimit_resource_t resource, int64_t soft, int64_t hard) {
  const rlimit limit = {static_cast<rlim_t>(soft), static_cast<rlim_t>(hard)};
  Check(setrlimit(resource, &limit) == 0, spec, "setrlimit");
}

// The kernel counts whole seconds of each process: a second line behind the supervisor's sum.
void SetLimits(const BoxSpec& spec) {
  const BoxBounds& bounds = spec.bounds;
  const int64_t cpu_seconds = (bounds.cpu_ms + 999) / 1000 + 1;
  Limit(spec, RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
  Limit(spec, RLIMIT_STACK, bounds.stack_bytes, bounds.stack_bytes);
  if (bounds.data_bytes > 0) Limit(spec, RLIMIT_DATA, bounds.data_bytes, bounds.data_bytes);
  Limit(spec, RLIMIT_FSIZE, bounds.file_bytes, bounds.file_bytes);
  Limit(spec, RLIMIT_NOFILE, bounds.open_files, bounds.open_files);
  Limit(spec, RLIMIT_NPROC, bounds.processes, bounds.processes);
  Limit(spec, RLIMIT_CORE, 0, 0);
  Limit(spec, RLIMIT_MEMLOCK, 0, 0);
  Limit(spec, RLIMIT_MSGQUEUE, 0, 0);
}

void DropCapabilities(const BoxSpec& spec) {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  Check(syscall(SYS_capset, &header, none) == 0, spec, "dropping capabilities");
}

void SetDescriptors(const BoxSpec& spec) {
  const int wanted[] = {spec.input_fd, spec.output_fd, spec.error_fd, spec.channel_in,
                        spec.channel_out};
  const int count = spec.channel_in >= 0 ? 5 : 3;
  for (int i = 0; i < count; ++i) {
    Check(dup2(wanted[i], i) == i, spec, "setting standard streams");
  }
  const unsigned flags = spec.argv != nullptr ? CLOSE_RANGE_CLOEXEC : 0;
  Check(syscall(SYS_close_range, count, UINT_MAX, flags) == 0, spec, "close_range");
}

// Without a pid namespace: the program in a process group that its filter keeps it from leaving,
// and init, which collects orphans, as the one who kills that group.
volatile pid_t weak_program;

void KillWeakProgram(int) { kill(-weak_program, SIGKILL); }

void MaskTermination(int how) {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGTERM);
  sigprocmask(how, &mask, nullptr);
}

void PrepareWeakInit(const BoxSpec& spec) {
  MaskTermination(SIG_BLOCK);
  struct sigaction action = {};
  action.sa_handler = KillWeakProgram;
  Check(sigaction(SIGTERM, &action, nullptr) == 0 && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, spec,
        "becoming a subreaper");
}

void ConfineWeakProgram(const BoxSpec& spec) {
  MaskTermination(SIG_UNBLOCK);
  Check(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, spec, "PR_SET_PDEATHSIG");
  Check(syscall(SYS_landlock_restrict_self, spec.ruleset_fd, 0) == 0, spec, "Landlock");
  for (int i = 0; i < spec.filter->len; ++i) {
    sock_filter& step = spec.filter->filter[i];
    if (step.k == kProgramPid) step.k = static_cast<uint32_t>(getpid());
  }
}

// The last privileged steps of the program's process. When the interpreter goes on in it, nothing
// can be reported after the descriptors are closed.
void GiveUpPrivileges(const BoxSpec& spec) {
  Check(setsid() >= 0, spec, "setsid");
  SetLimits(spec);
  DropCapabilities(spec);
  Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, spec, "PR_SET_NO_NEW_PRIVS");
  if (spec.weak) ConfineWeakProgram(spec);
  SetDescriptors(spec);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, spec.filter, 0, 0) != 0) {
    if (spec.argv == nullptr) _exit(127);
    Fault(spec, "setting the system call filter");
  }
}

[[noreturn]] void StartProgram(const BoxSpec& spec) {
  GiveUpPrivileges(spec);
  if (spec.program_fd >= 0) {
    syscall(SYS_execveat, spec.program_fd, "", spec.argv, spec.environment, AT_EMPTY_PATH);
  } else {
    execve(spec.argv[0], spec.argv, spec.environment);
  }
  Fault(spec, "starting the program");
}

// Reaps whatever ends until `program` has, then ends the rest and reaps it too. Without a pid
// namespace the rest is the program's process group, which its filter keeps it from leaving.
int WaitForAll(const BoxSpec& spec, pid_t program) {
  int result = 0;
  for (;;) {
    int status = 0;
    const pid_t ended = waitpid(-1, &status, __WALL);
    if (ended < 0 && errno == EINTR) continue;
    if (ended < 0) return result;
    if (ended != program) continue;
    result = status;
    kill(spec.weak ? -program : -1, SIGKILL);
  }
}

// Opens what is to be kept; a fifo must not block and a link must not be followed.
int OpenKept(const BoxSpec& spec, int* fds, uint64_t* mask) {
  int count = 0;
  for (int i = 0; i < spec.num_keep; ++i) {
    const int fd = open(spec.keep[i], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) continue;
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
      close(fd);
      continue;
    }
    fds[count++] = fd;
    *mask |= uint64_t{1} << i;
  }
  return count;
}

void Send(const BoxSpec& spec, BoxStatus* status, const int* fds, int num_fds) {
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxKeep)] = {};
  iovec part = {status, sizeof(*status)};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (num_fds > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * static_cast<size_t>(num_fds));
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * static_cast<size_t>(num_fds));
    memcpy(CMSG_DATA(header), fds, sizeof(int) * static_cast<size_t>(num_fds));
  }
  sendmsg(spec.status_fd, &message, MSG_NOSIGNAL);
}

// Init keeps no end of a pipe open: its readers must see the end when the program has closed it.
void KeepOnlyStatus(const BoxSpec& spec) {
  const auto keep = static_cast<unsigned>(spec.status_fd);
  syscall(SYS_close_range, 0, keep - 1, 0);
  syscall(SYS_close_range, keep + 1, UINT_MAX, 0);
}

[[noreturn]] void WaitAndReport(const BoxSpec& spec, pid_t program) {
  KeepOnlyStatus(spec);
  BoxStatus status;
  status.kind = kBoxEnded;
  status.value = WaitForAll(spec, program);
  rusage usage = {};
  getrusage(RUSAGE_CHILDREN, &usage);
  status.program_cpu_ns = Nanoseconds(usage);
  status.max_rss_bytes = int64_t{usage.ru_maxrss} * 1024;
  int fds[kMaxKeep];
  const int num_fds = OpenKept(spec, fds, &status.kept);
  getrusage(RUSAGE_SELF, &usage);
  status.init_cpu_ns = Nanoseconds(usage);
  Send(spec, &status, fds, num_fds);
  _exit(0);
}

}  // namespace

unsigned long InitFlags(const BoxSpec& spec) {
  return SIGCHLD | (spec.weak ? 0UL : CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC);
}

int KillSignal(bool weak) { return weak ? SIGTERM : SIGKILL; }

void RunInit(const BoxSpec& spec) {
  DieWithWorker(spec);
  Check(spec.weak || getpid() == 1, spec, "being pid 1");
  Check(prctl(PR_SET_DUMPABLE, 0) == 0, spec, "PR_SET_DUMPABLE");
  JoinCgroups(spec);
  if (spec.weak) PrepareWeakInit(spec);
  if (!spec.weak) MountWorkDirectory(spec);
  if (spec.compile && !spec.weak) MountToolchain(spec);
  FillWorkDirectory(spec);
  // _Fork takes no locks of the C library: init may share its memory and be killed at any time.
  const pid_t program = spec.argv != nullptr ? vfork() : _Fork();
  Check(program >= 0, spec, "starting a process");
  if (program > 0) {
    weak_program = program;
    if (spec.weak) MaskTermination(SIG_UNBLOCK);
    WaitAndReport(spec, program);
  }
  if (spec.argv != nullptr) StartProgram(spec);
  GiveUpPrivileges(spec);
}

}  // namespace r1bench::verifiers
