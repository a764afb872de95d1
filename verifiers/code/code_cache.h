// What the judge keeps between runs: compiled programs and precompiled headers, as files in a
// folder that belongs to this user, and the programs used last in memory.
//
// Layout: FOLDER/programs/KEY (readable by this user alone), FOLDER/shared/KEY/bits/stdc++.h.gch
// (readable by everyone: the sandbox's users read them). Files are written whole or not at all, so
// several judges may share a folder. When the programs take more than `max_bytes` the oldest go.
#ifndef R1BENCH_VERIFIERS_CODE_CODE_CACHE_H_
#define R1BENCH_VERIFIERS_CODE_CODE_CACHE_H_

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "verifiers/sandbox/sandbox.h"

namespace r1bench::verifiers {

class CodeCache {
 public:
  // Makes the folder. Throws base::Error if it cannot be made, or belongs to somebody else or can
  // be written by others: a program from there would be trusted to be what was compiled.
  explicit CodeCache(const std::string& folder, int64_t max_bytes = int64_t{1} << 30);

  // "/var/tmp/r1bench-judge-1000", by the number of the user.
  static std::string DefaultFolder();

  // The program, or null. Thread-safe, as all the others.
  std::shared_ptr<const SharedBytes> Find(const std::string& key);
  std::shared_ptr<const SharedBytes> Put(const std::string& key, std::string_view program);

  std::string shared_folder() const { return folder_ + "/shared"; }

 private:
  using Entry = std::pair<std::string, std::shared_ptr<const SharedBytes>>;
  std::shared_ptr<const SharedBytes> Remember(const std::string& key, std::string_view program);
  std::string PathOf(const std::string& key) const;
  void RemoveOldest();

  std::string folder_;
  int64_t max_bytes_;
  std::mutex mutex_;
  std::list<Entry> recent_;    // the last used first
  int64_t bytes_written_ = 0;  // since the last look at the folder's size
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_CODE_CACHE_H_
