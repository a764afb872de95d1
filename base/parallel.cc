#include "base/parallel.h"

#include <immintrin.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"

namespace r1bench::base {
namespace {

using Body = FunctionRef<void(int64_t, int64_t)>;

constexpr auto kSpinTime = std::chrono::microseconds(50);

thread_local bool inside_parallel_for = false;

// Spins until ready() or until kSpinTime has passed; true if ready.
template <typename Ready>
bool SpinUntil(const Ready& ready) {
  const auto start = std::chrono::steady_clock::now();
  do {
    for (int i = 0; i < 16; ++i) {
      if (ready()) return true;
      _mm_pause();
    }
  } while (std::chrono::steady_clock::now() - start < kSpinTime);
  return false;
}

// The chunks of one thread that nobody has taken yet, in one word: job number (32 bits), next chunk
// (16), end (16). The owner takes from the front, thieves from the back. The job number makes a
// compare-and-swap fail when the word is from an earlier job.
class alignas(64) ChunkRange {
 public:
  void Set(uint32_t job, uint32_t begin, uint32_t end) {
    word_.store(uint64_t{job} << 32 | uint64_t{begin} << 16 | end, std::memory_order_release);
  }
  // The index of a chunk, now the caller's to run, or -1. Success means that the current job cannot
  // end before that chunk has: only then may the job's fields be read.
  int Take(bool owner) {
    uint64_t word = word_.load(std::memory_order_acquire);
    while (true) {
      const uint32_t begin = (word >> 16) & 0xffff, end = word & 0xffff;
      if (begin >= end) return -1;
      const uint64_t taken = owner ? word + 0x10000 : word - 1;
      if (word_.compare_exchange_weak(word, taken, std::memory_order_acq_rel,
                                      std::memory_order_acquire)) {
        return static_cast<int>(owner ? begin : end - 1);
      }
    }
  }

 private:
  std::atomic<uint64_t> word_{0};
};

// Sleeping and waking without losing a wake-up: the sleeper announces itself before its last look
// at the condition, the waker changes the condition before it looks for sleepers (all seq_cst).
class Bed {
 public:
  template <typename Ready>
  void SleepUntil(const Ready& ready) {
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1);
    awake_.wait(lock, ready);
    sleepers_.fetch_sub(1);
  }
  void WakeAll() {
    if (sleepers_.load() == 0) return;
    { std::lock_guard lock(mutex_); }
    awake_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable awake_;
  std::atomic<int> sleepers_{0};
};

class Pool {
 public:
  explicit Pool(int num_threads) : ranges_(num_threads) {
    for (int t = 1; t < num_threads; ++t) workers_.emplace_back([this, t] { Work(t); });
  }
  ~Pool() {
    stop_.store(true);
    job_.fetch_add(1);
    workers_bed_.WakeAll();
    for (std::thread& worker : workers_) worker.join();
  }
  int num_threads() const { return static_cast<int>(ranges_.size()); }

