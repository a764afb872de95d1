#include "verifiers/code/code_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::verifiers {
namespace {

namespace fs = std::filesystem;

// Each is a file descriptor.
constexpr size_t kMaxInMemory = 64;

void MakeOwnFolder(const std::string& path, mode_t mode) {
  base::Require(mkdir(path.c_str(), mode) == 0 || errno == EEXIST, "cannot make the folder ", path,
                ": ", std::strerror(errno), "; name another folder for the judge's cache");
  struct stat about = {};
  const bool own = lstat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode) &&
                   about.st_uid == geteuid() && (about.st_mode & 022) == 0;
  base::Require(own, path, " has to be a folder of this user that nobody else can write to; ",
                "remove it, or name another folder for the judge's cache");
}

struct CachedFile {
  fs::file_time_type time;
  int64_t bytes = 0;
  fs::path path;
};

std::vector<CachedFile> FilesOf(const std::string& folder) {
  std::vector<CachedFile> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const auto bytes = static_cast<int64_t>(entry.file_size(ignored));
    if (!ignored) files.push_back({entry.last_write_time(ignored), bytes, entry.path()});
  }
  return files;
}

}  // namespace

CodeCache::CodeCache(const std::string& folder, int64_t max_bytes)
    : folder_(folder), max_bytes_(max_bytes), bytes_written_(max_bytes) {
  MakeOwnFolder(folder_, 0755);
  MakeOwnFolder(folder_ + "/programs", 0700);
  MakeOwnFolder(shared_folder(), 0755);
}

std::string CodeCache::DefaultFolder() {
  return base::StrCat("/var/tmp/r1bench-judge-", geteuid());
}

std::string CodeCache::PathOf(const std::string& key) const { return folder_ + "/programs/" + key; }

std::shared_ptr<const SharedBytes> CodeCache::Find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto it = std::find_if(recent_.begin(), recent_.end(),
                               [&](const Entry& entry) { return entry.first == key; });
  if (it != recent_.end()) {
    recent_.splice(recent_.begin(), recent_, it);
    return recent_.front().second;
  }
  if (!base::Exists(PathOf(key))) return nullptr;
  std::error_code ignored;
  fs::last_write_time(PathOf(key), fs::file_time_type::clock::now(), ignored);
  return Remember(key, base::ReadFile(PathOf(key)));
}

std::shared_ptr<const SharedBytes> CodeCache::Put(const std::string& key,
                                                  std::string_view program) {
  const std::lock_guard lock(mutex_);
  base::WriteFileAtomic(PathOf(key), program);
  bytes_written_ += static_cast<int64_t>(program.size());
  // A look at the folder now and then is enough.
  if (bytes_written_ > max_bytes_ / 16) RemoveOldest();
  return Remember(key, program);
}

std::shared_ptr<const SharedBytes> CodeCache::Remember(const std::string& key,
                                                       std::string_view program) {
  recent_.emplace_front(key, SharedBytes::Make(program));
  if (recent_.size() > kMaxInMemory) recent_.pop_back();
  return recent_.front().second;
}

void CodeCache::RemoveOldest() {
  bytes_written_ = 0;
  std::vector<CachedFile> files = FilesOf(folder_ + "/programs");
  std::sort(files.begin(), files.end(),
            [](const CachedFile& a, const CachedFile& b) { return a.time > b.time; });
  int64_t sum = 0;
  for (const CachedFile& file : files) {
    sum += file.bytes;
    std::error_code ignored;
    if (sum > max_bytes_) fs::remove(file.path, ignored);
  }
}

}  // namespace r1bench::verifiers
