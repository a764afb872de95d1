// The device from the host: what there is, memory, streams and events. No CUDA header is needed
// here: with --config=cuda runtime.cu implements it, otherwise runtime_emulated.cc on the emulated
// device (kernels/cuda/emulation).
//
// Every function throws base::Error, with the failed call and CUDA's reason, if the device reports
// an error; that may be one of an earlier, asynchronous call. On the emulated device work runs at
// once, in the caller's thread.
#ifndef R1BENCH_KERNELS_CUDA_RUNTIME_H_
#define R1BENCH_KERNELS_CUDA_RUNTIME_H_

#include <cstddef>
#include <string>
#include <utility>

namespace r1bench::cuda {

// Whether this build has the emulated device instead of a real one.
#ifdef R1_CUDA
inline constexpr bool kEmulated = false;
#else
inline constexpr bool kEmulated = true;
#endif

// 0 where there is no usable GPU; the emulated device counts as one.
int DeviceCount();
// When there is none: CUDA's reason.
std::string WhyNoDevice();
// "NVIDIA H200", "emulated device".
std::string DeviceName();
// The device of this thread's later calls, 0 .. DeviceCount() - 1; the first one without it.
void SelectDevice(int device);

class Event;

// A queue of work for the device, done in order.
class Stream {
 public:
  Stream();
  ~Stream();
  Stream(Stream&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Stream& operator=(Stream&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  // Waits until all of it is done.
  void Synchronize() const;
  // What is queued from now on waits for the event.
  void Wait(const Event& event) const;

  // cudaStream_t.
  void* handle() const { return handle_; }

 private:
  void* handle_;
};

// A moment in a stream.
class Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void Record(const Stream& stream);
  void Synchronize() const;
  // Device time from `earlier` to this; waits for this event.
  double MillisecondsSince(const Event& earlier) const;

  // cudaEvent_t.
  void* handle() const { return handle_; }

 private:
  void* handle_;
};

// ---- Raw memory. Use DeviceArray and PinnedArray (kernels/cuda/device_array.h).

// Aligned to 256 bytes; contents undefined (poisoned on the emulated device).
void* AllocateDevice(size_t bytes);
// Errors show at the next call.
void FreeDevice(void* p) noexcept;
// Host memory that copies reach without the driver's own buffer.
void* AllocatePinned(size_t bytes);
void FreePinned(void* p) noexcept;

// Queued. Host memory must stay as it is until the stream has come past.
void CopyBytesToDevice(const Stream& stream, void* device, const void* host, size_t bytes);
void CopyBytesToHost(const Stream& stream, void* host, const void* device, size_t bytes);
void CopyBytesOnDevice(const Stream& stream, void* to, const void* from, size_t bytes);
void FillBytes(const Stream& stream, void* device, unsigned char value, size_t bytes);

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_RUNTIME_H_