  void Run(int64_t n, int64_t grain, const Body& body) {
    const int64_t units = (n + grain - 1) / grain;
    const int64_t threads = num_threads();
    n_ = n, grain_ = grain, units_ = units, body_ = &body;
    num_chunks_ = std::min<int64_t>(units, threads * kChunksPerThread);
    error_ = nullptr;
    unfinished_.store(static_cast<int>(num_chunks_));
    const uint32_t job = job_.load(std::memory_order_relaxed) + 1;
    for (int64_t t = 0; t < threads; ++t) {
      ranges_[t].Set(job, static_cast<uint32_t>(num_chunks_ * t / threads),
                     static_cast<uint32_t>(num_chunks_ * (t + 1) / threads));
    }
    job_.store(job);
    workers_bed_.WakeAll();
    TakeAndRun(0);
    const auto done = [this] { return unfinished_.load() == 0; };
    if (!SpinUntil(done)) caller_bed_.SleepUntil(done);
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  void Work(int thread) {
    inside_parallel_for = true;
    uint32_t seen = 0;
    const auto new_job = [&] { return job_.load() != seen; };
    while (true) {
      if (!SpinUntil(new_job)) workers_bed_.SleepUntil(new_job);
      seen = job_.load();
      if (stop_.load()) return;
      TakeAndRun(thread);
    }
  }

  // Own chunks first, in order; then what the others have left.
  void TakeAndRun(int thread) {
    const int threads = num_threads();
    for (int i = 0; i < threads; ++i) {
      ChunkRange& range = ranges_[(thread + i) % threads];
      for (int chunk = range.Take(i == 0); chunk >= 0; chunk = range.Take(i == 0)) RunChunk(chunk);
    }
  }

  void RunChunk(int chunk) {
    try {
      (*body_)(units_ * chunk / num_chunks_ * grain_,
               std::min(n_, units_ * (chunk + 1) / num_chunks_ * grain_));
    } catch (...) {
      std::lock_guard lock(error_mutex_);
      if (!error_) error_ = std::current_exception();
    }
    if (unfinished_.fetch_sub(1) == 1) caller_bed_.WakeAll();
  }

  // The job. Written by the caller before its chunks can be taken; read only by holders of one.
  int64_t n_ = 0, grain_ = 1, units_ = 0, num_chunks_ = 0;
  const Body* body_ = nullptr;
  std::exception_ptr error_;  // guarded by error_mutex_ while chunks run
  std::mutex error_mutex_;

  std::vector<ChunkRange> ranges_;
  alignas(64) std::atomic<uint32_t> job_{0};
  alignas(64) std::atomic<int> unfinished_{0};
  std::atomic<bool> stop_{false};
  Bed workers_bed_, caller_bed_;
  std::vector<std::thread> workers_;
};

// The pool is started by the first ParallelFor that needs it and is never destroyed at exit, so
// that static destructors cannot race with workers.
struct Global {
  std::mutex busy;  // held by the caller whose job runs
  std::unique_ptr<Pool> pool;
  std::atomic<int> num_threads{AvailableCores()};
};

Global& TheGlobal() {
  static Global* const global = new Global;
  return *global;
}

// Marks this thread as inside a ParallelFor, also when the body throws.
struct InsideMark {
  InsideMark() { inside_parallel_for = true; }
  ~InsideMark() { inside_parallel_for = false; }
};

}  // namespace

int AvailableCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return std::clamp(CPU_COUNT(&set), 1, kMaxThreads);
  return std::clamp<int>(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxThreads);
}

void SetNumThreads(int num_threads) {
  Require(num_threads >= 0 && num_threads <= kMaxThreads, "expected 0 to ", kMaxThreads,
          " threads, got ", num_threads, "; 0 means one for each processor");
  Require(!inside_parallel_for, "SetNumThreads was called inside a ParallelFor");
  Global& global = TheGlobal();
  std::lock_guard lock(global.busy);
  const int wanted = num_threads == 0 ? AvailableCores() : num_threads;
  if (global.pool && global.pool->num_threads() != wanted) global.pool.reset();
  global.num_threads = wanted;
}

int NumThreads() { return TheGlobal().num_threads.load(std::memory_order_relaxed); }

void ParallelFor(int64_t n, int64_t grain, Body body) {
  Require(grain >= 1, "expected a grain of at least 1 in ParallelFor, got ", grain);
  if (n <= 0) return;
  Global& global = TheGlobal();
  if (n <= grain || inside_parallel_for ||
      global.num_threads.load(std::memory_order_relaxed) == 1) {
    return body(0, n);
  }
  std::unique_lock lock(global.busy, std::try_to_lock);
  if (!lock.owns_lock()) return body(0, n);
  if (!global.pool) global.pool = std::make_unique<Pool>(global.num_threads);
  const InsideMark mark;
  global.pool->Run(n, grain, body);
}

}  // namespace r1bench::base
