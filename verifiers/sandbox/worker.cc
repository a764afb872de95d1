#include "verifiers/sandbox/worker.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "verifiers/sandbox/process_tree.h"

namespace r1bench::verifiers {
namespace {

constexpr int kInits = 1;  // of a box
// Without a group that limits memory, what is touched is polled. A process may map this much beyond
// the limit, for the stacks of its threads and what it never touches.
constexpr int64_t kUntouchedBytes = int64_t{4} << 30;

BoxResult Failure(const std::string& message) {
  BoxResult result;
  result.message = message;
  return result;
}

// Both ends of the streams of one run, closed at the end of the scope unless taken.
class Streams {
 public:
  Streams() {
    ok_ = pipe2(output_, O_CLOEXEC) == 0 && pipe2(error_, O_CLOEXEC) == 0 &&
          socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, status_) == 0 &&
          fcntl(output_[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(error_[0], F_SETFL, O_NONBLOCK) == 0;
  }
  ~Streams() {
    CloseBoxEnds();
    for (const int fd : {output_[0], error_[0], status_[0]}) {
      if (fd >= 0) close(fd);
    }
  }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  bool ok() const { return ok_; }
  void Connect(BoxSpec* spec) const {
    spec->output_fd = output_[1];
    spec->error_fd = error_[1];
    spec->status_fd = status_[1];
  }
  void CloseBoxEnds() {
    for (int* const pair : {output_, error_, status_}) {
      if (pair[1] >= 0) close(pair[1]);
      pair[1] = -1;
    }
  }
  LiveBox Take() {
    const LiveBox box = {-1, output_[0], error_[0], status_[0], 0};
    output_[0] = error_[0] = status_[0] = -1;
    return box;
  }

 private:
  bool ok_ = false;
  int output_[2] = {-1, -1};
  int error_[2] = {-1, -1};
  int status_[2] = {-1, -1};
};

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// A BoxSpec and all it points to. The request and its descriptors must outlive it.
class SpecOwner {
 public:
  SpecOwner(const BoxRequest& request, const std::vector<int>& fds)
      : argv_(Pointers(request.run.argv)),
        environment_(Pointers(request.run.environment)),
        keep_(Pointers(request.run.keep)) {
    const size_t first_file = FirstFile(request);
    for (size_t i = 0; i < request.run.files.size(); ++i) {
      files_.push_back(
          {request.run.files[i].name.c_str(), fds[first_file + i], request.file_sizes[i]});
    }
    spec_.argv = argv_.data();
    spec_.environment = environment_.data();
    spec_.program_fd = request.program >= 0 ? files_[static_cast<size_t>(request.program)].fd : -1;
    spec_.files = files_.data();
    spec_.num_files = static_cast<int>(files_.size());
    spec_.input_fd = fds[0];
    spec_.channel_in = request.paired ? fds[1] : -1;
    spec_.channel_out = request.paired ? fds[2] : -1;
    spec_.keep = keep_.data();
    spec_.num_keep = static_cast<int>(request.run.keep.size());
    spec_.compile = request.run.toolset == Toolset::kCompile;
    SetLimits(request.run.limits);
  }

  BoxSpec& spec() { return spec_; }
  static size_t FirstFile(const BoxRequest& request) { return request.paired ? 3 : 1; }

 private:
  void SetLimits(const BoxLimits& limits) {
    spec_.bounds.cpu_ms = limits.cpu_ms;
    spec_.bounds.stack_bytes = limits.memory_bytes;
    spec_.bounds.file_bytes = limits.file_bytes;
    spec_.bounds.tmpfs_bytes = std::min(limits.tmpfs_bytes, limits.memory_bytes);
    spec_.bounds.processes = limits.pids + kInits;
    spec_.bounds.open_files = limits.open_files;
  }

  const std::vector<char*> argv_;
  const std::vector<char*> environment_;
  const std::vector<char*> keep_;
  std::vector<BoxFileSpec> files_;
  BoxSpec spec_ = {};
};

void StartCold(BoxRun* run) {
  run->warm_python = false;
  run->argv.insert(run->argv.begin(), {"/usr/bin/python3", "-I", "-S"});
}

}  // namespace

void Worker::SetIsolation(BoxSpec* spec) const {
  spec->work_directory = kWorkDirectory;
  if (options_.weak == nullptr) return;
  spec->weak = true;
  spec->work_directory = options_.weak->work_directory().c_str();
  spec->ruleset_fd = options_.weak->ruleset();
  spec->bounds.processes += CountTasks(options_.proc, geteuid());
}

pid_t Worker::Start(const BoxRequest& request, const BoxSpec& spec) {
  if (request.run.warm_python) return interpreter_.Fork(spec);
  if (launcher_ != nullptr) return launcher_->Start(spec);
  const auto init = static_cast<pid_t>(syscall(SYS_clone, InitFlags(spec), 0, 0, 0, 0));
  if (init == 0) RunInit(spec);
  return init;
}

BoxResult Worker::Run(const BoxRequest& request, const std::vector<int>& fds) {
  const BoxLimits& limits = request.run.limits;
  if (fds.size() != SpecOwner::FirstFile(request) + request.run.files.size()) {
    return Failure("descriptors are missing");
  }
  const bool interpreter = request.run.warm_python || interpreter_.pid() > 0;
  const int residents = 1 + (launcher_ != nullptr ? 1 : 0) + (interpreter ? 1 : 0);
  if (!cgroup_.Prepare(limits.memory_bytes, limits.pids + kInits, residents)) {
    return Failure("the last run's memory is still in use");
  }
  if (options_.weak != nullptr && !options_.weak->Renew()) {
    return Failure("the last run's files cannot be removed");
  }
  SpecOwner owner(request, fds);
  BoxSpec& spec = owner.spec();
  const sock_fprog filter = {static_cast<unsigned short>(filter_.size()),
                             const_cast<sock_filter*>(filter_.data())};
  spec.filter = &filter;
  spec.bounds.processes += residents;
  SetIsolation(&spec);
  spec.bounds.data_bytes = cgroup_.has_memory() ? 0 : limits.memory_bytes + kUntouchedBytes;
  spec.join_fds = cgroup_.join_fds().data();
  spec.num_join_fds = static_cast<int>(cgroup_.join_fds().size());
  Streams streams;
  if (!streams.ok()) return Failure(base::StrCat("making pipes: ", std::strerror(errno)));
  streams.Connect(&spec);
  const int64_t started = MonotonicNanoseconds();
  const pid_t init = Start(request, spec);
  cgroup_.SetInterpreter(interpreter_.pid());
  if (init < 0) return Failure(base::StrCat("making a box: ", std::strerror(errno)));
  streams.CloseBoxEnds();
  LiveBox box = streams.Take();
  box.init = init;
  box.started_ns = started;
  // A pair's partner must see the end of a channel when the program has closed it.
  for (const int fd : fds) close(fd);
  return supervisor_.Watch(request, box);
}

void Worker::Serve() {
  std::string frame;
  std::vector<int> fds;
  while (ReceiveFrame(options_.owner, &frame, &fds)) {
    BoxRequest request;
    const bool readable = DecodeRequest(frame, &request);
    // Boxes of the warmed interpreter are made in namespaces: without them, scripts start cold.
    if (options_.weak != nullptr && request.run.warm_python) StartCold(&request.run);
    const BoxResult result = readable ? Run(request, fds) : Failure("an unreadable request");
    fds.clear();
    if (!SendFrame(options_.owner, EncodeResult(result), {})) return;
    supervisor_.Reap();
  }
}

}  // namespace r1bench::verifiers
