// Memory of this process and how busy the machine was with others, from /proc.
#ifndef R1BENCH_TOOLS_BENCH_PROCESS_H_
#define R1BENCH_TOOLS_BENCH_PROCESS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace r1bench::bench {

// The bytes of a line "VmRSS:   1234 kB" of a /proc/<pid>/status; 0 if there is none.
int64_t StatusBytes(std::string_view status, std::string_view key);

int64_t ResidentBytes();
int64_t PeakResidentBytes();  // since the start or ResetPeak
// Gives freed memory back and begins a new peak at the current size.
void ResetPeak();

// Share of the processors' time that others took: what may spoil a measurement.
//   const OthersClock clock;  ...  clock.Share()
class OthersClock {
 public:
  OthersClock();
  // 0 to 1, since construction. Children that have ended count as ours.
  double Share() const;

 private:
  double busy_ = 0, total_ = 0, ours_ = 0;
};

// A line that says how much that was, and whether figures of such a run may be quoted. Others hurt
// programs whose threads wait for each other at every step (OpenMP's barriers: all peers) far more
// than those that share out work anew, so ratios of a busy machine flatter us.
std::string OthersText(double share);

}  // namespace r1bench::bench

#endif  // R1BENCH_TOOLS_BENCH_PROCESS_H_
