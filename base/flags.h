// Command-line flags: parsing with clear errors, the manual page, and the flags of a run as a
// flagfile or JSON.
//
// Flags are gflags' (DEFINE_int32 and so on) and are defined in binaries only. The parsing is ours:
// gflags ends the program at the first error and cannot say in which line of a flagfile it was.
//   --name=value  --name value  --bool_flag  --nobool_flag  --flagfile=FILE
// Dashes inside a name count as underscores. A flagfile holds one --name=value a line, # comments,
// and may include others. Later settings win. A relative FILE means the caller's folder; if it is
// not there, the folder of the including flagfile, then the program's runfiles.
#ifndef R1BENCH_BASE_FLAGS_H_
#define R1BENCH_BASE_FLAGS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace r1bench::base {

struct FlagInfo {
  std::string name, type, description, default_value, value;
  std::string file;  // where it is defined, from the workspace root
};

// The flags that r1bench's own sources define, grouped by file, in alphabetical order.
std::vector<FlagInfo> ProjectFlags();

// Sets flags from argv[1..]. Throws UsageError for an unknown flag (with the nearest known name), a
// bad value, an unreadable flagfile or an argument that is no flag.
void ParseFlags(std::span<const char* const> arguments);

// The project's flags but those in `without`, one --name=value a line: a flagfile that sets all.
std::string FlagsText(std::span<const std::string_view> without = {});

// {"name": value, ...} of the project's flags, numbers and booleans as such.
Json FlagsJson();

// The manual page behind --help. With `brief` one line a flag (--helpshort).
std::string HelpPage(std::string_view name, std::string_view summary, std::string_view manual,
                     bool brief);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_FLAGS_H_
