#include "verifiers/sandbox/slot.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <set>

#include "base/error.h"
#include "base/runfiles.h"
#include "verifiers/sandbox/cgroup.h"
#include "verifiers/sandbox/wire.h"

namespace r1bench::verifiers {
namespace {

constexpr int kFirstUid = 60000;
constexpr int kWorkerSocket = 3;

// Slots of all pools of the process have different numbers, and so different users.
class SlotNumbers {
 public:
  int Take() {
    const std::lock_guard lock(mutex_);
    int number = 0;
    while (taken_.contains(number)) ++number;
    taken_.insert(number);
    return number;
  }
  void Give(int number) {
    const std::lock_guard lock(mutex_);
    taken_.erase(number);
  }
  static SlotNumbers& Get() {
    static auto& numbers = *new SlotNumbers;
    return numbers;
  }

 private:
  std::mutex mutex_;
  std::set<int> taken_;
};

class SpawnActions {
 public:
  explicit SpawnActions(int socket) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, socket, kWorkerSocket);
    for (const int fd : {0, 1, 2}) {
      posix_spawn_file_actions_addopen(&files_, fd, "/dev/null", O_RDWR, 0);
    }
    posix_spawn_file_actions_addclosefrom_np(&files_, kWorkerSocket + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    // Out of the terminal's reach: Ctrl-C is the owner's to handle.
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  }
  ~SpawnActions() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  pid_t Spawn(const std::vector<std::string>& arguments) const {
    std::vector<char*> argv;
    for (const std::string& one : arguments) argv.push_back(const_cast<char*>(one.c_str()));
    argv.push_back(nullptr);
    char* environment[] = {nullptr};
    pid_t pid = -1;
    const int error = posix_spawn(&pid, argv[0], &files_, &attributes_, argv.data(), environment);
    base::Require(error == 0, "expected to start ", argv[0], ", got ", std::strerror(error));
    return pid;
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

}  // namespace

Slot::Slot(BoxPoolOptions options)
    : options_(std::move(options)), number_(SlotNumbers::Get().Take()) {}

Slot::~Slot() {
  Stop();
  SlotNumbers::Get().Give(number_);
}

bool Slot::Send(const std::string& frame, const std::vector<int>& fds) const {
  return running() && SendFrame(socket_, frame, fds);
}

bool Slot::Receive(BoxResult* result) const {
  std::string frame;
  std::vector<int> fds;
  return running() && ReceiveFrame(socket_, &frame, &fds) && DecodeResult(frame, result);
}

void Slot::Start() {
  int ends[2];
  base::Require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0,
                "expected a socket for a worker, got ", std::strerror(errno));
  socket_ = ends[0];
  const SpawnActions actions(ends[1]);
  try {
    pid_ = actions.Spawn(
        {base::Runfile("verifiers/sandbox/sandbox_worker"), std::to_string(kFirstUid + number_),
         base::StrCat("r1bench.", getpid(), ".", number_), options_.shared_folder,
         options_.allow_weak ? "1" : "0", base::Runfile("verifiers/sandbox/warm_box.so"),
         base::Runfile("verifiers/sandbox/warm_python.py")});
  } catch (...) {
    close(ends[1]);
    Stop();
    throw;
  }
  close(ends[1]);
  ReadReady();
}

void Slot::ReadReady() {
  std::string frame;
  std::vector<int> fds;
  const bool answered = ReceiveFrame(socket_, &frame, &fds);
  WireReader in(frame);
  const std::string error = answered ? std::string(in.Bytes()) : "its worker ended at once";
  if (!error.empty()) {
    Stop();
    base::Fail(error);
  }
  weak_ = in.Int() != 0;
  description_ = in.Bytes();
  cgroups_.clear();
  for (int64_t count = in.Int(); count > 0 && in.ok(); --count) cgroups_.emplace_back(in.Bytes());
}

void Slot::Stop() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
  while (pid_ > 0 && waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  Cgroup::Remove(cgroups_);
}

}  // namespace r1bench::verifiers
