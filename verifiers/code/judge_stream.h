// What the judge program does with a whole input: lines are read, judged on some threads, and
// answered in their order.
#ifndef R1BENCH_VERIFIERS_CODE_JUDGE_STREAM_H_
#define R1BENCH_VERIFIERS_CODE_JUDGE_STREAM_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "verifiers/code/judge_request.h"
#include "verifiers/line_reader.h"

namespace r1bench::verifiers {

struct JudgeCounts {
  int64_t programs = 0;                           // judged
  int64_t bad = 0;                                // bad lines
  std::array<int64_t, kCodeVerdicts> verdicts{};  // by CodeVerdict
  int64_t flaky = 0;
  bool reader_gone = false;  // write said so; the rest of the input was left
};

// "500 programs: 480 AC, 12 WA, 8 TLE; 3 flaky; 2 bad lines".
std::string CountsText(const JudgeCounts& counts);

struct JudgeSinks {
  // The functions are called by one thread at a time.
  std::function<CodeResult(const JudgeRequest&)> judge;  // this one by `threads` at a time
  // Takes a line of results with its newline. False: nobody reads them any more.
  std::function<bool(std::string_view line)> write;
  // Takes "INPUT:LINE: what is wrong; what to do" for each bad line.
  std::function<void(const std::string& message)> report;
  // Called after each line; may be empty.
  std::function<void(const JudgeCounts& counts, int64_t bytes_read)> progress;
};

// An exception of a sink, and base::Interrupted, ends it when what is being judged has ended.
JudgeCounts JudgePrograms(const RequestReader& requests, int threads, LineReader* reader,
                          const JudgeSinks& sinks);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_JUDGE_STREAM_H_
