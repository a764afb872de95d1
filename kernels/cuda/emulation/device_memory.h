// The memory of the emulated device: one reserved range of addresses that can be touched only while
// a kernel or a copy runs. A host function that follows a device pointer dies, as it would with a
// real device.
//
// Fresh memory is poisoned (poison.h), and behind each array lie bytes that must stay so. Threads
// take turns: one that has access keeps the others waiting.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_DEVICE_MEMORY_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_DEVICE_MEMORY_H_

#include <cstddef>
#include <map>
#include <mutex>

namespace r1bench::cuda::emulation {

class DeviceMemory {
 public:
  // The program's device.
  static DeviceMemory& Get();

  void* Allocate(size_t bytes);
  void Free(void* p);

  // Whether [p, p + bytes) lies in one array.
  bool Contains(const void* p, size_t bytes) const;
  // Throws unless [p, p + bytes) lies in one array.
  void RequireInside(const void* p, size_t bytes, const char* what) const;
  // True if any byte of [p, p + bytes) has a device address.
  bool Overlaps(const void* p, size_t bytes) const;

  // Throws if anything was written behind an array. Needs access.
  void CheckMargins(const char* after) const;

  // While one lives, device memory can be touched.
  class Access {
   public:
    Access() { Get().Open(); }
    ~Access() { Get().Close(); }
    Access(const Access&) = delete;
    Access& operator=(const Access&) = delete;
  };

 private:
  DeviceMemory();
  void Open();
  void Close();
  void Protect(int protection);
  size_t End() const;

  mutable std::recursive_mutex mutex_;
  char* base_ = nullptr;
  int open_ = 0;
  struct Array {
    size_t bytes;  // as asked for
    size_t size;   // with the margin
  };
  std::map<size_t, Array> arrays_;  // by offset
};

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_DEVICE_MEMORY_H_
