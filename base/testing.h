// Helpers for tests.
#ifndef R1BENCH_BASE_TESTING_H_
#define R1BENCH_BASE_TESTING_H_

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::base {

// A fresh folder that is removed with everything in it at the end of the scope.
class TempDir {
 public:
  TempDir() {
    const char* const root = std::getenv("TEST_TMPDIR");
    std::string name = StrCat(root != nullptr ? root : "/tmp", "/r1bench.XXXXXX");
    Require(mkdtemp(name.data()) != nullptr, "cannot create a folder like ", name);
    path_ = name;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string File(std::string_view name) const { return JoinPath(path_, name); }

  // Writes a file and returns its path.
  std::string Write(std::string_view name, std::string_view bytes) const {
    const std::string path = File(name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

 private:
  std::string path_;
};

// The message of the exception that fn throws; "" if it throws none.
template <typename Fn>
std::string MessageOf(const Fn& fn) {
  try {
    fn();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

// Memory of this process in bytes, from /proc: VmRSS is what is in RAM, VmHWM the most there ever
// was.
inline int64_t ProcessBytes(std::string_view key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(StrCat(key, ":"))) {
      return std::atoll(line.c_str() + key.size() + 1) * 1024;
    }
  }
  Fail("expected a line ", key, " in /proc/self/status, got none");
}

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_TESTING_H_
