// runtime.h, graph.h and launch.h on a real device.
#include <cuda_runtime.h>

#include <functional>
#include <string>

#include "base/error.h"
#include "kernels/cuda/graph.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {
namespace {

void Check(cudaError_t status, const char* call, int line) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // so that the next call does not report this one
  base::Fail(call, " at ", __FILE__, ":", line, ": ", cudaGetErrorString(status), " (",
             cudaGetErrorName(status), ")");
}

#define R1_CHECK(call) Check(call, #call, __LINE__)

cudaStream_t Of(const Stream& stream) { return static_cast<cudaStream_t>(stream.handle()); }
cudaEvent_t Of(const Event& event) { return static_cast<cudaEvent_t>(event.handle()); }

// A kernel with more than 48 KiB of shared memory needs a word beforehand; what it declares counts
// too, of which this leaves it 32 KiB.
constexpr size_t kUsualSharedBytes = 16 * 1024;

}  // namespace

int DeviceCount() {
  int count = 0;
  if (cudaGetDeviceCount(&count) == cudaSuccess) return count;
  cudaGetLastError();
  return 0;
}

std::string WhyNoDevice() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  cudaGetLastError();
  return status == cudaSuccess ? "the driver offers none" : cudaGetErrorString(status);
}

std::string DeviceName() {
  int device = 0;
  cudaDeviceProp properties;
  R1_CHECK(cudaGetDevice(&device));
  R1_CHECK(cudaGetDeviceProperties(&properties, device));
  return properties.name;
}

void SelectDevice(int device) { R1_CHECK(cudaSetDevice(device)); }

Stream::Stream() {
  cudaStream_t stream;
  R1_CHECK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  handle_ = stream;
}

Stream::~Stream() {
  if (handle_ != nullptr) cudaStreamDestroy(Of(*this));
}

void Stream::Synchronize() const { R1_CHECK(cudaStreamSynchronize(Of(*this))); }
void Stream::Wait(const Event& event) const {
  R1_CHECK(cudaStreamWaitEvent(Of(*this), Of(event), 0));
}

Event::Event() {
  cudaEvent_t event;
  R1_CHECK(cudaEventCreate(&event));
  handle_ = event;
}

Event::~Event() { cudaEventDestroy(Of(*this)); }
void Event::Record(const Stream& stream) { R1_CHECK(cudaEventRecord(Of(*this), Of(stream))); }
void Event::Synchronize() const { R1_CHECK(cudaEventSynchronize(Of(*this))); }

double Event::MillisecondsSince(const Event& earlier) const {
  float milliseconds = 0;
  Synchronize();
  R1_CHECK(cudaEventElapsedTime(&milliseconds, Of(earlier), Of(*this)));
  return milliseconds;
}

void* AllocateDevice(size_t bytes) {
  void* p = nullptr;
  const cudaError_t status = cudaMalloc(&p, bytes);
  if (status == cudaErrorMemoryAllocation) {
    size_t free = 0, total = 0;
    cudaGetLastError();
    cudaMemGetInfo(&free, &total);
    constexpr double kGiB = 1 << 30;
    base::Fail("the GPU has no room for another ", bytes / kGiB, " GiB: ", free / kGiB, " of ",
               total / kGiB, " GiB are free; use smaller batches or a smaller key/value cache");
  }
  Check(status, "cudaMalloc", __LINE__);
  return p;
}

void FreeDevice(void* p) noexcept { cudaFree(p); }

void* AllocatePinned(size_t bytes) {
  void* p = nullptr;
  R1_CHECK(cudaMallocHost(&p, bytes));
  return p;
}

void FreePinned(void* p) noexcept { cudaFreeHost(p); }

void CopyBytesToDevice(const Stream& stream, void* device, const void* host, size_t bytes) {
  R1_CHECK(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, Of(stream)));
}

void CopyBytesToHost(const Stream& stream, void* host, const void* device, size_t bytes) {
  R1_CHECK(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, Of(stream)));
}

void CopyBytesOnDevice(const Stream& stream, void* to, const void* from, size_t bytes) {
  R1_CHECK(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, Of(stream)));
}

void FillBytes(const Stream& stream, void* device, unsigned char value, size_t bytes) {
  if (bytes > 0) R1_CHECK(cudaMemsetAsync(device, value, bytes, Of(stream)));
}

void LaunchFunction(const char* name, const void* kernel, const LaunchShape& shape,
                    const Stream& stream, void** params) {
  if (shape.shared_bytes > kUsualSharedBytes) {
    Check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                               static_cast<int>(shape.shared_bytes)),
          name, __LINE__);
  }
  Check(cudaLaunchKernel(kernel, shape.grid, shape.block, params, shape.shared_bytes, Of(stream)),
        name, __LINE__);
}

Graph::Graph(const Stream& stream, const std::function<void()>& work) : handle_(nullptr) {
  cudaGraph_t graph = nullptr;
  R1_CHECK(cudaStreamBeginCapture(Of(stream), cudaStreamCaptureModeThreadLocal));
  try {
    work();
  } catch (...) {
    if (cudaStreamEndCapture(Of(stream), &graph) == cudaSuccess) cudaGraphDestroy(graph);
    cudaGetLastError();
    throw;
  }
  R1_CHECK(cudaStreamEndCapture(Of(stream), &graph));
  cudaGraphExec_t executable = nullptr;
  const cudaError_t status = cudaGraphInstantiate(&executable, graph, 0);
  cudaGraphDestroy(graph);
  Check(status, "cudaGraphInstantiate", __LINE__);
  handle_ = executable;
}

Graph::~Graph() { cudaGraphExecDestroy(static_cast<cudaGraphExec_t>(handle_)); }

void Graph::Launch(const Stream& stream) const {
  R1_CHECK(cudaGraphLaunch(static_cast<cudaGraphExec_t>(handle_), Of(stream)));
}

}  // namespace r1bench::cuda
