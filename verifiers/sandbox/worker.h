// The worker process of one slot: takes runs from its pool, one at a time, and answers.
#ifndef R1BENCH_VERIFIERS_SANDBOX_WORKER_H_
#define R1BENCH_VERIFIERS_SANDBOX_WORKER_H_

#include <linux/filter.h>

#include <memory>
#include <string>
#include <vector>

#include "verifiers/sandbox/cgroup.h"
#include "verifiers/sandbox/launcher.h"
#include "verifiers/sandbox/supervisor.h"
#include "verifiers/sandbox/warm_interpreter.h"
#include "verifiers/sandbox/weak.h"
#include "verifiers/sandbox/wire.h"

namespace r1bench::verifiers {

struct WorkerOptions {
  int owner = 3;               // the pool's socket
  int proc = -1;               // a descriptor of /proc
  WeakFolder* weak = nullptr;  // set where there are no namespaces
};

class Worker {
 public:
  Worker(const WorkerOptions& options, Cgroup* cgroup, std::vector<sock_filter> filter)
      : options_(options),
        cgroup_(*cgroup),
        filter_(std::move(filter)),
        supervisor_(*cgroup, options.owner, options.proc, options.weak != nullptr),
        // Without a memory group a box's memory is read off its processes, and an init that shares
        // the worker's would have the worker's counted.
        launcher_(options.weak == nullptr && cgroup->has_memory() ? std::make_unique<Launcher>()
                                                                  : nullptr),
        interpreter_(filter_) {}

  // Answers runs until the pool closes its end.
  void Serve();

 private:
  BoxResult Run(const BoxRequest& request, const std::vector<int>& fds);
  void SetIsolation(BoxSpec* spec) const;
  pid_t Start(const BoxRequest& request, const BoxSpec& spec);

  const WorkerOptions options_;
  Cgroup& cgroup_;
  const std::vector<sock_filter> filter_;
  Supervisor supervisor_;
  const std::unique_ptr<Launcher> launcher_;  // null: boxes begin with a fork of the worker
  WarmInterpreter interpreter_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_WORKER_H_
