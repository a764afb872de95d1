// What the programs share that judge a stream of JSON lines: a FILE among the flags, standard input
// without one, and bad lines told to the user while a progress bar runs.
#ifndef R1BENCH_VERIFIERS_STREAM_PROGRAM_H_
#define R1BENCH_VERIFIERS_STREAM_PROGRAM_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/main.h"
#include "base/progress.h"

namespace r1bench::verifiers {

struct StreamInput {
  int fd = 0;
  std::string name = "standard input";
  int64_t bytes = 0;  // 0: unknown
};

// `files` is empty, "-" or one path. `program` is the program's name and `items` what it reads
// ("pairs"), for messages. Throws base::UsageError for more files, base::Error for one that cannot
// be opened.
StreamInput OpenStreamInput(const std::vector<std::string>& files, const std::string& program,
                            const std::string& items);

// Describes the first `max_faults` bad lines (0: all), each after the bar is out of the way.
class FaultReporter {
 public:
  FaultReporter(base::Progress* progress, int max_faults)
      : progress_(progress), max_faults_(max_faults) {}

  void operator()(const std::string& message);

 private:
  base::Progress* progress_;
  int max_faults_;
  int described_ = 0;
};

// base::Main for a program whose arguments are flags and files.
int MainWithFiles(int argc, char** argv, const base::ProgramInfo& info,
                  const std::function<int(const std::vector<std::string>& files)>& body);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_STREAM_PROGRAM_H_
