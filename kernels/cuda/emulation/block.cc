#include "kernels/cuda/emulation/block.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <numeric>
#include <sstream>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernels/cuda/emulation/device_memory.h"
#include "kernels/cuda/emulation/fiber.h"
#include "kernels/cuda/emulation/shared_memory.h"

namespace r1bench::cuda::emulation {
namespace {

constexpr int kWarp = 32;
constexpr int kMaxThreads = 1024;

enum class State : uint8_t { kReady, kAtBarrier, kAtMeeting, kDone };

struct Thread {
  State state = State::kReady;
  uint3 index = {};
  Site site = {};     // where it waits
  uint32_t mask = 0;  // whom it waits for
  WarpOp op = nullptr;
  void* args = nullptr;
  AsyncCopies copies;
};

// Lanes that wait for each other.
struct Meeting {
  uint32_t mask, arrived;
};

struct OrderSetting {
  FiberOrder order = FiberOrder::kForward;
  uint64_t random = 1;
};

OrderSetting& Setting() {
  static auto& setting = *new OrderSetting;
  return setting;
}

// The items of one level in the order of this turn.
void Arrange(std::vector<int>& items) {
  OrderSetting& setting = Setting();
  if (setting.order != FiberOrder::kShuffled) return;
  for (size_t i = items.size(); i > 1; --i) {
    setting.random = setting.random * 6364136223846793005u + 1442695040888963407u;
    std::swap(items[i - 1], items[(setting.random >> 33) % i]);
  }
}

std::vector<int> Range(int n) {
  std::vector<int> items(n);
  std::iota(items.begin(), items.end(), 0);
  if (Setting().order == FiberOrder::kReverse) std::reverse(items.begin(), items.end());
  return items;
}

uint3 Index(const dim3& extent, unsigned i) {
  return {i % extent.x, i / extent.x % extent.y, i / extent.x / extent.y};
}

std::string Name(const uint3& i) { return base::StrCat("(", i.x, ",", i.y, ",", i.z, ")"); }
std::string Name(const Site& site) { return base::StrCat(site.file, ":", site.line); }

uint32_t Bits(int count) { return count >= 32 ? ~0u : (1u << count) - 1; }

class Block {
 public:
  Block() : fibers_(&Block::Body, this) {}

  void RunAll(const Grid& grid, const std::function<void()>& thread);

  void Barrier(Site site);
  void Meet(uint32_t mask, WarpOp op, void* args, Site site);
  int lane() const { return current_ % kWarp; }
  SharedMemory& shared() { return shared_; }
  void RequireAccess(bool ok, const void* p, Site site) const {
    if (!ok) {
      base::Fail(Where(), ", thread ", Name(threadIdx), ": wrong address ", p, " at ", Name(site));
    }
  }
  Thread& current() { return threads_[current_]; }

 private:
  static void Body(void* block);
  void Prepare(const Grid& grid);
  void RunBlock();
  bool RunWarp(int warp);
  bool RunThread(int i);
  bool ReleaseBarrier();
  void Wait(State state, Site site);
  uint32_t LanesOf(int warp) const { return Bits(count_ - warp * kWarp); }
  [[noreturn]] void FailStuck() const;
  std::string Describe(int i) const;
  std::string Where() const { return base::StrCat(grid_->kernel, ", block ", Name(blockIdx)); }

