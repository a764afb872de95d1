#include "verifiers/sandbox/worker.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

// The worker and init themselves.
constexpr int kOwnProcesses = 2;
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

// Ties the pieces that a BoxSpec points to together.
struct SpecParts {
  std::vector<char*> argv;
  std::vector<char*> environment;
  std::vector<char*> keep;
  std::vector<BoxFileSpec> files;
  sock_fprog filter;
};

}  // namespace

void Worker::SetLimits(const BoxLimits& limits, BoxSpec* spec) const {
  spec->cpu_ms = limits.cpu_ms;
  spec->stack_bytes = limits.memory_bytes;
  spec->data_bytes = cgroup_.has_memory() ? 0 : limits.memory_bytes + kUntouchedBytes;
  spec->file_bytes = limits.file_bytes;
  spec->tmpfs_bytes = std::min(limits.tmpfs_bytes, limits.memory_bytes);
  spec->processes = limits.pids + kOwnProcesses;
  spec->open_files = limits.open_files;
}

BoxResult Worker::Run(const BoxRequest& request, const std::vector<int>& fds) {
  const BoxRun& run = request.run;
  const size_t channel = 1;
  const size_t files = request.paired ? 3 : 1;
  if (fds.size() != files + run.files.size()) return Failure("descriptors are missing");
  if (!cgroup_.Prepare(run.limits.memory_bytes, run.limits.pids + 1)) {
    return Failure("the last run's memory is still in use");
  }
  SpecParts parts = {Pointers(run.argv), Pointers(run.environment), Pointers(run.keep), {}, {}};
  for (size_t i = 0; i < run.files.size(); ++i) {
    parts.files.push_back({run.files[i].name.c_str(), fds[files + i], request.file_sizes[i]});
  }
  parts.filter = {static_cast<unsigned short>(filter_.size()),
                  const_cast<sock_filter*>(filter_.data())};
  BoxSpec spec = {};
  spec.argv = parts.argv.data();
  spec.environment = parts.environment.data();
  spec.program_fd = request.program >= 0 ? fds[files + static_cast<size_t>(request.program)] : -1;
  spec.files = parts.files.data();
  spec.num_files = static_cast<int>(parts.files.size());
  spec.input_fd = fds[0];
  spec.channel_in = request.paired ? fds[channel] : -1;
  spec.channel_out = request.paired ? fds[channel + 1] : -1;
  spec.keep = parts.keep.data();
  spec.num_keep = static_cast<int>(run.keep.size());
  SetLimits(run.limits, &spec);
  spec.compile = run.toolset == Toolset::kCompile;
  spec.weak = options_.weak;
  spec.work_directory = kWorkDirectory;
  spec.filter = &parts.filter;
  spec.join_fds = cgroup_.join_fds().data();
  spec.num_join_fds = static_cast<int>(cgroup_.join_fds().size());
  Streams streams;
  if (!streams.ok()) return Failure(base::StrCat("making pipes: ", std::strerror(errno)));
  streams.Connect(&spec);
  const int64_t started = MonotonicNanoseconds();
  const pid_t init = CloneInit(spec, /*sibling=*/false);
  if (init == 0) RunInit(spec);
  if (init < 0) return Failure(base::StrCat("making a box: ", std::strerror(errno)));
  streams.CloseBoxEnds();
  for (const int fd : fds) close(fd);
  LiveBox box = streams.Take();
  box.init = init;
  box.started_ns = started;
  return supervisor_.Watch(request, box);
}

void Worker::Serve() {
  std::string frame;
  std::vector<int> fds;
  while (ReceiveFrame(options_.owner, &frame, &fds)) {
    BoxRequest request;
    const BoxResult result =
        DecodeRequest(frame, &request) ? Run(request, fds) : Failure("an unreadable request");
    fds.clear();
    if (!SendFrame(options_.owner, EncodeResult(result), {})) return;
  }
}

}  // namespace r1bench::verifiers
