#include "kernels/cuda/emulation/device_memory.h"

#include <sys/mman.h>

#include <cstdint>

#include "base/error.h"
#include "kernels/cuda/emulation/poison.h"
#include "kernels/cuda/emulation/sanitizer.h"

namespace r1bench::cuda::emulation {
namespace {

constexpr size_t kReserved = size_t{1} << 36;  // addresses, not memory
// Access changes page by page, before and after every kernel: few large pages make that cheap.
constexpr size_t kPage = size_t{1} << 21;
constexpr size_t kAlign = 256;  // as cudaMalloc's

constexpr size_t RoundUp(size_t bytes, size_t align) { return (bytes + align - 1) / align * align; }

}  // namespace

DeviceMemory& DeviceMemory::Get() {
  static auto& memory = *new DeviceMemory;
  return memory;
}

DeviceMemory::DeviceMemory() {
  void* base = mmap(nullptr, kReserved + kPage, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  base::Require(base != MAP_FAILED, "cannot reserve addresses for the emulated device");
  base_ = reinterpret_cast<char*>(RoundUp(reinterpret_cast<uintptr_t>(base), kPage));
  madvise(base_, kReserved, MADV_HUGEPAGE);  // where the system has none, kernels start slower
}

size_t DeviceMemory::End() const {
  return arrays_.empty() ? 0 : arrays_.rbegin()->first + arrays_.rbegin()->second.size;
}

void* DeviceMemory::Allocate(size_t bytes) {
  const size_t size = RoundUp(bytes, kAlign) + kMargin;
  const std::lock_guard lock(mutex_);
  size_t offset = 0;
  for (const auto& [begin, array] : arrays_) {
    if (offset + size <= begin) break;
    offset = begin + array.size;
  }
  base::Require(offset + size <= kReserved, "the emulated device is out of memory: ", bytes,
                " bytes asked for, ", offset, " in use");
  arrays_[offset] = {bytes, size};
  char* p = base_ + offset;
  if (open_ > 0) Protect(PROT_READ | PROT_WRITE);
  const Access access;
  sanitizer::Unpoison(p, size);
  Poison(p, size);
  sanitizer::Poison(p + bytes, size - bytes);
  return p;
}

void DeviceMemory::Free(void* p) {
  const std::lock_guard lock(mutex_);
  const auto array = arrays_.find(static_cast<char*>(p) - base_);
  base::Require(array != arrays_.end(), "freed a device array that is none");
  {
    const Access access;
    sanitizer::Unpoison(p, array->second.size);
    Poison(p, array->second.size);
    sanitizer::Poison(p, array->second.size);
  }
  arrays_.erase(array);
}

bool DeviceMemory::Overlaps(const void* p, size_t bytes) const {
  const auto at = reinterpret_cast<uintptr_t>(p);
  const auto base = reinterpret_cast<uintptr_t>(base_);
  return at < base + kReserved && at + bytes > base;
}

bool DeviceMemory::Contains(const void* p, size_t bytes) const {
  const std::lock_guard lock(mutex_);
  const size_t offset = static_cast<const char*>(p) - base_;
  auto array = arrays_.upper_bound(offset);
  return Overlaps(p, bytes) && array != arrays_.begin() &&
         offset + bytes <= (--array)->first + array->second.bytes;
}

void DeviceMemory::RequireInside(const void* p, size_t bytes, const char* what) const {
  base::Require(Contains(p, bytes), what, ": expected ", bytes,
                " bytes inside one device array, got ", p);
}

void DeviceMemory::CheckMargins(const char* after) const {
  if (sanitizer::kOn) return;
  for (const auto& [offset, array] : arrays_) {
    base::Require(IsPoisoned(base_ + offset + array.bytes, array.size - array.bytes), after,
                  " wrote behind the end of a device array of ", array.bytes, " bytes");
  }
}

void DeviceMemory::Open() {
  mutex_.lock();
  if (open_++ == 0) Protect(PROT_READ | PROT_WRITE);
}

void DeviceMemory::Close() {
  if (--open_ == 0) Protect(PROT_NONE);
  mutex_.unlock();
}

void DeviceMemory::Protect(int protection) {
  const size_t bytes = RoundUp(End(), kPage);
  if (bytes > 0) mprotect(base_, bytes, protection);
}

}  // namespace r1bench::cuda::emulation
