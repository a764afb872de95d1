#include "model/hidden_states.h"

#include <cstddef>

namespace r1bench::model {

void HiddenStates::Resize(int64_t rows, int64_t width) {
  rows_ = rows;
  width_ = width;
  data_.resize(static_cast<size_t>(rows * width));
}

void HiddenStates::Keep(const HiddenStates& from, int64_t row) {
  const float* source = from.row(row);
  rows_ = 1;
  width_ = from.width_;
  data_.assign(source, source + width_);
}

}  // namespace r1bench::model
