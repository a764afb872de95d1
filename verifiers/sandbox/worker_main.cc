// sandbox_worker: the helper program of one slot of a BoxPool. Not for use by hand.
//
// The process that the pool starts makes the control groups, forks the worker proper, and waits to
// remove them: the worker, without root, could not.
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>

#include "base/error.h"
#include "base/files.h"
#include "verifiers/sandbox/cgroup.h"
#include "verifiers/sandbox/namespaces.h"
#include "verifiers/sandbox/seccomp_filter.h"
#include "verifiers/sandbox/worker.h"

namespace r1bench::verifiers {
namespace {

constexpr int kOwner = 3;

// A box's descriptors are put on low numbers; nothing of the worker's may be there.
bool ReserveLowDescriptors() {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return false;
  for (int fd = 0; fd < kFirstWorkerFd; ++fd) {
    if (fd != kOwner && fd != null) dup3(null, fd, O_CLOEXEC);
  }
  return true;
}

int OpenProc() { return fcntl(open("/proc", O_PATH | O_DIRECTORY), F_DUPFD_CLOEXEC, 16); }

void DieWithParent(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
}

// argv: this program, the unprivileged user, the name of the group, the shared folder, whether weak
// isolation will do, and the files of the warmed interpreter.
enum Argument : int { kUid = 1, kGroup, kSharedFolder, kAllowWeak, kFirstFile, kArguments = 7 };

// The status of a worker that the kernel refuses namespaces, when weak isolation will do.
constexpr int kRefused = 77;

void SayReady(bool weak, const std::string& isolation, const Cgroup& cgroup) {
  WireWriter ready;
  ready.Bytes("");
  ready.Int(weak);
  ready.Bytes(base::StrCat(isolation, ", ", cgroup.description()));
  ready.Int(static_cast<int64_t>(cgroup.folders().size()));
  for (const std::string& folder : cgroup.folders()) ready.Bytes(folder);
  if (!SendFrame(kOwner, ready.bytes(), {})) _exit(1);
}

void Work(char** argv, pid_t parent, Cgroup* cgroup) {
  NamespaceOptions options;
  options.uid = std::atoi(argv[kUid]);
  options.shared_folder = argv[kSharedFolder];
  for (const int i : {int{kFirstFile}, kFirstFile + 1}) {
    options.files.emplace_back(base::BaseName(argv[i]), base::ReadFile(argv[i]));
  }
  const int proc = OpenProc();
  std::vector<sock_filter> filter = MakeFilter(BoxCallRules(/*weak=*/false));
  cgroup->Enter();
  EnterNamespaces(options);
  DieWithParent(parent);
  SayReady(false, "user, mount, pid, network, ipc, uts and cgroup namespaces", *cgroup);
  Worker({kOwner, proc, nullptr}, cgroup, std::move(filter)).Serve();
}

void WorkWeakly(char** argv, pid_t parent, Cgroup* cgroup) {
  const int proc = OpenProc();
  cgroup->Enter();
  if (geteuid() == 0) DropRoot(std::atoi(argv[kUid]));
  DieWithParent(parent);
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  WeakFolder folder;
  SayReady(true, "Landlock and a system call list", *cgroup);
  Worker({kOwner, proc, &folder}, cgroup, MakeFilter(BoxCallRules(/*weak=*/true))).Serve();
}

// The worker's process. The owner hears why it cannot work.
template <typename Work>
int RunOrExplain(const Work& work, bool explain) {
  try {
    work();
    return 0;
  } catch (const std::exception& error) {
    if (!explain) return kRefused;
    WireWriter failed;
    failed.Bytes(error.what());
    SendFrame(kOwner, failed.bytes(), {});
    return 1;
  }
}

// A child that does `work`, and its exit status. The owner sees the end of the socket only when no
// process holds it: the keeper does so no longer than it may need another worker.
template <typename Work>
int RunInChild(const Work& work, bool last) {
  const pid_t worker = fork();
  if (worker < 0) return 1;
  if (worker == 0) _exit(RunOrExplain(work, last));
  if (last) syscall(SYS_close_range, 0, UINT_MAX, 0);
  int status = 0;
  while (waitpid(worker, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int Main(int argc, char** argv) {
  if (argc != kArguments || !ReserveLowDescriptors()) return 2;
  const bool allow_weak = argv[kAllowWeak][0] == '1';
  const pid_t keeper = getpid();
  Cgroup cgroup;
  cgroup.Make(argv[kGroup]);
  int status = RunInChild([&] { Work(argv, keeper, &cgroup); }, !allow_weak);
  if (allow_weak && status == kRefused) {
    status = RunInChild([&] { WorkWeakly(argv, keeper, &cgroup); }, true);
  }
  Cgroup::Remove(cgroup.folders());
  return status;
}

}  // namespace
}  // namespace r1bench::verifiers

int main(int argc, char** argv) { return r1bench::verifiers::Main(argc, argv); }
