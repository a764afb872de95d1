// Output to a descriptor that may be a pipe.
#ifndef R1BENCH_VERIFIERS_WRITE_ALL_H_
#define R1BENCH_VERIFIERS_WRITE_ALL_H_

#include <string_view>

namespace r1bench::verifiers {

// Writes all of `bytes`. False if the reader of a pipe or socket is gone; throws base::Error, with
// `name` for the file, when they cannot be written.
bool WriteAll(int fd, std::string_view bytes, std::string_view name);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_WRITE_ALL_H_
