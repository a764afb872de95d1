// Arrays in device memory and in pinned host memory, and copies between them and vectors.
#ifndef R1BENCH_KERNELS_CUDA_DEVICE_ARRAY_H_
#define R1BENCH_KERNELS_CUDA_DEVICE_ARRAY_H_

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// n elements, contents undefined; owns them, moves, does not copy. Of 0 elements, data() is null.
template <typename T, void* (*kAllocate)(size_t), void (*kFree)(void*) noexcept>
class Array {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Array() = default;
  explicit Array(int64_t n)
      : data_(n > 0 ? static_cast<T*>(kAllocate(static_cast<size_t>(n) * sizeof(T))) : nullptr),
        size_(n) {}
  ~Array() {
    if (data_ != nullptr) kFree(data_);
  }
  Array(Array&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Array& operator=(Array&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  int64_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  int64_t size_ = 0;
};

template <typename T>
using DeviceArray = Array<T, AllocateDevice, FreeDevice>;
template <typename T>
using PinnedArray = Array<T, AllocatePinned, FreePinned>;

// Queued copies of n elements; host memory must stay as it is until the stream has come past.
template <typename T>
void CopyToDevice(const Stream& stream, const T* host, int64_t n, T* device) {
  if (n > 0) CopyBytesToDevice(stream, device, host, static_cast<size_t>(n) * sizeof(T));
}
template <typename T>
void CopyToHost(const Stream& stream, const T* device, int64_t n, T* host) {
  if (n > 0) CopyBytesToHost(stream, host, device, static_cast<size_t>(n) * sizeof(T));
}
template <typename T>
void CopyOnDevice(const Stream& stream, const T* from, int64_t n, T* to) {
  if (n > 0) CopyBytesOnDevice(stream, to, from, static_cast<size_t>(n) * sizeof(T));
}

// A new array with the elements of `host`; done when it returns.
template <typename T>
DeviceArray<T> ToDevice(const Stream& stream, const std::vector<T>& host) {
  DeviceArray<T> device(static_cast<int64_t>(host.size()));
  CopyToDevice(stream, host.data(), device.size(), device.data());
  stream.Synchronize();
  return device;
}

// The array's elements once the stream has done what was queued.
template <typename T>
std::vector<T> ToHost(const Stream& stream, const DeviceArray<T>& device) {
  std::vector<T> host(static_cast<size_t>(device.size()));
  CopyToHost(stream, device.data(), device.size(), host.data());
  stream.Synchronize();
  return host;
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_DEVICE_ARRAY_H_
