#include "model/cuda/cuda_device.h"

#include "base/error.h"
#include "kernels/adamw/adamw_cuda.h"
#include "kernels/cuda/device_array.h"
#include "kernels/cuda/runtime.h"
#include "model/cuda/cuda_transformer.h"
#include "model/cuda/grown.h"

namespace r1bench::model {
namespace {

class CudaDevice : public Device {
 public:
  explicit CudaDevice(const CudaDeviceOptions& options) : options_(options) {}

  void* Allocate(int64_t bytes) override {
    return cuda::AllocateDevice(static_cast<size_t>(bytes));
  }
  void Free(void* memory) noexcept override { cuda::FreeDevice(memory); }

  void CopyIn(const void* host, int64_t bytes, void* device) override {
    cuda::CopyBytesToDevice(stream_, device, host, static_cast<size_t>(bytes));
    stream_.Synchronize();
  }
  void CopyOut(const void* device, int64_t bytes, void* host) override {
    cuda::CopyBytesToHost(stream_, host, device, static_cast<size_t>(bytes));
    stream_.Synchronize();
  }
  void CopyInside(const void* from, int64_t bytes, void* to) override {
    cuda::CopyBytesOnDevice(stream_, to, from, static_cast<size_t>(bytes));
  }

  void Zero(void* memory, int64_t bytes) override {
    cuda::FillBytes(stream_, memory, 0, static_cast<size_t>(bytes));
  }

  double AdamW(const kernels::AdamWOptions& options, double max_norm, int64_t n, const float* grad,
               float* param, float* m, float* v,
               std::span<const kernels::DecayRange> decay) override;

  std::unique_ptr<TransformerBackend> MakeTransformer(const ModelConfig& config,
                                                      std::shared_ptr<Parameters> parameters,
                                                      const TransformerOptions& options) override {
    return MakeCudaTransformer(config, std::move(parameters), options, options_.deterministic,
                               &stream_);
  }

 private:
  CudaDeviceOptions options_;
  cuda::Stream stream_;
  cuda::DeviceArray<double> norm_workspace_;
  cuda::DeviceArray<kernels::DecayRange> decay_;
  cuda::DeviceArray<cuda::GradientClip> clip_;
};

double CudaDevice::AdamW(const kernels::AdamWOptions& options, double max_norm, int64_t n,
                         const float* grad, float* param, float* m, float* v,
                         std::span<const kernels::DecayRange> decay) {
  const int64_t ranges = static_cast<int64_t>(decay.size());
  kernels::DecayRange* const device_decay = Grown(stream_, ranges, &decay_);
  double* const workspace = Grown(stream_, cuda::GradientNormWorkspace(n), &norm_workspace_);
  cuda::GradientClip* const device_clip = Grown(stream_, 1, &clip_);
  cuda::CopyToDevice(stream_, decay.data(), ranges, device_decay);
  cuda::GradientNorm(stream_, n, grad, max_norm, workspace, device_clip);
  cuda::AdamW(stream_, options, n, grad, param, m, v, ranges, device_decay, device_clip, nullptr);
  cuda::GradientClip clip = {};
  cuda::CopyToHost(stream_, device_clip, 1, &clip);
  stream_.Synchronize();
  return clip.norm;
}

}  // namespace

std::shared_ptr<Device> MakeCudaDevice(const CudaDeviceOptions& options) {
  base::Require(cuda::DeviceCount() > 0, "expected an NVIDIA GPU, got none: ", cuda::WhyNoDevice(),
                "; run on a machine with one (see nvidia-smi), or use the CPU");
  return std::make_shared<CudaDevice>(options);
}

}  // namespace r1bench::model
