// Threads: one pool for the whole program, and ParallelFor over it.
//
// Contract that keeps results independent of the number of threads: the body may only write outputs
// that belong to its own range; it never shares a reduction with another range.
//
// How it works. [0, n) is cut at multiples of `grain` into a few contiguous chunks a thread (up to
// kChunksPerThread). Every thread has its own run of neighbouring chunks, always the same for the
// same n, grain and thread count, so caches stay warm; a thread that has finished its own takes
// what others have not begun. The caller works too. So on a busy machine a descheduled worker
// delays at most the chunk it is in, and one that sleeps delays nothing.
//
// Workers spin for about 50 microseconds after a job and then sleep: a hot dispatch costs about a
// microsecond, an idle pool costs nothing. No allocation.
//
//   base::ParallelFor(rows, /*grain=*/8, [&](int64_t begin, int64_t end) {
//     for (int64_t r = begin; r < end; ++r) Normalise(x + r * n, n);
//   });
#ifndef R1BENCH_BASE_PARALLEL_H_
#define R1BENCH_BASE_PARALLEL_H_

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace r1bench::base {

template <typename Signature>
class FunctionRef;

// A reference to a callable: two pointers, no ownership, no allocation. Valid while the callable
// is.
template <typename R, typename... Args>
class FunctionRef<R(Args...)> {
 public:
  template <typename F,
            typename = std::enable_if_t<!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>>>
  FunctionRef(F&& f)  // NOLINT: implicit on purpose, lambdas are passed directly
      : object_(reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(std::addressof(f)))),
        call_([](void* object, Args... args) -> R {
          return (*reinterpret_cast<std::remove_reference_t<F>*>(object))(
              std::forward<Args>(args)...);
        }) {}
  R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  void* object_;
  R (*call_)(void*, Args...);
};

inline constexpr int kChunksPerThread = 4;
inline constexpr int kMaxThreads = 1024;

// The number of processors this process may run on (its CPU affinity).
int AvailableCores();

// Sets the number of threads that ParallelFor uses, the caller included. 0 means AvailableCores().
// Not to be called while a ParallelFor runs. Throws outside 0..kMaxThreads.
void SetNumThreads(int num_threads);
int NumThreads();

// Calls body(begin, end) for ranges that cover [0, n) exactly once and returns when all are done.
// Every range but the last is a multiple of `grain` long (grain >= 1). Runs inline, as one call
// body(0, n), when n <= grain, with one thread, inside another ParallelFor, or while another thread
// uses the pool. If bodies throw, one of the exceptions is rethrown here after all have ended.
void ParallelFor(int64_t n, int64_t grain, FunctionRef<void(int64_t begin, int64_t end)> body);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_PARALLEL_H_
