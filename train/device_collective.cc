#include "train/device_collective.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/cuda/communicator.h"
#include "kernels/cuda/device_array.h"
#include "kernels/rank_reduce/rank_reduce_cuda.h"
#include "train/rendezvous.h"

namespace r1bench::train {
namespace {

// Before anything else makes use of a device.
LaunchEnvironment OnItsDevice(const LaunchEnvironment& environment) {
  const int devices = cuda::DeviceCount();
  base::Require(environment.local_rank < devices, "expected a device for each process, got ",
                devices, " devices for local rank ", environment.local_rank,
                "; start fewer processes on this machine");
  cuda::SelectDevice(environment.local_rank);
  return environment;
}

}  // namespace

struct DeviceCollective::Impl {
  Impl(const LaunchEnvironment& asked, const DeviceCollectiveOptions& its_options)
      : environment(OnItsDevice(asked)),
        options(its_options),
        group(ShareFromRankZero(
                  environment, environment.rank == 0 ? cuda::Communicator::MakeId() : std::string(),
                  options.timeout_s),
              environment.rank, environment.size, options.timeout_s),
        staging(options.part_bytes),
        own(options.part_bytes),
        all(options.part_bytes * environment.size) {}

  template <typename T, typename Combine>
  void Reduce(std::span<T> values, const Combine& combine) {
    const size_t most = static_cast<size_t>(options.part_bytes) / sizeof(T);
    for (size_t begin = 0; begin < values.size(); begin += most) {
      ReducePart(values.subspan(begin, std::min(most, values.size() - begin)), combine);
    }
  }

  template <typename T, typename Combine>
  void ReducePart(std::span<T> part, const Combine& combine) {
    const auto n = static_cast<int64_t>(part.size());
    T* const host = reinterpret_cast<T*>(staging.data());
    T* const mine = reinterpret_cast<T*>(own.data());
    T* const theirs = reinterpret_cast<T*>(all.data());
    std::copy(part.begin(), part.end(), host);
    cuda::CopyToDevice(stream, host, n, mine);
    group.AllGather(stream, mine, part.size_bytes(), theirs);
    combine(stream, environment.size, n, theirs, mine);
    cuda::CopyToHost(stream, mine, n, host);
    group.Synchronize(stream);
    std::copy(host, host + n, part.begin());
  }

  const LaunchEnvironment environment;
  const DeviceCollectiveOptions options;
  cuda::Stream stream;
  cuda::Communicator group;
  cuda::PinnedArray<char> staging;
  cuda::DeviceArray<char> own, all;
};

DeviceCollective::DeviceCollective(const LaunchEnvironment& environment,
                                   const DeviceCollectiveOptions& options) {
  base::Require(options.timeout_s > 0 && options.part_bytes >= 256 && options.part_bytes % 256 == 0,
                "expected a timeout above 0 and parts of a multiple of 256 bytes, got ",
                options.timeout_s, " s and ", options.part_bytes);
  impl_ = std::make_unique<Impl>(environment, options);
}

DeviceCollective::~DeviceCollective() = default;
int DeviceCollective::rank() const { return impl_->environment.rank; }
int DeviceCollective::size() const { return impl_->environment.size; }

void DeviceCollective::AllReduceSum(std::span<double> values) {
  impl_->Reduce(values, cuda::RankSum<double>);
}
void DeviceCollective::AllReduceSum(std::span<float> values) {
  impl_->Reduce(values, cuda::RankSum<float>);
}
void DeviceCollective::AllReduceMax(std::span<double> values) {
  impl_->Reduce(values, cuda::RankMax<double>);
}

}  // namespace r1bench::train
