// Hidden states that a model has computed, and single rows of them. Whoever schedules the work
// holds, keeps and picks rows; what they contain is for the model alone (Transformer::Sample,
// Score), which may have left them in the memory of a device.
#ifndef R1BENCH_MODEL_HIDDEN_STATES_H_
#define R1BENCH_MODEL_HIDDEN_STATES_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "model/device.h"

namespace r1bench::model {

// [rows, width] after the final norm. Memory only grows.
class HiddenStates {
 public:
  HiddenStates() = default;
  // Empty; will use this memory if it comes to lie on the host.
  explicit HiddenStates(std::vector<float> memory) : host_(std::move(memory)) {}

  int64_t rows() const { return rows_; }

  // Makes room, in the memory of `device` or, if null, of the host; contents are then undefined.
  // For the model.
  void Resize(int64_t rows, int64_t width, Device* device = nullptr);
  // Becomes a copy of one row.
  void Keep(const HiddenStates& from, int64_t row);
  void Clear() { rows_ = 0; }

  // The numbers on the host; nothing of them stays here.
  std::vector<float> Release();

  // In the memory given to Resize.
  float* data() { return data_; }
  const float* row(int64_t i) const { return data_ + i * width_; }

 private:
  int64_t rows_ = 0, width_ = 0;
  float* data_ = nullptr;
  Device* device_ = nullptr;
  std::vector<float> host_;
  DeviceMemory memory_;
};

struct HiddenRow {
  const HiddenStates* states = nullptr;
  int64_t row = 0;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_HIDDEN_STATES_H_
