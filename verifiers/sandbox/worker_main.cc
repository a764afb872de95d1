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

void Work(char** argv, pid_t parent, Cgroup* cgroup) {
  NamespaceOptions options;
  options.uid = std::atoi(argv[1]);
  options.shared_folder = argv[3];
  for (const int i : {4, 5}) {
    options.files.emplace_back(base::BaseName(argv[i]), base::ReadFile(argv[i]));
  }
  WorkerOptions worker_options;
  worker_options.owner = kOwner;
  worker_options.proc = OpenProc();
  std::vector<sock_filter> filter = BoxFilter();
  EnterNamespaces(options);
  DieWithParent(parent);
  WireWriter ready;
  ready.Bytes("");
  ready.Bytes("user, mount, pid, network, ipc, uts and cgroup namespaces, " +
              cgroup->description());
  ready.Int(static_cast<int64_t>(cgroup->folders().size()));
  for (const std::string& folder : cgroup->folders()) ready.Bytes(folder);
  if (!SendFrame(kOwner, ready.bytes(), {})) return;
  Worker(worker_options, cgroup, std::move(filter)).Serve();
}

int WorkOrExplain(char** argv, pid_t parent, Cgroup* cgroup) {
  try {
    Work(argv, parent, cgroup);
    return 0;
  } catch (const std::exception& error) {
    WireWriter failed;
    failed.Bytes(error.what());
    SendFrame(kOwner, failed.bytes(), {});
    return 1;
  }
}

// The pool sees the end of the socket only when the worker alone holds it.
int WaitAndClean(pid_t worker, const Cgroup& cgroup) {
  syscall(SYS_close_range, 0, UINT_MAX, 0);
  while (waitpid(worker, nullptr, 0) < 0 && errno == EINTR) {
  }
  Cgroup::Remove(cgroup.folders());
  return 0;
}

int Main(int argc, char** argv) {
  if (argc != 6 || !ReserveLowDescriptors()) return 2;
  Cgroup cgroup;
  cgroup.Make(argv[2]);
  const pid_t parent = getpid();
  const pid_t worker = fork();
  if (worker < 0) return 1;
  if (worker == 0) _exit(WorkOrExplain(argv, parent, &cgroup));
  _exit(WaitAndClean(worker, cgroup));
}

}  // namespace
}  // namespace r1bench::verifiers

int main(int argc, char** argv) { return r1bench::verifiers::Main(argc, argv); }
