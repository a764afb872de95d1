#include "kernels/cuda/emulation/shared_memory.h"

#include <cstdlib>

#include "base/error.h"
#include "kernels/cuda/emulation/poison.h"
#include "kernels/cuda/emulation/sanitizer.h"

namespace r1bench::cuda::emulation {
namespace {

constexpr size_t kAlign = 128;
constexpr size_t kCapacity = 2 * SharedMemory::kMaxBytes;

constexpr size_t RoundUp(size_t bytes) { return (bytes + kAlign - 1) / kAlign * kAlign; }

}  // namespace

void SharedMemory::Free::operator()(char* p) const {
  sanitizer::Unpoison(p, kCapacity);
  std::free(p);
}

SharedMemory::SharedMemory()
    : memory_(static_cast<char*>(std::aligned_alloc(kAlign, RoundUp(kCapacity)))) {
  base::Require(memory_ != nullptr, "no memory for an emulated block's shared memory");
}

void SharedMemory::Begin(size_t dynamic_bytes) {
  arrays_.clear();
  used_ = end_ = 0;
  Add(nullptr, dynamic_bytes);
}

void* SharedMemory::Add(const void* key, size_t bytes) {
  used_ += RoundUp(bytes);
  const size_t begin = end_;
  end_ += RoundUp(bytes) + kMargin;
  base::Require(used_ <= RoundUp(kMaxBytes) && end_ <= kCapacity, "a block needs ", used_,
                " bytes of shared memory; expected at most ", kMaxBytes);
  char* at = memory_.get() + begin;
  sanitizer::Unpoison(at, end_ - begin);
  Poison(at, end_ - begin);
  sanitizer::Poison(at + bytes, end_ - begin - bytes);
  arrays_.push_back({key, begin, bytes});
  return at;
}

void* SharedMemory::Static(const void* key, size_t bytes) {
  for (const Array& array : arrays_) {
    if (array.key == key) return memory_.get() + array.begin;
  }
  return Add(key, bytes);
}

bool SharedMemory::Contains(const void* p, size_t bytes) const {
  const auto begin = static_cast<size_t>(static_cast<const char*>(p) - memory_.get());
  for (const Array& array : arrays_) {
    if (begin >= array.begin && begin + bytes <= array.begin + array.bytes) return true;
  }
  return false;
}

bool SharedMemory::MarginsIntact() const {
  if (sanitizer::kOn) return true;
  for (size_t i = 0; i < arrays_.size(); ++i) {
    const size_t end = arrays_[i].begin + arrays_[i].bytes;
    const size_t next = i + 1 < arrays_.size() ? arrays_[i + 1].begin : end_;
    if (!IsPoisoned(memory_.get() + end, next - end)) return false;
  }
  return true;
}

}  // namespace r1bench::cuda::emulation
