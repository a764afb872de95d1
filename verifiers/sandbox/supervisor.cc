#include "verifiers/sandbox/supervisor.h"

#include <poll.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "base/error.h"
#include "verifiers/sandbox/process_tree.h"

namespace r1bench::verifiers {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
// How often memory is looked at where no control group limits it.
constexpr int64_t kPollNs = 10 * kMillisecond;

int CountProcessors() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}

// The soonest that a box with so much CPU time left can have used it up.
int64_t SoonestNs(int64_t cpu_left_ns) {
  static const int kProcessors = CountProcessors();
  return std::max(kMillisecond, cpu_left_ns / kProcessors);
}

int64_t WallLimitNs(const BoxLimits& limits) {
  return (limits.wall_ms > 0 ? limits.wall_ms : 3 * limits.cpu_ms + 1000) * kMillisecond;
}

}  // namespace

int64_t MonotonicNanoseconds() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

struct Supervisor::Watched {
  Watched(const BoxRequest& its_request, const LiveBox& its_box)
      : request(its_request), box(its_box) {}

  const BoxRequest& request;
  LiveBox box;
  BoxResult result;
  BoxStatus status;
  std::vector<int> kept;
  int64_t next_check_ns = 0;
  int64_t cpu_ns = 0;
  int64_t polled_peak = 0;
  bool has_status = false;
  bool ended = false;   // init has said so, or closed its socket
  bool killed = false;  // by us
  bool over_output = false;
  bool over_wall = false;

  const BoxLimits& limits() const { return request.run.limits; }
};

int64_t Supervisor::CheckAfterNs(int64_t cpu_left_ns) const {
  const int64_t soonest = SoonestNs(cpu_left_ns);
  return cgroup_.has_memory() ? soonest : std::min(soonest, kPollNs);
}

int Supervisor::NextTimeout(const Watched& run) const {
  const int64_t wall_end = run.box.started_ns + WallLimitNs(run.limits());
  const int64_t next = std::min(wall_end, run.next_check_ns);
  const int64_t left = next - MonotonicNanoseconds();
  return static_cast<int>(std::clamp<int64_t>((left + kMillisecond - 1) / kMillisecond, 0, 1000));
}

void Supervisor::Kill(Watched* run) const {
  kill(run->box.init, KillSignal(weak_));
  run->killed = true;
}

void Supervisor::ReadOutput(Watched* run) const {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = read(run->box.output, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) break;
    std::string& output = run->result.output;
    const auto room = static_cast<size_t>(run->limits().output_bytes) + 1 - output.size();
    output.append(buffer.data(), std::min(room, static_cast<size_t>(got)));
    if (static_cast<size_t>(got) < room) continue;
    run->over_output = true;
    break;
  }
  close(run->box.output);
  run->box.output = -1;
}

void Supervisor::ReadError(Watched* run) const {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = read(run->box.error, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    // A flood must not hold the supervisor here: the pipe is read again after the limits.
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) break;
    std::string& error = run->result.error;
    const auto room = static_cast<size_t>(run->limits().error_bytes) - error.size();
    error.append(buffer.data(), std::min(room, static_cast<size_t>(got)));
    if (!run->ended) return;
  }
  close(run->box.error);
  run->box.error = -1;
}

