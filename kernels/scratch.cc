#include "kernels/scratch.h"

#include "base/array_memory.h"

namespace r1bench::kernels {
namespace {

struct Buffer {
  base::Array<float> data;
  int64_t size = 0;
};

}  // namespace

float* Scratch(ScratchSlot slot, int64_t n) {
  thread_local Buffer buffers[static_cast<int>(ScratchSlot::kCount)];
  Buffer& buffer = buffers[static_cast<int>(slot)];
  if (buffer.data == nullptr || buffer.size < n) {  // never null, not even for no floats
    buffer = {};
    const int64_t size = n + n / 4 + 1024;
    buffer.data = base::MakeArray<float>(size);
    buffer.size = size;
  }
  return buffer.data.get();
}

}  // namespace r1bench::kernels
