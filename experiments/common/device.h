// The device that --device names.
#ifndef R1BENCH_EXPERIMENTS_COMMON_DEVICE_H_
#define R1BENCH_EXPERIMENTS_COMMON_DEVICE_H_

#include <memory>
#include <string>

#include "model/device.h"

namespace r1bench::experiments {

// `cpu`: null. `cuda`: the GPU. Throws base::UsageError, saying what to do, on another name, in a
// program built without CUDA, where no GPU is, and on --deterministic, which is for the GPU, with
// the CPU.
std::shared_ptr<model::Device> MakeDevice(const std::string& name, bool deterministic);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_DEVICE_H_
