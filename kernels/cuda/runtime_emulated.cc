// runtime.h, graph.h and launch.h on the emulated device.
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernels/cuda/emulation/block.h"
#include "kernels/cuda/emulation/device_memory.h"
#include "kernels/cuda/emulation/poison.h"
#include "kernels/cuda/graph.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {
namespace {

using emulation::DeviceMemory;
using Clock = std::chrono::steady_clock;
using Recording = std::vector<std::function<void()>>;

struct EmulatedStream {
  Recording* recording = nullptr;
};

EmulatedStream& Of(const Stream& stream) { return *static_cast<EmulatedStream*>(stream.handle()); }

// By this thread.
thread_local int streams_recording = 0;

void Queue(const Stream& stream, std::function<void()> work) {
  Recording* recording = Of(stream).recording;
  if (recording != nullptr) {
    recording->push_back(std::move(work));
  } else {
    work();
  }
}

void RequireHost(const void* p, size_t bytes) {
  base::Require(!DeviceMemory::Get().Overlaps(p, bytes),
                "expected a host address in a copy, got one of the device");
}

// "const char* ... [with auto kKernel = a::B<float>]" -> "a::B<float>".
std::string ShortName(const char* name) {
  const std::string text = name;
  const size_t begin = text.find("kKernel = ");
  if (begin == text.npos) return text;
  const size_t at = begin + std::strlen("kKernel = ");
  return text.substr(at, text.size() - at - 1);
}

}  // namespace

int DeviceCount() { return 1; }
std::string DeviceName() { return "emulated device"; }
std::string WhyNoDevice() { return "the emulated device is always there"; }
void SelectDevice(int device) {
  base::Require(device == 0, "expected the one emulated device, 0, got ", device);
}

Stream::Stream() : handle_(new EmulatedStream) {}
Stream::~Stream() { delete static_cast<EmulatedStream*>(handle_); }

void Stream::Synchronize() const {
  base::Require(Of(*this).recording == nullptr, "a stream that is recorded cannot be waited for");
}

void Stream::Wait(const Event&) const {}

Event::Event() : handle_(new Clock::time_point) {}
Event::~Event() { delete static_cast<Clock::time_point*>(handle_); }
void Event::Record(const Stream&) { *static_cast<Clock::time_point*>(handle_) = Clock::now(); }
void Event::Synchronize() const {}

double Event::MillisecondsSince(const Event& earlier) const {
  const auto& from = *static_cast<Clock::time_point*>(earlier.handle_);
  const auto& to = *static_cast<Clock::time_point*>(handle_);
  return std::chrono::duration<double, std::milli>(to - from).count();
}

void* AllocateDevice(size_t bytes) {
  base::Require(streams_recording == 0, "device memory asked for while a stream is recorded");
  return DeviceMemory::Get().Allocate(bytes);
}

void FreeDevice(void* p) noexcept { DeviceMemory::Get().Free(p); }

void* AllocatePinned(size_t bytes) {
  void* p = std::malloc(bytes);
  base::Require(p != nullptr, "no host memory for ", bytes, " bytes");
  emulation::Poison(p, bytes);
  return p;
}

void FreePinned(void* p) noexcept { std::free(p); }

void CopyBytesToDevice(const Stream& stream, void* device, const void* host, size_t bytes) {
  DeviceMemory::Get().RequireInside(device, bytes, "copy to the device");
  RequireHost(host, bytes);
  Queue(stream, [=] {
    const DeviceMemory::Access access;
    std::memcpy(device, host, bytes);
  });
}

void CopyBytesToHost(const Stream& stream, void* host, const void* device, size_t bytes) {
  DeviceMemory::Get().RequireInside(device, bytes, "copy to the host");
  RequireHost(host, bytes);
  Queue(stream, [=] {
    const DeviceMemory::Access access;
    std::memcpy(host, device, bytes);
  });
}

void CopyBytesOnDevice(const Stream& stream, void* to, const void* from, size_t bytes) {
  DeviceMemory::Get().RequireInside(from, bytes, "copy on the device, source");
  DeviceMemory::Get().RequireInside(to, bytes, "copy on the device, target");
  Queue(stream, [=] {
    const DeviceMemory::Access access;
    std::memcpy(to, from, bytes);
  });
}

void FillBytes(const Stream& stream, void* device, unsigned char value, size_t bytes) {
  if (bytes == 0) return;
  DeviceMemory::Get().RequireInside(device, bytes, "fill");
  Queue(stream, [=] {
    const DeviceMemory::Access access;
    std::memset(device, value, bytes);
  });
}

void LaunchThreads(const char* name, const LaunchShape& shape, const Stream& stream,
                   std::function<void()> thread) {
  emulation::Grid grid = {ShortName(name), shape.grid, shape.block, shape.shared_bytes};
  Queue(stream,
        [grid = std::move(grid), thread = std::move(thread)] { emulation::RunGrid(grid, thread); });
}

Graph::Graph(const Stream& stream, const std::function<void()>& work) : handle_(nullptr) {
  base::Require(Of(stream).recording == nullptr, "the stream is being recorded already");
  auto recording = std::make_unique<Recording>();
  struct Guard {
    explicit Guard(EmulatedStream& stream) : stream(stream) { ++streams_recording; }
    ~Guard() {
      --streams_recording;
      stream.recording = nullptr;
    }
    EmulatedStream& stream;
  };
  {
    const Guard guard(Of(stream));
    Of(stream).recording = recording.get();
    work();
  }
  handle_ = recording.release();
}

Graph::~Graph() { delete static_cast<Recording*>(handle_); }

void Graph::Launch(const Stream& stream) const {
  const auto* recording = static_cast<const Recording*>(handle_);
  Queue(stream, [recording] {
    const DeviceMemory::Access access;
    for (const std::function<void()>& work : *recording) work();
  });
}

}  // namespace r1bench::cuda