void Supervisor::ReadStatus(Watched* run) const {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxKeep)> control;
  iovec part = {&run->status, sizeof(run->status)};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t got = recvmsg(run->box.status, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  run->ended = true;
  run->has_status = got == static_cast<ssize_t>(sizeof(run->status));
  cmsghdr* const header = got > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return;
  run->kept.resize((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
  std::memcpy(run->kept.data(), CMSG_DATA(header), run->kept.size() * sizeof(int));
}

void Supervisor::CheckLimits(Watched* run) const {
  const int64_t now = MonotonicNanoseconds();
  const int64_t limit = run->limits().cpu_ms * kMillisecond;
  run->over_wall = now - run->box.started_ns >= WallLimitNs(run->limits());
  if (now >= run->next_check_ns) {
    TreeUse use;
    if (!cgroup_.has_cpu() || !cgroup_.has_memory()) use = MeasureTree(proc_, run->box.init);
    run->cpu_ns = std::max(run->cpu_ns, cgroup_.has_cpu() ? cgroup_.CpuNanoseconds() : use.cpu_ns);
    run->polled_peak = std::max(run->polled_peak, use.resident_bytes);
    run->next_check_ns = now + CheckAfterNs(limit - run->cpu_ns);
  }
  // A version 2 group has no event: it is asked.
  const bool over_memory = cgroup_.has_memory()
                               ? cgroup_.out_of_memory_event() < 0 && cgroup_.OutOfMemory()
                               : run->polled_peak > run->limits().memory_bytes;
  if (run->over_wall || run->over_output || run->cpu_ns > limit || over_memory) Kill(run);
}

void Supervisor::Poll(Watched* run) const {
  std::array<pollfd, 5> fds = {pollfd{run->box.status, POLLIN, 0},
                               pollfd{run->box.output, POLLIN, 0},
                               pollfd{run->box.error, POLLIN, 0}, pollfd{owner_, POLLIN, 0},
                               pollfd{cgroup_.out_of_memory_event(), POLLIN, 0}};
  poll(fds.data(), fds.size(), NextTimeout(*run));
  // Nothing is sent during a run: the owner has closed its end. The boxes end with their worker.
  if (fds[3].revents != 0) _exit(0);
  if (fds[1].revents != 0) ReadOutput(run);
  if (fds[2].revents != 0) ReadError(run);
  if (fds[0].revents != 0) ReadStatus(run);
  if (fds[4].revents != 0 && !run->ended) Kill(run);
}

void Supervisor::Reap() {
  while (init_ > 0 && waitpid(init_, nullptr, 0) < 0 && errno == EINTR) {
  }
  init_ = -1;
}

// What is still in the pipes when nobody is left to write.
void Supervisor::Drain(Watched* run) const {
  if (!run->ended) ReadStatus(run);
  run->ended = true;
  run->result.wall_ms = static_cast<double>(MonotonicNanoseconds() - run->box.started_ns) / 1e6;
  if (run->box.output >= 0) ReadOutput(run);
  if (run->box.error >= 0) ReadError(run);
}

void Supervisor::Measure(Watched* run) const {
  const int64_t init_ns = run->has_status ? run->status.init_cpu_ns : 0;
  if (cgroup_.has_cpu()) {
    run->cpu_ns = std::max<int64_t>(0, cgroup_.CpuNanoseconds() - init_ns);
  } else if (run->has_status) {
    run->cpu_ns = std::max(run->cpu_ns, run->status.program_cpu_ns);
  }
  run->result.cpu_ms = static_cast<double>(run->cpu_ns) / 1e6;
  run->result.peak_bytes = cgroup_.PeakBytes();
  // With a memory group a box's processes may begin with the worker's peak.
  if (run->result.peak_bytes == 0 && !cgroup_.has_memory()) {
    run->result.peak_bytes = std::max(run->polled_peak, run->status.max_rss_bytes);
  }
  run->result.output_bytes = static_cast<int64_t>(run->result.output.size());
}

void Supervisor::Keep(Watched* run) const {
  int64_t room = run->request.run.keep_bytes;
  size_t next = 0;
  for (size_t i = 0; i < run->request.run.keep.size() && next < run->kept.size(); ++i) {
    if ((run->status.kept >> i & 1) == 0) continue;
    const int fd = run->kept[next++];
    struct stat info = {};
    fstat(fd, &info);
    room -= info.st_size;
    if (room < 0) break;
    std::string bytes(static_cast<size_t>(info.st_size), '\0');
    const ssize_t got = pread(fd, bytes.data(), bytes.size(), 0);
    bytes.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    run->result.kept[run->request.run.keep[i]] = std::move(bytes);
  }
  if (room >= 0) return;
  run->over_output = true;
  run->result.kept.clear();
}

void Supervisor::Decide(Watched* run) const {
  BoxResult& result = run->result;
  const BoxStatus& status = run->status;
  const bool exited = run->has_status && status.kind == kBoxEnded;
  if (exited && !run->killed && WIFEXITED(status.value)) Keep(run);
  if (exited && WIFEXITED(status.value)) result.exit_code = WEXITSTATUS(status.value);
  if (exited && WIFSIGNALED(status.value)) result.signal = WTERMSIG(status.value);
  const bool over_memory =
      cgroup_.has_memory() ? cgroup_.OutOfMemory() : result.peak_bytes > run->limits().memory_bytes;
  if (run->over_output) {
    result.outcome = BoxOutcome::kOutputLimit;
  } else if (over_memory) {
    result.outcome = BoxOutcome::kMemoryLimit;
  } else if (run->cpu_ns > run->limits().cpu_ms * kMillisecond || result.signal == SIGXCPU) {
    result.outcome = BoxOutcome::kCpuLimit;
  } else if (run->over_wall) {
    result.outcome = BoxOutcome::kWallLimit;
  } else if (!exited) {
    result.outcome = BoxOutcome::kError;
    result.message = run->has_status ? base::StrCat(status.step, ": ", std::strerror(status.value))
                                     : std::string("the box's init was killed");
  } else if (result.signal == SIGSYS) {
    result.outcome = BoxOutcome::kDenied;
  } else {
    result.outcome = result.signal != 0 ? BoxOutcome::kSignaled : BoxOutcome::kExited;
  }
}

BoxResult Supervisor::Watch(const BoxRequest& request, const LiveBox& box) {
  Watched run(request, box);
  run.next_check_ns = box.started_ns + CheckAfterNs(request.run.limits.cpu_ms * kMillisecond);
  init_ = box.init;
  while (!run.ended && !run.killed) {
    Poll(&run);
    if (!run.ended) CheckLimits(&run);
  }
  // Init reports when it has reaped all others. If it did not, only its own end says so.
  if (run.killed || !run.has_status || run.status.kind != kBoxEnded) Reap();
  Drain(&run);
  Measure(&run);
  Decide(&run);
  // The interpreter may hold the other ends a little longer than the box: no end of file is seen.
  for (const int fd : {run.box.status, run.box.output, run.box.error}) {
    if (fd >= 0) close(fd);
  }
  for (const int fd : run.kept) close(fd);
  return std::move(run.result);
}

}  // namespace r1bench::verifiers
