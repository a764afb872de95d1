// Work recorded once and then started again and again for the price of one launch.
//
//   Graph graph(stream, [&] { Forward(...); Sample(...); });
//   for (...) graph.Launch(stream);
//
// Kernels get the arguments that they had when recorded, copies the same addresses: what changes
// between launches must lie in memory.
#ifndef R1BENCH_KERNELS_CUDA_GRAPH_H_
#define R1BENCH_KERNELS_CUDA_GRAPH_H_

#include <functional>

#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

class Graph {
 public:
  // Records what `work` queues on `stream`, running none of it. `work` must neither wait for the
  // stream nor allocate device memory (throws base::Error).
  Graph(const Stream& stream, const std::function<void()>& work);
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  // Queues all of it.
  void Launch(const Stream& stream) const;

 private:
  void* handle_;
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_GRAPH_H_
