// Working memory of a steady state. Internal to this package.
#ifndef R1BENCH_MODEL_SCRATCH_H_
#define R1BENCH_MODEL_SCRATCH_H_

#include <cstdint>

#include "base/array_memory.h"

namespace r1bench::model {

// An array that only grows, so that a steady state allocates nothing. Contents are not kept.
class Scratch {
 public:
  float* Get(int64_t size) {
    if (size > size_) {
      data_.reset();  // before the new one: never both
      size_ = 0;
      data_ = base::MakeArray<float>(size + size / 4);
      size_ = size + size / 4;
    }
    return data_.get();
  }
  int64_t bytes() const { return size_ * int64_t{sizeof(float)}; }

 private:
  base::Array<float> data_;
  int64_t size_ = 0;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_SCRATCH_H_
