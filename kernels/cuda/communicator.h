// Ranks of one job, each with a device, that exchange arrays: NCCL, in its way of not blocking, so
// that a rank that fails or does not come is an error here and no endless wait. On the emulated
// device a group has one rank.
#ifndef R1BENCH_KERNELS_CUDA_COMMUNICATOR_H_
#define R1BENCH_KERNELS_CUDA_COMMUNICATOR_H_

#include <cstddef>
#include <string>

#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

class Communicator {
 public:
  // Made by one rank and handed to all: bytes, not text.
  static std::string MakeId();

  // Waits for all ranks 0 .. size-1, `timeout_s` at most, as does every wait below. Throws
  // base::Error; then the group is of no use any more, on any rank.
  Communicator(const std::string& id, int rank, int size, double timeout_s);
  ~Communicator();
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }

  // from [bytes] of each rank -> to [size][bytes], in the order of ranks. Queued on the stream.
  void AllGather(const Stream& stream, const void* from, size_t bytes, void* to);
  // Waits until the stream has done all, and no rank has failed.
  void Synchronize(const Stream& stream);

 private:
  const int rank_, size_;
  const double timeout_s_;
  void* handle_ = nullptr;  // ncclComm_t
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_COMMUNICATOR_H_
