#include "kernels/scratch.h"

#include <memory>
#include <new>

namespace r1bench::kernels {
namespace {

struct Buffer {
  static constexpr std::align_val_t kAlign{64};
  ~Buffer() { ::operator delete[](data, kAlign); }
  float* data = nullptr;
  int64_t size = 0;
};

}  // namespace

float* Scratch(ScratchSlot slot, int64_t n) {
  thread_local Buffer buffers[static_cast<int>(ScratchSlot::kCount)];
  Buffer& buffer = buffers[static_cast<int>(slot)];
  if (buffer.size < n) {
    ::operator delete[](buffer.data, Buffer::kAlign);
    buffer.data = nullptr;
    buffer.size = 0;
    const int64_t size = n + n / 4 + 1024;
    buffer.data = static_cast<float*>(::operator new[](size * sizeof(float), Buffer::kAlign));
    buffer.size = size;
  }
  return buffer.data;
}

}  // namespace r1bench::kernels
