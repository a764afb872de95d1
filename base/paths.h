// Paths as the user meant them: `bazel run` starts a program in another folder than the caller's,
// yet a relative path on the command line always means the caller's folder.
#ifndef R1BENCH_BASE_PATHS_H_
#define R1BENCH_BASE_PATHS_H_

#include <string>
#include <string_view>

namespace r1bench::base {

// The folder the user stood in: $BUILD_WORKING_DIRECTORY (set by `bazel run`), else the current
// one.
std::string CallerFolder();

// `path` made absolute from CallerFolder(), with "." and ".." resolved in the text. An absolute
// path stays; an empty one stays empty; a leading "~/" means $HOME.
std::string CallerPath(std::string_view path);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_PATHS_H_