  FiberSet fibers_;
  SharedMemory shared_;
  std::vector<Thread> threads_;
  std::vector<std::vector<Meeting>> meetings_;  // by warp
  std::vector<int> warp_order_;
  std::vector<std::vector<int>> lane_order_;  // by warp
  const Grid* grid_ = nullptr;
  const std::function<void()>* thread_ = nullptr;
  int count_ = 0;  // of threads
  int done_ = 0;
  int at_barrier_ = 0;
  Site barrier_ = {};
  int current_ = 0;
  std::exception_ptr failure_;
};

bool Aligned(const void* p, size_t align) { return reinterpret_cast<uintptr_t>(p) % align == 0; }

// Grids of several OS threads run one at a time, as only one has access to device memory.
Block& TheBlock() {
  static auto& block = *new Block;
  return block;
}

void Block::Body(void* block) {
  auto& self = *static_cast<Block*>(block);
  try {
    (*self.thread_)();
  } catch (...) {
    self.failure_ = std::current_exception();
  }
}

void Block::Prepare(const Grid& grid) {
  grid_ = &grid;
  gridDim = grid.grid;
  blockDim = grid.block;
  count_ = static_cast<int>(grid.block.x * grid.block.y * grid.block.z);
  fibers_.Grow(count_);
  threads_.resize(count_);
  const int warps = (count_ + kWarp - 1) / kWarp;
  warp_order_ = Range(warps);
  lane_order_.clear();
  meetings_.assign(warps, {});
  for (int w = 0; w < warps; ++w) {
    lane_order_.push_back(Range(std::min(kWarp, count_ - w * kWarp)));
    for (int& i : lane_order_.back()) i += w * kWarp;
  }
  for (int i = 0; i < count_; ++i) threads_[i].index = Index(grid.block, i);
}

void Block::RunAll(const Grid& grid, const std::function<void()>& thread) {
  thread_ = &thread;
  Prepare(grid);
  std::vector<int> blocks = Range(static_cast<int>(grid.grid.x * grid.grid.y * grid.grid.z));
  Arrange(blocks);
  for (const int i : blocks) {
    blockIdx = Index(grid.grid, i);
    try {
      RunBlock();
    } catch (...) {
      fibers_.Abandon();
      throw;
    }
  }
}

void Block::RunBlock() {
  shared_.Begin(grid_->shared_bytes);
  for (Thread& thread : threads_) {
    thread.state = State::kReady;
    thread.copies.Clear();
  }
  for (std::vector<Meeting>& meetings : meetings_) meetings.clear();
  done_ = at_barrier_ = 0;
  failure_ = nullptr;
  while (done_ < count_) {
    bool progress = false;
    Arrange(warp_order_);
    for (const int warp : warp_order_) progress |= RunWarp(warp);
    if (!ReleaseBarrier() && !progress) FailStuck();
  }
  if (!shared_.MarginsIntact()) {
    base::Fail(Where(), ": wrote behind the end of a shared array");
  }
}

// Runs the threads of a warp as far as they get without another warp.
bool Block::RunWarp(int warp) {
  bool any = false;
  for (bool progress = true; progress; any |= progress) {
    progress = false;
    Arrange(lane_order_[warp]);
    for (const int i : lane_order_[warp]) progress |= RunThread(i);
  }
  return any;
}

bool Block::RunThread(int i) {
  if (threads_[i].state != State::kReady) return false;
  current_ = i;
  threadIdx = threads_[i].index;
  if (fibers_.Resume(i)) {
    threads_[i].state = State::kDone;
    ++done_;
  }
  if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
  return true;
}

bool Block::ReleaseBarrier() {
  if (at_barrier_ < count_) return false;
  at_barrier_ = 0;
  for (Thread& thread : threads_) thread.state = State::kReady;
  return true;
}

void Block::Wait(State state, Site site) {
  current().state = state;
  current().site = site;
  fibers_.Yield();
}

void Block::Barrier(Site site) {
  if (at_barrier_++ == 0) barrier_ = site;
  if (site.line != barrier_.line || site.file != barrier_.file) {
    base::Fail(Where(), ": divergent barrier: thread ", Name(current().index), " is at ",
               Name(site), " while others are at ", Name(barrier_));
  }
  Wait(State::kAtBarrier, site);
}

void Block::Meet(uint32_t mask, WarpOp op, void* args, Site site) {
  const int warp = current_ / kWarp;
  const uint32_t bit = 1u << lane();
  if ((mask & bit) == 0 || (mask & ~LanesOf(warp)) != 0) {
    base::Fail(Where(), ", thread ", Name(threadIdx), ": the mask ", mask, " at ", Name(site),
               " leaves out its own lane or names one that does not exist");
  }
  Thread& self = current();
  self.mask = mask;
  self.op = op;
  self.args = args;
  std::vector<Meeting>& meetings = meetings_[warp];
  const auto at = std::find_if(meetings.begin(), meetings.end(),
                               [mask](const Meeting& m) { return m.mask == mask; });
  if (at == meetings.end()) {
    if (mask != bit) {
      meetings.push_back({mask, bit});
      return Wait(State::kAtMeeting, site);
    }
  } else if ((at->arrived |= bit) != mask) {
    return Wait(State::kAtMeeting, site);
  } else {
    meetings.erase(at);
  }
  void* all[kWarp] = {};
  for (int l = 0; l < kWarp; ++l) {
    if ((mask >> l & 1u) == 0) continue;
    Thread& other = threads_[warp * kWarp + l];
    if (other.op != op) {
      base::Fail(Where(), ": thread ", Name(self.index), " at ", Name(site), " meets ",
                 Describe(warp * kWarp + l), " in another warp operation");
    }
    all[l] = other.args;
    other.state = State::kReady;
  }
  op(all, mask);
}

std::string Block::Describe(int i) const {
  const Thread& thread = threads_[i];
  const std::string name = "thread " + Name(thread.index);
  if (thread.state == State::kDone) return name + " (which has ended)";
  if (thread.state == State::kReady) return name;
  const std::string place = " (which waits at " + Name(thread.site);
  if (thread.state == State::kAtBarrier) return name + place + " for the whole block)";
  std::ostringstream mask;
  mask << std::hex << thread.mask;
  return base::StrCat(name, place, " for lanes ", mask.str(), " of its warp)");
}

void Block::FailStuck() const {
  // Of the threads that wait, one that waits for a warp operation, and someone it waits for.
  int waits = 0;
  while (threads_[waits].state == State::kDone) ++waits;
  for (int i = 0; i < count_; ++i) {
    if (threads_[i].state == State::kAtMeeting) waits = i;
  }
  const bool meeting = threads_[waits].state == State::kAtMeeting;
  for (int i = 0; i < count_; ++i) {
    const Thread& other = threads_[i];
    const bool wanted =
        !meeting || (i / kWarp == waits / kWarp && (threads_[waits].mask >> i % kWarp & 1u) != 0);
    const bool there =
        other.state == threads_[waits].state && (!meeting || other.mask == threads_[waits].mask);
    if (wanted && !there) {
      base::Fail(Where(), ": divergent ", meeting ? "warp operation" : "barrier", ": ",
                 Describe(waits), " is never joined by ", Describe(i));
    }
  }
  base::Fail(Where(), ": ", Describe(waits), " waits for ever");
}

void CheckShape(const Grid& grid) {
  const dim3 b = grid.block, g = grid.grid;
  const uint64_t threads = uint64_t{b.x} * b.y * b.z;
  base::Require(threads >= 1 && threads <= kMaxThreads && b.z <= 64, grid.kernel,
                ": expected 1 to 1024 threads in a block, got ", b.x, " x ", b.y, " x ", b.z);
  const uint64_t blocks = uint64_t{g.x} * g.y * g.z;
  base::Require(blocks >= 1 && blocks < (1u << 31) && g.y < 65536 && g.z < 65536, grid.kernel,
                ": expected 1 to 2^31 - 1 blocks (y and z below 65536), got ", g.x, " x ", g.y,
                " x ", g.z);
}

}  // namespace

void SetFiberOrder(FiberOrder order, uint64_t seed) { Setting() = {order, seed}; }

void RunGrid(const Grid& grid, const std::function<void()>& thread) {
  CheckShape(grid);
  const DeviceMemory::Access access;
  TheBlock().RunAll(grid, thread);
  DeviceMemory::Get().CheckMargins(grid.kernel.c_str());
}

void BlockBarrier(Site site) { TheBlock().Barrier(site); }
void WarpMeeting(uint32_t mask, WarpOp op, void* args, Site site) {
  TheBlock().Meet(mask, op, args, site);
}
void RequireShared(const void* p, size_t bytes, size_t align, Site site) {
  Block& block = TheBlock();
  block.RequireAccess(Aligned(p, align) && block.shared().Contains(p, bytes), p, site);
}

void RequireDevice(const void* p, size_t bytes, size_t align, Site site) {
  const bool inside = bytes == 0 || DeviceMemory::Get().Contains(p, bytes);
  TheBlock().RequireAccess(Aligned(p, align) && inside, p, site);
}

int LaneId() { return TheBlock().lane(); }
void* DynamicShared() { return TheBlock().shared().Dynamic(); }
void* StaticShared(const void* key, size_t bytes) { return TheBlock().shared().Static(key, bytes); }
AsyncCopies& ThreadCopies() { return TheBlock().current().copies; }

}  // namespace r1bench::cuda::emulation
