// The program behind `bazel run //data:validate_dataset -- FILE...`.
#include <gflags/gflags.h>

#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/main.h"
#include "base/paths.h"
#include "data/dataset.h"

DEFINE_bool(require_answer, false, "a problem without an answer is a fault");
DEFINE_int32(max_faults, 20, "how many faults to print for each file; 0 prints all");

namespace r1bench {
namespace {

constexpr char kManual[] =
    R"(validate_dataset [--require_answer] [--max_faults=N] FILE...

Reads files of problems (JSON Lines, data/SCHEMA.md) and prints each fault
as FILE:LINE: what is wrong and what to do. For a sound file it prints the
number of problems and the SHA-256 of the file, which reports quote.

Exit status: 0 all files are sound; 1 some file has faults or cannot be
read; 2 wrong command line.

Example:
  bazel run //data:validate_dataset -- --require_answer my_problems.jsonl)";

// Prints what is wrong with `file`; true if nothing is.
bool Check(const std::string& file) {
  const data::DatasetCheck check =
      data::ValidateDataset(base::CallerPath(file), {.require_answer = FLAGS_require_answer});
  if (check.faults.empty()) {
    std::printf("%s: sound: %zu problems, %lld without an answer, sha256 %s\n", file.c_str(),
                check.problems.size(), static_cast<long long>(check.num_without_answer),
                check.sha256.c_str());
    return true;
  }
  int printed = 0;
  for (const data::Fault& fault : check.faults) {
    if (FLAGS_max_faults > 0 && printed == FLAGS_max_faults) break;
    std::printf("%s\n", data::FaultText(file, fault).c_str());
    ++printed;
  }
  std::printf(
      "%s: %zu faults%s\n", file.c_str(), check.faults.size(),
      printed < std::ssize(check.faults) ? ", not all shown (--max_faults=0 shows all)" : "");
  return false;
}

int Run(const std::vector<std::string>& files) {
  base::RequireUsage(!files.empty(), "expected at least one FILE; see --help");
  base::RequireUsage(FLAGS_max_faults >= 0, "expected --max_faults of at least 0, got ",
                     FLAGS_max_faults);
  bool sound = true;
  for (const std::string& file : files) sound &= Check(file);
  return sound ? 0 : 1;
}

}  // namespace
}  // namespace r1bench

// Arguments that begin with a dash are flags, the others are files.
int main(int argc, char** argv) {
  std::vector<char*> flags = {argv[0]};
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]).starts_with("-")) {
      flags.push_back(argv[i]);
    } else {
      files.emplace_back(argv[i]);
    }
  }
  return r1bench::base::Main(
      static_cast<int>(flags.size()), flags.data(),
      {"validate_dataset", "checks JSONL files of problems", r1bench::kManual},
      [&] { return r1bench::Run(files); });
}
