// What a worker says to its warmed interpreter: one datagram a run, with descriptors. Plain memory,
// since both sides are of one build.
#ifndef R1BENCH_VERIFIERS_SANDBOX_WARM_PROTOCOL_H_
#define R1BENCH_VERIFIERS_SANDBOX_WARM_PROTOCOL_H_

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>

#include "verifiers/sandbox/box_process.h"

namespace r1bench::verifiers {

inline constexpr int kWarmSocket = 3;
inline constexpr int kMaxWarmFiles = 100;
inline constexpr int kMaxWarmStrings = 1000;
inline constexpr size_t kMaxWarmText = size_t{96} << 10;

// The descriptors, in this order: input, output, error, status, two for a channel if paired, the
// files, the cgroup files. The text holds strings that each end in a zero byte: names of files,
// names to keep, arguments, environment.
struct WarmRequest {
  BoxBounds bounds;
  int32_t paired;
  int32_t weak;
  int32_t num_files;
  int32_t num_keep;
  int32_t num_arguments;
  int32_t num_environment;
  int32_t num_join_fds;
  uint32_t text_bytes;
  int64_t file_sizes[kMaxWarmFiles];
  char text[kMaxWarmText];
};

// The answer: the pid of the box's init, or a negative errno.
using WarmReply = int64_t;

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_WARM_PROTOCOL_H_
