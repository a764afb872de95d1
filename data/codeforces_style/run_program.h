// Runs a trusted program of the build: a reference solution on one input.
#ifndef R1BENCH_DATA_CODEFORCES_STYLE_RUN_PROGRAM_H_
#define R1BENCH_DATA_CODEFORCES_STYLE_RUN_PROGRAM_H_

#include <string>
#include <string_view>

namespace r1bench::data::codeforces_style {

// What `program` writes to standard output when it reads `input`. Throws base::Error when it cannot
// be started or does not exit with status 0. No isolation and no limits: see verifiers/sandbox for
// programs that are not ours.
std::string RunProgram(const std::string& program, std::string_view input);

}  // namespace r1bench::data::codeforces_style

#endif  // R1BENCH_DATA_CODEFORCES_STYLE_RUN_PROGRAM_H_
