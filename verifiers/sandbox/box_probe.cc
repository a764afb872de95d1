// Misdeeds, one a name, for tests to try inside a box. Prints "done" where it had its way.
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace {

int Report(bool success) {
  std::puts(success ? "done" : "refused");
  return 0;
}

void Spin() {
  for (;;) asm volatile("" : : : "memory");
}

// Memory that the optimiser cannot leave out.
char* Touch(size_t bytes) {
  auto* const memory = static_cast<char*>(
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (memory == MAP_FAILED) return nullptr;
  for (size_t i = 0; i < bytes; i += 4096) static_cast<volatile char*>(memory)[i] = 1;
  return memory;
}

int WriteNowhere() {
  auto* const nowhere = reinterpret_cast<volatile int*>(getppid() / 1000);
  *nowhere = 1;
  return 0;
}

int SpinInThreads() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(Spin);
  for (std::thread& thread : threads) thread.join();
  return 0;
}

// The grandchild outlives its parent, which nobody waits for.
int SpinInOrphan() {
  if (fork() == 0) {
    if (fork() == 0) Spin();
    _exit(0);
  }
  for (;;) pause();
}

int IgnoreSignalsAndSpin() {
  for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_IGN);
  Spin();
  return 0;
}

int TouchInChildren() {
  for (int i = 0; i < 8; ++i) {
    if (fork() == 0) {
      Touch(size_t{60} << 20);
      for (;;) pause();
    }
  }
  sleep(20);
  return Report(true);
}

int ForkBomb() {
  int made = 0;
  while (made < 10000 && fork() >= 0) ++made;
  return Report(made == 10000);
}

int CountForks() {
  int made = 0;
  for (; made < 200; ++made) {
    const pid_t child = fork();
    if (child < 0) break;
    if (child == 0) {
      for (;;) pause();
    }
  }
  std::printf("%d\n", made);
  return 0;
}

int Flood(int fd) {
  const std::string line(4096, 'x');
  for (;;) {
    if (write(fd, line.data(), line.size()) < 0) return 1;
  }
}

int WriteLongFile() {
  const std::string block(1 << 20, 'x');
  const int fd = open("long", O_WRONLY | O_CREAT, 0600);
  for (int i = 0; i < 40; ++i) {
    if (write(fd, block.data(), block.size()) < 0) return 3;
  }
  return Report(true);
}

int FillWorkDirectory() {
  const std::string block(1 << 20, 'x');
  int files = 0;
  for (; files < 1000; ++files) {
    const int fd = open(std::to_string(files).c_str(), O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || write(fd, block.data(), block.size()) != ssize_t{1 << 20}) break;
    close(fd);
  }
  std::printf("%d\n", files);
  return 0;
}

int OpenMany() {
  int opened = 0;
  while (opened < 1000 && open("/dev/null", O_RDONLY) >= 0) ++opened;
  std::printf("%d\n", opened);
  return 0;
}

int AnySocket() {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG}) {
    if (socket(family, SOCK_STREAM, 0) >= 0 || socket(family, SOCK_DGRAM, 0) >= 0) {
      return Report(true);
    }
  }
  return Report(false);
}

int NewUserByClone() {
  const long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return Report(child > 0);
}

int NewUserByClone3() {
  clone_args arguments = {};
  arguments.flags = CLONE_NEWUSER;
  arguments.exit_signal = SIGCHLD;
  const long child = syscall(SYS_clone3, &arguments, sizeof(arguments));
  if (child == 0) _exit(0);
  return Report(child > 0);
}

// getpid in the tables of two other architectures.
int CallX32() { return Report(syscall(0x40000000 + SYS_getpid) > 0); }

int CallI386() {
  long result = 20;
  asm volatile("int $0x80" : "+a"(result) : : "memory");
  return Report(result > 0);
}

