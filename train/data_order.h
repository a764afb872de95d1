// Which item comes next: a new shuffle of 0..n-1 every epoch, as a pure function of the seed and
// of how many items were taken. A checkpoint stores position() and a resumed run calls Seek.
//
//   DataOrder order(problems.size(), seed, "r1_zero/prompts");
//   for (int64_t i : order.Take(32)) batch.push_back(problems[i]);
#ifndef R1BENCH_TRAIN_DATA_ORDER_H_
#define R1BENCH_TRAIN_DATA_ORDER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::train {

class DataOrder {
 public:
  // 1 <= n < 2^32. `stream` names the random stream: two orders with different names are unrelated.
  DataOrder(int64_t n, uint64_t seed, std::string_view stream);

  int64_t Next();
  std::vector<int64_t> Take(int64_t count);  // the next `count`, across epochs if need be

  int64_t position() const { return position_; }  // items taken since the start
  void Seek(int64_t position);
  int64_t epoch() const { return position_ / n_; }

 private:
  void Shuffle(int64_t epoch);

  int64_t n_;
  uint64_t seed_;
  std::string stream_;
  int64_t position_ = 0;
  int64_t shuffled_epoch_ = -1;
  std::vector<int64_t> order_;  // of shuffled_epoch_
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_DATA_ORDER_H_
