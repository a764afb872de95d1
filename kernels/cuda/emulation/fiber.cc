#include "kernels/cuda/emulation/fiber.h"

#include <sys/mman.h>

#include <cstdint>

#include "base/error.h"
#include "kernels/cuda/emulation/sanitizer.h"

// r1_fiber_enter(void** save, void* load): keeps the caller's registers on its stack, its stack
// pointer in *save, and goes on where the stack pointer `load` was kept. r1_fiber_leave is the same
// code. A jump instead of a return spares the processor a return address that it would predict
// wrongly, and with two jumps each has nearly always the same target.
asm(R"(
.text
.macro R1_FIBER_SWITCH name
.globl \name
.hidden \name
.type \name, @function
\name:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  movq %r12, %rdi
  jmp *%rcx
.size \name, .-\name
.endm
R1_FIBER_SWITCH r1_fiber_enter
R1_FIBER_SWITCH r1_fiber_leave
)");

extern "C" void r1_fiber_enter(void** save, void* load);
extern "C" void r1_fiber_leave(void** save, void* load);

namespace r1bench::cuda::emulation {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kStackBytes = 128 * 1024;
// Below each stack lies a page that nobody may touch.
constexpr size_t kStride = kStackBytes + kPage;
// Stacks begin at different places in their pages, or all would fall on the same cache sets.
constexpr size_t kStagger = 5 * 64;

size_t Offset(int i) { return static_cast<size_t>(i) * kStagger % kPage; }

}  // namespace

FiberSet::~FiberSet() {
  for (const Fiber& fiber : fibers_) munmap(fiber.stack - kPage, kStride);
}

void FiberSet::Grow(int count) {
  while (static_cast<int>(fibers_.size()) < count) {
    void* memory = mmap(nullptr, kStride, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    base::Require(memory != MAP_FAILED, "no memory for the stack of an emulated thread");
    Fiber fiber;
    fiber.stack = static_cast<char*>(memory) + kPage;
    mprotect(memory, kPage, PROT_NONE);
    fibers_.push_back(fiber);
    Prepare(static_cast<int>(fibers_.size()) - 1);
  }
}

void FiberSet::Prepare(int i) {
  Fiber& fiber = fibers_[i];
  auto* top = reinterpret_cast<uintptr_t*>(fiber.stack + kStackBytes - kPage + Offset(i));
  *--top = 0;  // Main's return address: the stack is as after a call
  *--top = reinterpret_cast<uintptr_t>(&FiberSet::Main);
  for (int saved = 0; saved < 6; ++saved) *--top = 0;
  top[3] = reinterpret_cast<uintptr_t>(this);  // r12, which the switch hands over as argument
  fiber.saved = top;
  fiber.fake_stack = nullptr;
}

bool FiberSet::Resume(int i) {
  current_ = i;
  finished_ = false;
  sanitizer::StartSwitch(&outside_fake_stack_, fibers_[i].stack, kStackBytes);
  r1_fiber_enter(&outside_, fibers_[i].saved);
  sanitizer::FinishSwitch(outside_fake_stack_, nullptr, nullptr);
  current_ = -1;
  return finished_;
}

void FiberSet::Yield() {
  finished_ = false;
  Leave();
}

void FiberSet::Leave() {
  Fiber& fiber = fibers_[current_];
  sanitizer::StartSwitch(&fiber.fake_stack, outside_stack_, outside_stack_size_);
  r1_fiber_leave(&fiber.saved, outside_);
  sanitizer::FinishSwitch(fibers_[current_].fake_stack, &outside_stack_, &outside_stack_size_);
}

void FiberSet::Main(FiberSet* set) {
  sanitizer::FinishSwitch(nullptr, &set->outside_stack_, &set->outside_stack_size_);
  for (;;) {
    set->body_(set->context_);
    set->finished_ = true;
    set->Leave();
  }
}

void FiberSet::Abandon() {
  for (size_t i = 0; i < fibers_.size(); ++i) {
    sanitizer::Unpoison(fibers_[i].stack, kStackBytes);
    Prepare(static_cast<int>(i));
  }
}

}  // namespace r1bench::cuda::emulation
