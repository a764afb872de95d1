// Models on an NVIDIA GPU: the Device (model/device.h) for the kernels of kernels/*/*_cuda.h. In a
// build without --config=cuda it is the emulated device, which is for tests.
#ifndef R1BENCH_MODEL_CUDA_CUDA_DEVICE_H_
#define R1BENCH_MODEL_CUDA_CUDA_DEVICE_H_

#include <memory>

#include "model/device.h"

namespace r1bench::model {

struct CudaDeviceOptions {
  // Matrix products by our own kernels with a fixed order of every sum, instead of cuBLASLt. Then a
  // row's bits do not depend on the rest of the batch, and log-probabilities of sampler and scorer
  // are equal bit for bit.
  bool deterministic = false;
};

// Throws base::Error if there is no GPU.
std::shared_ptr<Device> MakeCudaDevice(const CudaDeviceOptions& options = {});

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_CUDA_DEVICE_H_
