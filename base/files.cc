#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace r1bench::base {
namespace {

const char* Remedy(int error) {
  switch (error) {
    case ENOENT:
      return "; check the path";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; choose a path that you may use, or change its permissions";
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "; free some space or choose another folder";
    case EISDIR:
      return "; give the path of a file";
    case ENOTDIR:
      return "; a part of the path is a file, not a folder";
    case EMFILE:
    case ENFILE:
      return "; raise the limit on open files (ulimit -n)";
    default:
      return "";
  }
}

[[noreturn]] void FailIo(const char* action, const std::string& path, int error) {
  Fail("cannot ", action, " ", path, ": ", std::strerror(error), Remedy(error));
}

// A descriptor that is closed when it leaves its scope.
class Fd {
 public:
  Fd(const char* action, const std::string& path, int flags) {
    fd_ = open(path.c_str(), flags | O_CLOEXEC, 0666);
    if (fd_ < 0) FailIo(action, path, errno);
  }
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// 0, or the errno of the first failure.
int WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

// The size of an open regular file; throws for a folder.
size_t SizeOf(int fd, const char* action, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) FailIo(action, path, errno);
  if (S_ISDIR(info.st_mode)) FailIo(action, path, EISDIR);
  return static_cast<size_t>(info.st_size);
}

// Best effort: some file systems refuse fsync on folders.
void SyncFolderOf(const std::string& path) {
  const int fd = open(DirName(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)fsync(fd);
  close(fd);
}

}  // namespace

std::string ReadFile(const std::string& path) {
  const Fd fd("read", path, O_RDONLY);
  std::string bytes(SizeOf(fd.get(), "read", path), '\0');
  size_t used = 0;
  while (true) {  // also right for pipes and for /proc, whose sizes are reported as 0
    if (used == bytes.size()) bytes.resize(bytes.size() + std::max<size_t>(4096, used / 4));
    const ssize_t n = read(fd.get(), bytes.data() + used, bytes.size() - used);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) FailIo("read", path, errno);
    if (n == 0) break;
    used += static_cast<size_t>(n);
  }
  bytes.resize(used);
  return bytes;
}

void WriteFileAtomic(const std::string& path, std::string_view bytes) {
  if (IsDirectory(path)) FailIo("write", path, EISDIR);
  const std::string temporary = StrCat(path, ".tmp", getpid());
  int error = 0;
  {
    const Fd fd("write", temporary, O_WRONLY | O_CREAT | O_TRUNC);
    error = WriteAll(fd.get(), bytes);
    if (error == 0 && fsync(fd.get()) != 0) error = errno;
  }
  if (error == 0 && rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    unlink(temporary.c_str());
    FailIo("write", path, error);
  }
  SyncFolderOf(path);
}

void MakeDirs(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) FailIo("create folder", path, error.value());
  if (!IsDirectory(path)) FailIo("create folder", path, ENOTDIR);
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool IsDirectory(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string JoinPath(std::string_view folder, std::string_view name) {
  if (folder.empty() || (!name.empty() && name[0] == '/')) return std::string(name);
  return StrCat(folder, folder.back() == '/' ? "" : "/", name);
}

std::string DirName(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, std::max<size_t>(slash, 1)));
}

std::string BaseName(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
}

std::vector<std::string> ListFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::directory_iterator it(path, error);
  std::vector<std::string> names;
  for (; !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  if (error) FailIo("list folder", path, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

AppendLog::AppendLog(const std::string& path, int64_t truncate_to) : path_(path) {
  Fd fd("open", path, O_WRONLY | O_CREAT);
  written_ = static_cast<int64_t>(SizeOf(fd.get(), "open", path));
  if (truncate_to >= 0) {
    Require(written_ >= truncate_to, "expected at least ", truncate_to, " bytes in ", path,
            " (the length at the checkpoint), found ", written_, "; it is not this run's file");
    if (ftruncate(fd.get(), truncate_to) != 0) FailIo("truncate", path, errno);
    written_ = truncate_to;
  }
  if (lseek(fd.get(), written_, SEEK_SET) < 0) FailIo("open", path, errno);
  fd_ = fd.Release();
}

AppendLog::~AppendLog() {
  (void)WriteAll(fd_, buffer_);
  close(fd_);
}

void AppendLog::Line(std::string_view line) {
  Require(line.find('\n') == std::string_view::npos, "expected one line for ", path_,
          ", got several; escape newlines first");
  buffer_.append(line);
  buffer_.push_back('\n');
  if (buffer_.size() >= (64 << 10)) Flush();
}

void AppendLog::Flush() {
  const int error = WriteAll(fd_, buffer_);
  if (error != 0) {
    // Cut off a part of a line that may have been written; the buffer is kept for another try.
    if (ftruncate(fd_, written_) == 0) (void)lseek(fd_, written_, SEEK_SET);
    FailIo("append to", path_, error);
  }
  written_ += static_cast<int64_t>(buffer_.size());
  buffer_.clear();
}

int64_t AppendLog::Sync() {
  Flush();
  if (fsync(fd_) != 0) FailIo("append to", path_, errno);
  return written_;
}

MappedFile::MappedFile(const std::string& path) {
  const Fd fd("read", path, O_RDONLY);
  size_ = SizeOf(fd.get(), "read", path);
  if (size_ == 0) return;
  void* const map = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (map == MAP_FAILED) FailIo("map", path, errno);
  data_ = static_cast<const char*>(map);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace r1bench::base
