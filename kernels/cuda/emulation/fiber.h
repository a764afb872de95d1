// Threads of one OS thread that give way to each other where they say so: what the emulated device
// runs the threads of a block on.
//
// A fiber is a stack and a saved stack pointer. A switch saves the six registers that a callee must
// keep and takes a few nanoseconds. All fibers of a set run the same body; one that has finished it
// starts it again when it is next resumed, so a stack is set up once and not once a run.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_FIBER_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_FIBER_H_

#include <cstddef>
#include <vector>

namespace r1bench::cuda::emulation {

class FiberSet {
 public:
  // What every fiber runs; must not throw.
  using Body = void (*)(void* context);

  FiberSet(Body body, void* context) : body_(body), context_(context) {}
  ~FiberSet();
  FiberSet(const FiberSet&) = delete;
  FiberSet& operator=(const FiberSet&) = delete;

  // At least `count` fibers. Outside of fibers only.
  void Grow(int count);

  // Runs fiber i until it yields (false) or has finished its body (true). Outside of fibers only.
  bool Resume(int i);

  // Inside of a fiber: back to the caller of Resume.
  void Yield();

  // Forgets what the fibers were in the middle of, without unwinding their stacks.
  void Abandon();

 private:
  struct Fiber {
    char* stack = nullptr;  // the lowest byte
    void* saved = nullptr;  // stack pointer while it is not running
    void* fake_stack = nullptr;
  };

  static void Main(FiberSet* set);
  void Prepare(int i);
  void Leave();

  Body body_;
  void* context_;
  std::vector<Fiber> fibers_;
  int current_ = -1;
  bool finished_ = false;
  void* outside_ = nullptr;  // the resumer's stack pointer
  void* outside_fake_stack_ = nullptr;
  const void* outside_stack_ = nullptr;
  size_t outside_stack_size_ = 0;
};

}  // namespace r1bench::cuda::emulation

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_FIBER_H_
