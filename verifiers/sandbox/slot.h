// The pool's side of one worker process: starts it, talks to it, ends it.
#ifndef R1BENCH_VERIFIERS_SANDBOX_SLOT_H_
#define R1BENCH_VERIFIERS_SANDBOX_SLOT_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

// Not thread-safe: a slot is used by one thread at a time.
class Slot {
 public:
  explicit Slot(BoxPoolOptions options);
  ~Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  // Starts the worker. Throws base::Error where the isolation asked for cannot be had.
  void Start();
  // Ends it and everything in its box, and returns when they are gone.
  void Stop();
  bool running() const { return socket_ >= 0; }
  bool weak() const { return weak_; }
  // What the worker says of its isolation.
  const std::string& description() const { return description_; }

  // One request, and its result. False when the worker has died.
  bool Send(const std::string& frame, const std::vector<int>& fds) const;
  bool Receive(BoxResult* result) const;

 private:
  void ReadReady();

  const BoxPoolOptions options_;
  const int number_;
  int socket_ = -1;
  pid_t pid_ = -1;
  bool weak_ = false;
  std::string description_;
  std::vector<std::string> cgroups_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_SLOT_H_
