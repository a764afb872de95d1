#include "model/hidden_states.h"

#include <algorithm>
#include <cstddef>

namespace r1bench::model {

void HiddenStates::Resize(int64_t rows, int64_t width, Device* device) {
  rows_ = rows;
  width_ = width;
  device_ = device;
  const int64_t bytes = rows * width * static_cast<int64_t>(sizeof(float));
  if (device == nullptr) {
    host_.resize(static_cast<size_t>(rows * width));
    data_ = host_.data();
    return;
  }
  if (bytes > memory_.bytes()) memory_ = DeviceMemory(device, bytes);
  data_ = static_cast<float*>(memory_.data());
}

void HiddenStates::Keep(const HiddenStates& from, int64_t row) {
  Resize(1, from.width_, from.device_);
  if (device_ == nullptr) {
    std::copy_n(from.row(row), width_, data_);
  } else {
    device_->CopyInside(from.row(row), width_ * static_cast<int64_t>(sizeof(float)), data_);
  }
}

std::vector<float> HiddenStates::Release() {
  if (device_ != nullptr) {
    host_.resize(static_cast<size_t>(rows_ * width_));
    device_->CopyOut(data_, rows_ * width_ * static_cast<int64_t>(sizeof(float)), host_.data());
  }
  rows_ = 0;
  return std::move(host_);
}

}  // namespace r1bench::model
