// What a machine is assumed to have: the C and C++ runtimes, and nothing else.
#ifndef R1BENCH_TESTS_HERMETICITY_RUNTIMES_H_
#define R1BENCH_TESTS_HERMETICITY_RUNTIMES_H_

#include <array>
#include <string>
#include <string_view>

namespace r1bench::hermeticity {

inline constexpr std::array<std::string_view, 8> kRuntimes = {
    "ld-linux-x86-64.so.2", "libc.so.6",       "libdl.so.2",    "libgcc_s.so.1", "libm.so.6",
    "librt.so.1",           "libpthread.so.0", "libstdc++.so.6"};

bool IsRuntime(std::string_view library);

// Where this machine keeps a runtime ("/lib/x86_64-linux-gnu/libc.so.6"); "" where it has none.
std::string FindRuntime(std::string_view library);

}  // namespace r1bench::hermeticity

#endif  // R1BENCH_TESTS_HERMETICITY_RUNTIMES_H_
