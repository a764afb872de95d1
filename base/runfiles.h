// Files that Bazel lays beside a program (`data = [...]`): helper programs, default flagfiles, page
// assets, test fixtures.
#ifndef R1BENCH_BASE_RUNFILES_H_
#define R1BENCH_BASE_RUNFILES_H_

#include <string>
#include <string_view>

namespace r1bench::base {

// The path of a file or folder given from the workspace root ("experiments/r1_zero/micro.flags").
// Throws Error naming the places that were searched.
std::string Runfile(std::string_view path);

// The same, or "" when there is none.
std::string FindRunfile(std::string_view path);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_RUNFILES_H_