int Kill() {
  std::signal(SIGTERM, SIG_IGN);
  const bool init = kill(1, SIGKILL) == 0;
  usleep(100'000);
  const bool everyone = kill(-1, SIGTERM) == 0;
  // Init is out of reach of its own namespace's signals, and nobody else is in it.
  std::printf("%d %d\n", init, everyone);
  return 0;
}

int BecomeRoot() {
  const bool changed = setuid(0) == 0 || setgid(0) == 0 || geteuid() == 0;
  return Report(changed);
}

int WriteOutside() {
  for (const char* const folder : {"/", "/usr", "/usr/lib/x86_64-linux-gnu", "/dev", "/etc",
                                   "/full", "/full/usr", "/shared", "/r1bench"}) {
    const std::string path = std::string(folder) + "/probe";
    if (open(path.c_str(), O_WRONLY | O_CREAT, 0600) >= 0) return Report(true);
  }
  return Report(open("/dev/null", O_RDWR) < 0);
}

int RunOwnFile() {
  const int fd = open("script", O_WRONLY | O_CREAT, 0700);
  const char text[] = "#!/usr/bin/python3\nprint('done')\n";
  (void)!write(fd, text, sizeof(text) - 1);
  close(fd);
  execl("script", "script", nullptr);
  return Report(false);
}

int ExecutableMemory() {
  const int fd = static_cast<int>(syscall(SYS_memfd_create, "x", 0));
  return Report(fd >= 0);
}

int Deep() {
  // More directories than a removal by recursion likes.
  for (int i = 0; i < 20000; ++i) {
    if (mkdir("d", 0700) != 0 || chdir("d") != 0) break;
  }
  return Report(true);
}

int LeaveOthers() {
  for (int i = 0; i < 5; ++i) {
    if (fork() == 0) {
      setsid();
      Spin();
    }
  }
  return Report(true);
}

const std::map<std::string, std::function<int()>>& Misdeeds() {
  static const auto& misdeeds = *new std::map<std::string, std::function<int()>>{
      {"ok", [] { return Report(true); }},
      {"exit7", [] { return 7; }},
      {"abort", [] { return (std::abort(), 0); }},
      {"term", [] { return raise(SIGTERM); }},
      {"segv", [] { return WriteNowhere(); }},
      {"spin", [] { return (Spin(), 0); }},
      {"spin_threads", SpinInThreads},
      {"spin_orphan", SpinInOrphan},
      {"spin_ignoring", IgnoreSignalsAndSpin},
      {"sleep", [] { return (sleep(100), 0); }},
      {"stop", [] { return raise(SIGSTOP); }},
      {"touch", [] { return Report(Touch(size_t{2} << 30) != nullptr); }},
      {"touch_100m", [] { return Report(Touch(size_t{100} << 20) != nullptr); }},
      {"touch_children", TouchInChildren},
      {"fork_bomb", ForkBomb},
      {"count_forks", CountForks},
      {"flood", [] { return Flood(1); }},
      {"flood_error", [] { return Flood(2); }},
      {"long_file", WriteLongFile},
      {"fill", FillWorkDirectory},
      {"open_many", OpenMany},
      {"socket", AnySocket},
      {"unshare", [] { return Report(unshare(CLONE_NEWUSER) == 0); }},
      {"clone_user", NewUserByClone},
      {"clone3_user", NewUserByClone3},
      {"x32", CallX32},
      {"i386", CallI386},
      {"ptrace", [] { return Report(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0); }},
      {"mount", [] { return Report(mount("tmpfs", "/box", "tmpfs", 0, nullptr) == 0); }},
      {"umount", [] { return Report(umount2("/box", MNT_DETACH) == 0); }},
      {"chroot", [] { return Report(chroot(".") == 0); }},
      {"io_uring",
       [] {
         io_uring_params parameters = {};
         return Report(syscall(SYS_io_uring_setup, 4, &parameters) >= 0);
       }},
      {"bpf", [] { return Report(syscall(SYS_bpf, 0, nullptr, 0) >= 0); }},
      {"keyctl", [] { return Report(syscall(SYS_keyctl, 0, -3, 1) >= 0); }},
      {"userfaultfd", [] { return Report(syscall(SYS_userfaultfd, 1) >= 0); }},
      {"tiocsti", [] { return Report(ioctl(0, TIOCSTI, "x") == 0); }},
      {"memfd", ExecutableMemory},
      {"kill", Kill},
      {"root", BecomeRoot},
      {"write_outside", WriteOutside},
      {"run_own_file", RunOwnFile},
      {"deep", Deep},
      {"leave_others", LeaveOthers},
  };
  return misdeeds;
}

}  // namespace

int main(int argc, char** argv) {
  const auto misdeed = argc == 2 ? Misdeeds().find(argv[1]) : Misdeeds().end();
  return misdeed == Misdeeds().end() ? 99 : misdeed->second();
}
