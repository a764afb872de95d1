// What the math_verify program does with a whole input: every line judged, on all threads
// (base::SetNumThreads), results in the order of the lines and the same for any number of threads,
// memory bounded by the reader's limits.
#ifndef R1BENCH_VERIFIERS_MATH_PAIRS_PAIR_STREAM_H_
#define R1BENCH_VERIFIERS_MATH_PAIRS_PAIR_STREAM_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "verifiers/line_reader.h"
#include "verifiers/math_pairs/pair_judge.h"

namespace r1bench::verifiers {

struct StreamCounts {
  int64_t pairs = 0;                  // judged
  int64_t bad = 0;                    // bad lines
  std::array<int64_t, 6> verdicts{};  // by Status
  bool reader_gone = false;           // write said so; the rest of the input was left
};

// "3,000 pairs: 1,434 correct, 1,500 wrong, 66 no answer; 2 bad lines".
std::string CountsText(const StreamCounts& counts);

struct StreamSinks {
  // Takes whole lines of results. False: nobody reads them any more.
  std::function<bool(std::string_view lines)> write;
  // Takes "INPUT:LINE: what is wrong; what to do" for each bad line.
  std::function<void(const std::string& message)> report;
  // Called after each block of lines; may be empty.
  std::function<void(const StreamCounts& counts, int64_t bytes_read)> progress;
};

StreamCounts JudgeStream(const PairOptions& options, LineReader* reader, const StreamSinks& sinks);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_MATH_PAIRS_PAIR_STREAM_H_
