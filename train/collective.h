// Sums over the processes that train one model together.
//
// Every loss divides by GLOBAL counts (sequences, tokens): each process would otherwise weigh its
// own share, and the result would depend on how the batch was cut (the trap that verl and OpenRLHF
// document). So the trainers take a Collective from the first day on. Now there is one process;
// MPI and NCCL come behind the same three calls.
//
// Order: AllReduceSum adds the contributions of ranks 0, 1, 2, … in that order, so the result is a
// function of the inputs, not of the arrival times.
#ifndef R1BENCH_TRAIN_COLLECTIVE_H_
#define R1BENCH_TRAIN_COLLECTIVE_H_

#include <cstdint>
#include <span>

namespace r1bench::train {

class Collective {
 public:
  virtual ~Collective() = default;

  virtual int rank() const = 0;  // 0 .. size()-1
  virtual int size() const = 0;

  // Replaces each element by its sum over all ranks. Every rank calls with the same length.
  virtual void AllReduceSum(std::span<double> values) = 0;  // loss, counts (exact below 2^53)
  virtual void AllReduceSum(std::span<float> values) = 0;   // gradients
  // Replaces each element by its maximum over all ranks.
  virtual void AllReduceMax(std::span<double> values) = 0;
};

// One process: every sum is what was put in.
class SingleProcess : public Collective {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  void AllReduceSum(std::span<double>) override {}
  void AllReduceSum(std::span<float>) override {}
  void AllReduceMax(std::span<double>) override {}
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_COLLECTIVE_H_
