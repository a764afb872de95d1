#include "kernels/cuda/emulation/async_copies.h"

#include <cstring>

#include "kernels/cuda/emulation/poison.h"

namespace r1bench::cuda::emulation {

void AsyncCopies::Start(void* to, const void* from, size_t size, size_t bytes) {
  Poison(to, size);
  copies_.push_back({to, from, size, bytes});
}

void AsyncCopies::Commit() { group_ends_.push_back(copies_.size()); }

void AsyncCopies::Wait(int pending) {
  if (group_ends_.size() <= static_cast<size_t>(pending)) return;
  const size_t groups = group_ends_.size() - pending;
  const size_t count = group_ends_[groups - 1];
  for (size_t i = 0; i < count; ++i) {
    const Copy& copy = copies_[i];
    if (copy.bytes > 0) std::memcpy(copy.to, copy.from, copy.bytes);
    std::memset(static_cast<char*>(copy.to) + copy.bytes, 0, copy.size - copy.bytes);
  }
  copies_.erase(copies_.begin(), copies_.begin() + count);
  group_ends_.erase(group_ends_.begin(), group_ends_.begin() + groups);
  for (size_t& end : group_ends_) end -= count;
}

void AsyncCopies::Clear() {
  copies_.clear();
  group_ends_.clear();
}

}  // namespace r1bench::cuda::emulation
