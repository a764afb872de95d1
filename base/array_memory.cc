#include "base/array_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>

#include "base/error.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

namespace r1bench::base {
namespace {

constexpr int64_t kAlignment = 64;
constexpr int64_t kHugePage = int64_t{2} << 20;
constexpr int64_t kMost = int64_t{1} << 60;
// Smaller arrays come from malloc; under AddressSanitizer all do, so that it can watch their ends.
#ifdef __SANITIZE_ADDRESS__
constexpr int64_t kSmallest = kMost;
#else
constexpr int64_t kSmallest = 64 << 10;
#endif
constexpr int64_t kSlab = int64_t{32} << 20;  // address space; pages come when touched
constexpr int64_t kShared = kSlab / 4;        // larger arrays share with none

int64_t RoundUp(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

[[noreturn]] void FailFor(int64_t bytes) {
  Fail("expected ", bytes >> 20, " MiB of memory for one array, got none; use a smaller model or ",
       "fewer rows, or free memory");
}

// Address space aligned to a huge page.
char* Map(int64_t bytes) {
  const int64_t padded = bytes + kHugePage;
  void* raw = mmap(nullptr, static_cast<size_t>(padded), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (raw == MAP_FAILED) FailFor(bytes);
  char* begin = static_cast<char*>(raw);
  const auto address = reinterpret_cast<uintptr_t>(begin);
  const int64_t head = static_cast<int64_t>(RoundUp(static_cast<int64_t>(address), kHugePage)) -
                       static_cast<int64_t>(address);
  if (head > 0) munmap(begin, static_cast<size_t>(head));
  const int64_t tail = padded - head - bytes;
  if (tail > 0) munmap(begin + head + bytes, static_cast<size_t>(tail));
  madvise(begin + head, static_cast<size_t>(bytes), MADV_HUGEPAGE);  // a hint; may be refused
  return begin + head;
}

// Slabs by address. Arrays are cut off the newest one; a slab lives as long as an array in it.
class Slabs {
 public:
  void* Allocate(int64_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const int64_t size = RoundUp(bytes, kAlignment);
    if (size >= kShared) {  // a slab of its own: a small neighbour must not keep it
      const int64_t own = RoundUp(size, kHugePage);
      char* begin = Map(own);
      slabs_[begin] = {.size = own, .used = own, .arrays = 1};
      return begin;
    }
    if (newest_ == nullptr || slabs_[newest_].used + size > slabs_[newest_].size) {
      newest_ = Map(kSlab);
      slabs_[newest_] = {.size = kSlab};
    }
    Slab& slab = slabs_[newest_];
    char* array = newest_ + slab.used;
    slab.used += size;
    ++slab.arrays;
    return array;
  }

  bool Free(void* array) {
    const std::lock_guard<std::mutex> lock(mutex_);
    auto it = slabs_.upper_bound(static_cast<char*>(array));
    if (it == slabs_.begin()) return false;
    --it;
    if (static_cast<char*>(array) >= it->first + it->second.size) return false;
    --it->second.arrays;
    DropIfUnused(it->first);
    return true;
  }

 private:
  struct Slab {
    int64_t size = 0;
    int64_t used = 0;    // from the start
    int64_t arrays = 0;  // alive
  };

  void DropIfUnused(char* begin) {
    const auto it = slabs_.find(begin);
    if (it == slabs_.end() || it->second.arrays > 0) return;
    munmap(begin, static_cast<size_t>(it->second.size));
    slabs_.erase(it);
    if (newest_ == begin) newest_ = nullptr;
  }

  std::mutex mutex_;
  std::map<char*, Slab> slabs_;
  char* newest_ = nullptr;
};

Slabs& TheSlabs() {
  static Slabs* slabs = new Slabs;  // never destroyed: arrays may be freed by static destructors
  return *slabs;
}

}  // namespace

void* AllocateArray(int64_t bytes) {
  Require(bytes >= 0 && bytes < kMost, "expected an array size in range, got ", bytes, " bytes");
  if (bytes >= kSmallest) return TheSlabs().Allocate(bytes);
  void* p = std::aligned_alloc(
      kAlignment, static_cast<size_t>(RoundUp(std::max<int64_t>(bytes, 1), kAlignment)));
  if (p == nullptr) FailFor(bytes);
  return p;
}

void FreeArray(void* array) {
  if (array == nullptr) return;
  if (!TheSlabs().Free(array)) std::free(array);
}

}  // namespace r1bench::base
