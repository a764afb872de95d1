// A place other than the CPU where models can run: its memory and the models in it. Null stands for
// the CPU wherever a Device may be given. model/cuda has the one for NVIDIA's GPUs.
//
// All that a device does for its models and for the arrays below runs in the order of the calls.
// One caller at a time.
#ifndef R1BENCH_MODEL_DEVICE_H_
#define R1BENCH_MODEL_DEVICE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "kernels/adamw/adamw.h"

namespace r1bench::model {

class Parameters;           // model/parameters.h
class TransformerBackend;   // model/transformer_backend.h
struct ModelConfig;         // model/config.h
struct TransformerOptions;  // model/transformer.h

class Device {
 public:
  virtual ~Device() = default;

  // Memory of the device, contents undefined. Throws base::Error when there is too little.
  virtual void* Allocate(int64_t bytes) = 0;
  virtual void Free(void* memory) noexcept = 0;

  // Return when it is done.
  virtual void CopyIn(const void* host, int64_t bytes, void* device) = 0;
  virtual void CopyOut(const void* device, int64_t bytes, void* host) = 0;
  // Only queued.
  virtual void CopyInside(const void* from, int64_t bytes, void* to) = 0;
  virtual void Zero(void* memory, int64_t bytes) = 0;

  // kernels::AdamW on arrays of the device, with the gradient's norm clipped at max_norm (0: not)
  // instead of options.grad_scale. Returns the norm before; if it is not finite nothing has
  // changed.
  virtual double AdamW(const kernels::AdamWOptions& options, double max_norm, int64_t n,
                       const float* grad, float* param, float* m, float* v,
                       std::span<const kernels::DecayRange> decay) = 0;

  // What a Transformer with these options runs on. Throws base::Error if the device cannot run it.
  virtual std::unique_ptr<TransformerBackend> MakeTransformer(
      const ModelConfig& config, std::shared_ptr<Parameters> parameters,
      const TransformerOptions& options) = 0;
};

// Owns a piece of a device's memory, which must not outlive the device.
class DeviceMemory {
 public:
  DeviceMemory() = default;
  DeviceMemory(Device* device, int64_t bytes)
      : device_(device), data_(device->Allocate(bytes)), bytes_(bytes) {}
  ~DeviceMemory() {
    if (data_ != nullptr) device_->Free(data_);
  }
  DeviceMemory(DeviceMemory&& other) noexcept { *this = std::move(other); }
  DeviceMemory& operator=(DeviceMemory&& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }

  void* data() const { return data_; }
  int64_t bytes() const { return bytes_; }

 private:
  Device* device_ = nullptr;
  void* data_ = nullptr;
  int64_t bytes_ = 0;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_DEVICE_H_
