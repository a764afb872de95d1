#include <fcntl.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>

#include "base/error.h"
#include "verifiers/sandbox/sandbox.h"
#include "verifiers/sandbox/slot.h"
#include "verifiers/sandbox/wire.h"

namespace r1bench::verifiers {
namespace {

constexpr int kMaxWorkers = 1024;
constexpr size_t kMaxFiles = 100;
constexpr size_t kMaxKept = 64;

bool IsPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.size() <= 255 &&
         name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

void CheckLimits(const BoxLimits& limits) {
  for (const int64_t limit :
       {limits.cpu_ms, limits.memory_bytes, limits.output_bytes, limits.file_bytes,
        limits.tmpfs_bytes, static_cast<int64_t>(limits.pids),
        static_cast<int64_t>(limits.open_files)}) {
    base::Require(limit >= 1, "expected limits of at least 1, got ", limit);
  }
  base::Require(limits.wall_ms >= 0 && limits.error_bytes >= 0,
                "expected no negative limits, got wall_ms ", limits.wall_ms, ", error_bytes ",
                limits.error_bytes);
}

void CheckRun(const BoxRun& run) {
  CheckLimits(run.limits);
  base::Require(!run.argv.empty(), "expected a program to run, got an empty argv");
  base::Require(run.files.size() <= kMaxFiles && run.keep.size() <= kMaxKept, "expected at most ",
                kMaxFiles, " files and ", kMaxKept, " to keep, got ", run.files.size(), " and ",
                run.keep.size());
  for (const BoxFile& file : run.files) {
    base::Require(IsPlainName(file.name) && file.bytes != nullptr,
                  "expected a plain name and bytes for a file, got \"", file.name, "\"");
  }
  for (const std::string& name : run.keep) {
    base::Require(IsPlainName(name), "expected plain names to keep, got \"", name, "\"");
  }
}

double LoadAverage() {
  struct sysinfo info = {};
  return sysinfo(&info) == 0 ? static_cast<double>(info.loads[0]) / (1 << SI_LOAD_SHIFT) : 0;
}

// The descriptors of one request in the order of the wire. Those made for it are closed at the end
// of the scope; the worker has its own by then.
class RequestFds {
 public:
  // The input gets a description of its own: offsets are not shared between runs.
  explicit RequestFds(const BoxRun& run) : run_(run) {
    const std::string path =
        run.input == nullptr ? "/dev/null" : base::StrCat("/proc/self/fd/", run.input->fd());
    Own(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }
  ~RequestFds() {
    for (const int fd : own_) close(fd);
  }
  RequestFds(const RequestFds&) = delete;
  RequestFds& operator=(const RequestFds&) = delete;

  void Own(int fd) {
    base::Require(fd >= 0, "expected a descriptor for a run, got ", std::strerror(errno),
                  "; are too many files open (ulimit -n)?");
    own_.push_back(fd);
  }
  std::vector<int> All() const {
    std::vector<int> all = own_;
    for (const BoxFile& file : run_.files) all.push_back(file.bytes->fd());
    return all;
  }

 private:
  const BoxRun& run_;
  std::vector<int> own_;
};

// What `from` writes to its channel, `to` reads. Called for both directions: the reading end comes
// before the writing end in each request.
void ConnectBoth(RequestFds* first, RequestFds* second) {
  int there[2] = {-1, -1};
  int back[2] = {-1, -1};
  const bool made = pipe2(there, O_CLOEXEC) == 0 && pipe2(back, O_CLOEXEC) == 0;
  base::Require(made, "expected pipes between two runs, got ", std::strerror(errno));
  first->Own(back[0]);
  first->Own(there[1]);
  second->Own(there[0]);
  second->Own(back[1]);
}

}  // namespace

const char* BoxOutcomeName(BoxOutcome outcome) {
  switch (outcome) {
    case BoxOutcome::kError:
      return "sandbox error";
    case BoxOutcome::kOutputLimit:
      return "output limit";
    case BoxOutcome::kMemoryLimit:
      return "memory limit";
    case BoxOutcome::kCpuLimit:
      return "cpu limit";
    case BoxOutcome::kWallLimit:
      return "wall limit";
    case BoxOutcome::kDenied:
      return "denied";
    case BoxOutcome::kSignaled:
      return "signaled";
    case BoxOutcome::kExited:
      return "exited";
  }
  return "unknown";
}

class BoxPool::Impl {
 public:
  using Pair = std::pair<BoxResult, BoxResult>;

  explicit Impl(const BoxPoolOptions& options) : options_(options) {
    base::Require(options.workers >= 1 && options.workers <= kMaxWorkers, "expected 1 to ",
                  kMaxWorkers, " workers, got ", options.workers);
    for (int i = 0; i < options.workers; ++i) AddSlot();
    Probe();
  }

  BoxResult Run(const BoxRun& run) {
    CheckRun(run);
    const Lease lease(this, 1);
    bool died = false;
    BoxResult result = RunOnce(lease.slot(0), run, &died);
    return died ? RunOnce(lease.slot(0), run, &died) : result;
  }

