#include "train/data_order.h"

#include <numeric>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::train {

DataOrder::DataOrder(int64_t n, uint64_t seed, std::string_view stream)
    : n_(n), seed_(seed), stream_(stream) {
  base::Require(n >= 1 && n < (int64_t{1} << 32), "expected between 1 and 2^32 - 1 items, got ", n);
}

void DataOrder::Shuffle(int64_t epoch) {
  order_.resize(n_);
  std::iota(order_.begin(), order_.end(), 0);
  base::Rng(seed_, stream_, static_cast<uint64_t>(epoch)).Shuffle(order_);
  shuffled_epoch_ = epoch;
}

int64_t DataOrder::Next() {
  if (epoch() != shuffled_epoch_) Shuffle(epoch());
  return order_[position_++ % n_];
}

std::vector<int64_t> DataOrder::Take(int64_t count) {
  std::vector<int64_t> items(count);
  for (int64_t& item : items) item = Next();
  return items;
}

void DataOrder::Seek(int64_t position) {
  base::Require(position >= 0, "expected a data position of at least 0, got ", position);
  position_ = position;
}

}  // namespace r1bench::train
