// Several ranks as threads of one process, for tests of what must not depend on the number of
// ranks.
//
//   RunRanks(2, [&](Collective* c) { /* runs twice, at once, as rank 0 and rank 1 */ });
#ifndef R1BENCH_TRAIN_FAKE_COLLECTIVE_H_
#define R1BENCH_TRAIN_FAKE_COLLECTIVE_H_

#include <algorithm>
#include <barrier>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "train/collective.h"

namespace r1bench::train {

class FakeCollective : public Collective {
 public:
  struct Shared {
    explicit Shared(int size) : barrier(size), doubles(size), floats(size) {}
    std::barrier<> barrier;
    std::vector<std::vector<double>> doubles;
    std::vector<std::vector<float>> floats;
  };

  FakeCollective(int rank, Shared* shared) : rank_(rank), shared_(shared) {}

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(shared_->doubles.size()); }
  void AllReduceSum(std::span<double> values) override {
    Reduce(shared_->doubles, values, [](double a, double b) { return a + b; });
  }
  void AllReduceSum(std::span<float> values) override {
    Reduce(shared_->floats, values, [](float a, float b) { return a + b; });
  }
  void AllReduceMax(std::span<double> values) override {
    Reduce(shared_->doubles, values, [](double a, double b) { return std::max(a, b); });
  }

 private:
  template <typename T, typename Op>
  void Reduce(std::vector<std::vector<T>>& slots, std::span<T> values, Op op) {
    slots[rank_].assign(values.begin(), values.end());
    shared_->barrier.arrive_and_wait();
    for (size_t i = 0; i < values.size(); ++i) {
      T sum = slots[0][i];
      for (size_t r = 1; r < slots.size(); ++r) sum = op(sum, slots[r][i]);
      values[i] = sum;
    }
    shared_->barrier.arrive_and_wait();
  }

  int rank_;
  Shared* shared_;
};

inline void RunRanks(int size, const std::function<void(Collective*)>& body) {
  FakeCollective::Shared shared(size);
  std::vector<std::thread> threads;
  for (int rank = 0; rank < size; ++rank) {
    threads.emplace_back([&, rank] {
      FakeCollective collective(rank, &shared);
      body(&collective);
    });
  }
  for (std::thread& t : threads) t.join();
}

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_FAKE_COLLECTIVE_H_
