// Errors: one exception class, and one function to check a contract.
//
// Three tiers, used everywhere in r1bench:
//   1. An expected outcome (a wrong answer, a malformed response) is a value, never an exception.
//   2. A broken contract or environment (a flag out of range, a missing file, a wrong shape) throws
//      base::Error through Require or Fail. The message says what was expected, what was found, and
//      what to do next.
//   3. The impossible is a glog CHECK (base/logging.h).
// Only base::Main catches (base/main.h).
//
//   base::Require(k >= 1, "expected --k of at least 1, got ", k, "; use --k=1 for one sample");
#ifndef R1BENCH_BASE_ERROR_H_
#define R1BENCH_BASE_ERROR_H_

#include <sstream>
#include <stdexcept>
#include <string>

namespace r1bench::base {

// A broken contract or environment. base::Main prints the message and exits with status 1.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A wrong command line or flagfile. base::Main exits with status 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

// The arguments, streamed one after the other into one string.
template <typename... Args>
std::string StrCat(const Args&... args) {
  std::ostringstream out;
  (out << ... << args);
  return std::move(out).str();
}

// Throws Error with the streamed message.
template <typename... Args>
[[noreturn]] void Fail(const Args&... args) {
  throw Error(StrCat(args...));
}

// Throws UsageError with the streamed message: for values that the user gave in flags.
template <typename... Args>
[[noreturn]] void FailUsage(const Args&... args) {
  throw UsageError(StrCat(args...));
}

// Throws Error with the streamed message unless `ok`. The message is built only on failure, but its
// arguments are evaluated always: keep them cheap.
template <typename... Args>
inline void Require(bool ok, const Args&... args) {
  static_assert(sizeof...(Args) > 0, "say what was expected, what was found, and what to do");
  if (!ok) [[unlikely]] {
    Fail(args...);
  }
}

// The same for a value that the user gave in a flag: throws UsageError, so the exit status is 2.
template <typename... Args>
inline void RequireUsage(bool ok, const Args&... args) {
  static_assert(sizeof...(Args) > 0, "say what was expected, what was found, and what to do");
  if (!ok) [[unlikely]] {
    FailUsage(args...);
  }
}

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_ERROR_H_
