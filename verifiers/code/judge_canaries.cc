#include "verifiers/code/judge_canaries.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::verifiers {
namespace {

constexpr char kSecretFile[] = "/tmp/judge_canary_secret";
constexpr char kSocketFile[] = "/tmp/judge_canary.sock";
constexpr char kCorePattern[] = "/proc/sys/kernel/core_pattern";
constexpr char kSecret[] = "the canary's secret\n";
constexpr uint16_t kPort = 18765;

int Listen(int family, const void* address, socklen_t length, const char* name) {
  const int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
  base::Require(
      fd >= 0 && bind(fd, static_cast<const sockaddr*>(address), length) == 0 && listen(fd, 8) == 0,
      "cannot listen on ", name, ": ", std::strerror(errno));
  return fd;
}

int ListenTcp() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(kPort);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return Listen(AF_INET, &address, sizeof(address), "127.0.0.1");
}

// `name` begins with a NUL for an abstract one.
int ListenUnix(const std::string& name) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  return Listen(AF_UNIX, &address, length, "a unix socket");
}

pid_t StartSleeper(const std::string& folder) {
  const std::string path = folder + "/judge_canary_sleep";
  std::filesystem::copy_file("/usr/bin/sleep", path);
  const pid_t pid = fork();
  base::Require(pid >= 0, "cannot fork: ", std::strerror(errno));
  if (pid == 0) {
    execl(path.c_str(), "judge_canary_sleep", "3600", nullptr);
    _exit(127);
  }
  return pid;
}

std::vector<std::string> LeftFiles() {
  std::vector<std::string> left;
  for (const char* folder : {"/tmp", "/var/tmp", "/dev/shm", "/", "."}) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
      if (entry.path().filename().string().starts_with("judge_pwned")) {
        left.push_back("a file was left: " + entry.path().string());
      }
    }
  }
  return left;
}

// Children of this process, adopted ones included, but for `known`.
std::vector<std::string> LeftProcesses(pid_t known) {
  std::vector<std::string> left;
  const std::string own = std::to_string(getpid());
  std::istringstream pids(base::ReadFile("/proc/self/task/" + own + "/children"));
  for (pid_t pid; pids >> pid;) {
    if (pid != known) left.push_back(base::StrCat("process ", pid, " was left"));
  }
  return left;
}

// Control groups "r1bench.PID.N" of the judge.
std::vector<std::string> LeftCgroups(pid_t judge) {
  std::vector<std::string> left;
  std::error_code ignored;
  std::filesystem::recursive_directory_iterator it("/sys/fs/cgroup", ignored), end;
  for (; it != end; it.increment(ignored)) {
    if (it->path().filename().string().starts_with(base::StrCat("r1bench.", judge, "."))) {
      left.push_back("a control group was left: " + it->path().string());
    }
  }
  return left;
}

}  // namespace

JudgeCanaries::JudgeCanaries() : core_pattern_(base::ReadFile(kCorePattern)) {
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  listeners_ = {ListenTcp(), ListenUnix(std::string("\0judge_canary", 13))};
  unlink(kSocketFile);
  listeners_.push_back(ListenUnix(kSocketFile));
  base::WriteFileAtomic(kSecretFile, kSecret);
  setenv("JUDGE_CANARY", kSecret, 1);
  sleeper_ = StartSleeper(folder_.path());
}

JudgeCanaries::~JudgeCanaries() {
  for (const int fd : listeners_) close(fd);
  kill(sleeper_, SIGKILL);
  waitpid(sleeper_, nullptr, 0);
  unlink(kSocketFile);
  unlink(kSecretFile);
  unsetenv("JUDGE_CANARY");
}

std::vector<std::string> JudgeCanaries::Faults(pid_t judge) const {
  std::vector<std::string> faults = LeftFiles();
  for (std::string& fault : LeftProcesses(sleeper_)) faults.push_back(std::move(fault));
  for (std::string& fault : LeftCgroups(judge)) faults.push_back(std::move(fault));
  for (const int fd : listeners_) {
    if (accept(fd, nullptr, nullptr) >= 0) faults.push_back("a listener got a connection");
  }
  if (waitpid(sleeper_, nullptr, WNOHANG) != 0) faults.push_back("the canary process has ended");
  if (base::ReadFile(kSecretFile) != kSecret) faults.push_back("the canary file was changed");
  if (base::ReadFile(kCorePattern) != core_pattern_) faults.push_back("core_pattern was changed");
  return faults;
}

}  // namespace r1bench::verifiers
