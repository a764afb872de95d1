// The copies that one emulated thread has begun with cp.async.
//
// The hardware may do such a copy at any time between its start and the wait. Here its target is
// poisoned at the start and written at the wait: so a missing wait, a wait for too few groups and a
// target that somebody still reads all show, and so does a source changed too early.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_ASYNC_COPIES_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_ASYNC_COPIES_H_

#include <cstddef>
#include <vector>

namespace r1bench::cuda::emulation {

class AsyncCopies {
 public:
  // Copies `bytes` of the `size` bytes at `to` from `from`, and zeros the rest.
  void Start(void* to, const void* from, size_t size, size_t bytes);
  // Ends a group: the copies started since the last one.
  void Commit();
  // Finishes all groups but the last `pending`.
  void Wait(int pending);
  void Clear();

 private:
  struct Copy {
    void* to;
    const void* from;
    size_t size, bytes;
  };
  std::vector<Copy> copies_;        // not finished, oldest first
  std::vector<size_t> group_ends_;  // in copies_
};

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_ASYNC_COPIES_H_
