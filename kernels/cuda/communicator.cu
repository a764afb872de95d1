#include <cuda_runtime.h>
#include <nccl.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "base/error.h"
#include "kernels/cuda/communicator.h"

namespace r1bench::cuda {
namespace {

using Clock = std::chrono::steady_clock;

// Calls `done` again and again, first without a pause, until it is true or the time is over.
template <typename Done>
bool WaitUntil(double timeout_s, const Done& done) {
  constexpr int kEager = 2000;
  const Clock::time_point start = Clock::now();
  for (int i = 0; !done(); ++i) {
    if (std::chrono::duration<double>(Clock::now() - start).count() > timeout_s) return false;
    if (i >= kEager) std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  return true;
}

void Check(ncclResult_t status, const char* what) {
  base::Require(status == ncclSuccess || status == ncclInProgress, "NCCL: ", what, ": ",
                ncclGetErrorString(status), " (", ncclGetLastError(nullptr),
                "); NCCL_DEBUG=INFO says more");
}

ncclComm_t Of(void* handle) { return static_cast<ncclComm_t>(handle); }

// Ends the group for all ranks, so that none waits for this one.
[[noreturn]] void Abort(void** handle, const std::string& why) {
  ncclCommAbort(Of(*handle));
  *handle = nullptr;
  base::Fail("NCCL: ", why, "; the other ranks are told. NCCL_DEBUG=INFO says more");
}

void WaitForCall(void** handle, double timeout_s, const char* what) {
  ncclResult_t status = ncclInProgress;
  const bool in_time = WaitUntil(timeout_s, [&] {
    Check(ncclCommGetAsyncError(Of(*handle), &status), what);
    return status != ncclInProgress;
  });
  if (!in_time) Abort(handle, base::StrCat(what, " took longer than ", timeout_s, " s"));
  if (status != ncclSuccess) Abort(handle, base::StrCat(what, ": ", ncclGetErrorString(status)));
}

}  // namespace

std::string Communicator::MakeId() {
  ncclUniqueId id;
  Check(ncclGetUniqueId(&id), "ncclGetUniqueId");
  return std::string(id.internal, sizeof(id.internal));
}

Communicator::Communicator(const std::string& id, int rank, int size, double timeout_s)
    : rank_(rank), size_(size), timeout_s_(timeout_s) {
  ncclUniqueId unique;
  base::Require(id.size() == sizeof(unique.internal), "expected an id of ", sizeof(unique.internal),
                " bytes, got ", id.size());
  std::memcpy(unique.internal, id.data(), id.size());
  ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
  config.blocking = 0;
  ncclComm_t group = nullptr;
  Check(ncclCommInitRankConfig(&group, size, unique, rank, &config), "ncclCommInitRankConfig");
  handle_ = group;
  WaitForCall(&handle_, timeout_s_, "waiting for all ranks");
}

Communicator::~Communicator() {
  if (handle_ == nullptr) return;
  ncclCommFinalize(Of(handle_));
  ncclResult_t status = ncclInProgress;
  WaitUntil(timeout_s_, [&] {
    return ncclCommGetAsyncError(Of(handle_), &status) != ncclSuccess || status != ncclInProgress;
  });
  ncclCommDestroy(Of(handle_));
}

void Communicator::AllGather(const Stream& stream, const void* from, size_t bytes, void* to) {
  base::Require(handle_ != nullptr, "expected a working group, got one that was given up");
  Check(ncclAllGather(from, to, bytes, ncclInt8, Of(handle_),
                      static_cast<cudaStream_t>(stream.handle())),
        "ncclAllGather");
  WaitForCall(&handle_, timeout_s_, "ncclAllGather");
}

void Communicator::Synchronize(const Stream& stream) {
  base::Require(handle_ != nullptr, "expected a working group, got one that was given up");
  cudaError_t queue = cudaErrorNotReady;
  ncclResult_t status = ncclSuccess;
  const bool in_time = WaitUntil(timeout_s_, [&] {
    queue = cudaStreamQuery(static_cast<cudaStream_t>(stream.handle()));
    Check(ncclCommGetAsyncError(Of(handle_), &status), "ncclCommGetAsyncError");
    return queue != cudaErrorNotReady || (status != ncclSuccess && status != ncclInProgress);
  });
  if (!in_time) Abort(&handle_, base::StrCat("a rank did not come within ", timeout_s_, " s"));
  if (queue == cudaErrorNotReady) Abort(&handle_, ncclGetErrorString(status));
  base::Require(queue == cudaSuccess, "cudaStreamQuery: ", cudaGetErrorString(queue));
}

}  // namespace r1bench::cuda
