// The two things the loader reads of a program or library: which libraries it needs, and where to
// look for them. A small reader of 64-bit little-endian ELF files.
#ifndef R1BENCH_TESTS_HERMETICITY_ELF_FILE_H_
#define R1BENCH_TESTS_HERMETICITY_ELF_FILE_H_

#include <string>
#include <string_view>
#include <vector>

namespace r1bench::hermeticity {

struct ElfDynamic {
  std::vector<std::string> needed;     // DT_NEEDED, in order
  std::vector<std::string> run_paths;  // DT_RPATH and DT_RUNPATH, split at ':'
};

bool IsElf(std::string_view bytes);

// Throws base::Error when `bytes` (an ELF file's) are cut short or of another kind.
ElfDynamic ReadElfDynamic(std::string_view bytes);

}  // namespace r1bench::hermeticity

#endif  // R1BENCH_TESTS_HERMETICITY_ELF_FILE_H_
