#include "experiments/common/device.h"

#include "base/error.h"
#include "experiments/common/flag_checks.h"
#ifdef R1_CUDA
#include "kernels/cuda/runtime.h"
#include "model/cuda/cuda_device.h"
#endif

namespace r1bench::experiments {

std::shared_ptr<model::Device> MakeDevice(const std::string& name, bool deterministic) {
  CheckFlag(name == "cpu" || name == "cuda", "--device=" + name + ": give cpu or cuda");
  if (name == "cpu") {
    CheckFlag(!deterministic,
              "--deterministic is for --device=cuda; on the CPU every run is deterministic");
    return nullptr;
  }
#ifdef R1_CUDA
  CheckFlag(cuda::DeviceCount() > 0,
            "--device=cuda: there is no GPU: " + cuda::WhyNoDevice() +
                " (see nvidia-smi); run on a machine with one, or leave the flag out to use the "
                "CPU");
  return model::MakeCudaDevice({.deterministic = deterministic});
#else
  throw base::UsageError(
      "--device=cuda: this program was built without CUDA; build it with --config=cuda (which "
      "needs the CUDA toolkit), or leave the flag out to use the CPU");
#endif
}

}  // namespace r1bench::experiments
