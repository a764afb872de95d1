// The Collective of several processes with a GPU each: NCCL moves the parts, and each rank adds
// them itself in the order of ranks, so that the sums are the same bits on all and from run to run.
// NCCL's own all-reduce would move size/2 times less, in an order of its choice.
#ifndef R1BENCH_TRAIN_DEVICE_COLLECTIVE_H_
#define R1BENCH_TRAIN_DEVICE_COLLECTIVE_H_

#include <cstdint>
#include <memory>
#include <span>

#include "train/collective.h"
#include "train/launch_environment.h"

namespace r1bench::train {

struct DeviceCollectiveOptions {
  double timeout_s = 600;           // for every wait: a rank may be in the midst of its rollout
  int64_t part_bytes = 16LL << 20;  // of a rank's array, moved at one time
};

class DeviceCollective : public Collective {
 public:
  // Takes device `local_rank` for this thread and waits for all ranks. Throws base::Error, as all
  // calls do, when a rank fails or does not come.
  explicit DeviceCollective(const LaunchEnvironment& environment,
                            const DeviceCollectiveOptions& options = {});
  ~DeviceCollective() override;

  int rank() const override;
  int size() const override;
  void AllReduceSum(std::span<double> values) override;
  void AllReduceSum(std::span<float> values) override;
  void AllReduceMax(std::span<double> values) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_DEVICE_COLLECTIVE_H_
