// The shared memory of the block that is running.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_SHARED_MEMORY_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_SHARED_MEMORY_H_

#include <cstddef>
#include <memory>
#include <vector>

namespace r1bench::cuda::emulation {

class SharedMemory {
 public:
  // What a block of an H100 or H200 may have.
  static constexpr size_t kMaxBytes = 227 * 1024;

  SharedMemory();

  // For a new block: everything poisoned, no static array yet. Throws over kMaxBytes.
  void Begin(size_t dynamic_bytes);

  void* Dynamic() { return memory_.get(); }

  // The block's array that `key` stands for, the same for all its threads. Throws over kMaxBytes.
  void* Static(const void* key, size_t bytes);

  // Whether [p, p + bytes) lies in one of the block's arrays.
  bool Contains(const void* p, size_t bytes) const;

  // False where something was written behind an array since Begin.
  bool MarginsIntact() const;

 private:
  struct Array {
    const void* key;
    size_t begin, bytes;
  };
  void* Add(const void* key, size_t bytes);

  struct Free {
    void operator()(char* p) const;
  };
  std::unique_ptr<char, Free> memory_;
  std::vector<Array> arrays_;  // the first is the dynamic one
  size_t used_ = 0;            // bytes of arrays
  size_t end_ = 0;             // of arrays and margins
};

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_SHARED_MEMORY_H_