  Pair RunPair(const BoxRun& first, const BoxRun& second) {
    CheckRun(first);
    CheckRun(second);
    AddPartner();
    const Lease lease(this, 2);
    bool died = false;
    Pair results = RunPairOnce(lease.slot(0), lease.slot(1), first, second, &died);
    return died ? RunPairOnce(lease.slot(0), lease.slot(1), first, second, &died) : results;
  }

  int workers() const { return options_.workers; }

  std::string Describe() const {
    return base::StrCat(weak() ? "weak isolation: " : "full isolation: ",
                        slots_.front()->description());
  }

  bool weak() const { return slots_.front()->weak(); }

 private:
  // Slots in use until the end of the scope.
  class Lease {
   public:
    Lease(Impl* pool, size_t count) : pool_(*pool), slots_(pool->Take(count)) {}
    ~Lease() { pool_.Give(slots_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Slot* slot(size_t i) const { return slots_[i]; }

   private:
    Impl& pool_;
    const std::vector<Slot*> slots_;
  };

  void AddSlot() {
    auto slot = std::make_unique<Slot>(options_);
    slot->Start();
    free_.push_back(slot.get());
    slots_.push_back(std::move(slot));
  }

  // Namespaces may be allowed and a mount in them refused: only a run shows that all of it works.
  void Probe() {
    BoxRun run;
    run.argv = {"/usr/bin/python3", "-I", "-S", "-c", "pass"};
    const BoxResult result = Run(run);
    base::Require(result.outcome == BoxOutcome::kExited && result.exit_code == 0,
                  "expected a first run of /usr/bin/python3 in a box to succeed, got ",
                  BoxOutcomeName(result.outcome), " (", result.message, ") ", result.error);
  }

  // A pair needs two slots; single runs still use one at a time.
  void AddPartner() {
    const std::lock_guard lock(mutex_);
    if (slots_.size() == 1) AddSlot();
  }

  std::vector<Slot*> Take(size_t count) {
    std::unique_lock lock(mutex_);
    const auto allowed = static_cast<size_t>(options_.workers);
    available_.wait(lock, [&] {
      return free_.size() >= count && (count > 1 || slots_.size() - free_.size() < allowed);
    });
    const std::vector<Slot*> slots(free_.end() - static_cast<ptrdiff_t>(count), free_.end());
    free_.resize(free_.size() - count);
    return slots;
  }

  void Give(const std::vector<Slot*>& slots) {
    {
      const std::lock_guard lock(mutex_);
      free_.insert(free_.end(), slots.begin(), slots.end());
    }
    available_.notify_all();
  }

  static BoxResult Died(Slot* slot, const std::string& why, bool* died) {
    slot->Stop();
    *died = true;
    BoxResult result;
    result.message = why.empty() ? "the worker died" : why;
    return result;
  }

  // Replaces a worker that has died; otherwise says why it could not.
  static std::string Revive(Slot* slot) {
    if (slot->running()) return "";
    try {
      slot->Start();
      return "";
    } catch (const base::Error& error) {
      return error.what();
    }
  }

  static BoxResult Finish(Slot* slot, double load, bool* died) {
    BoxResult result;
    if (!slot->Receive(&result)) return Died(slot, "", died);
    result.load = load;
    return result;
  }

  static BoxResult RunOnce(Slot* slot, const BoxRun& run, bool* died) {
    *died = false;
    const std::string why = Revive(slot);
    if (!why.empty()) return Died(slot, why, died);
    const double load = LoadAverage();
    const RequestFds fds(run);
    if (!slot->Send(EncodeRequest(run, false), fds.All())) return Died(slot, "", died);
    return Finish(slot, load, died);
  }

  static bool SendPair(Slot* a, Slot* b, const BoxRun& first, const BoxRun& second) {
    RequestFds first_fds(first);
    RequestFds second_fds(second);
    ConnectBoth(&first_fds, &second_fds);
    return a->Send(EncodeRequest(first, true), first_fds.All()) &&
           b->Send(EncodeRequest(second, true), second_fds.All());
  }

  static Pair RunPairOnce(Slot* a, Slot* b, const BoxRun& first, const BoxRun& second, bool* died) {
    *died = false;
    const std::string why = Revive(a) + Revive(b);
    const double load = LoadAverage();
    if (!why.empty() || !SendPair(a, b, first, second)) {
      return {Died(a, why, died), Died(b, why, died)};
    }
    BoxResult result = Finish(a, load, died);
    return {std::move(result), Finish(b, load, died)};
  }

  const BoxPoolOptions options_;
  std::mutex mutex_;
  std::condition_variable available_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;
};

BoxPool::BoxPool(const BoxPoolOptions& options) : impl_(std::make_unique<Impl>(options)) {}
BoxPool::~BoxPool() = default;

BoxResult BoxPool::Run(const BoxRun& run) { return impl_->Run(run); }

std::pair<BoxResult, BoxResult> BoxPool::RunPair(const BoxRun& first, const BoxRun& second) {
  return impl_->RunPair(first, second);
}

Isolation BoxPool::isolation() const { return impl_->weak() ? Isolation::kWeak : Isolation::kFull; }
int BoxPool::workers() const { return impl_->workers(); }
std::string BoxPool::Describe() const { return impl_->Describe(); }

}  // namespace r1bench::verifiers
