// Files: read whole or mapped, written whole or not at all, or appended to as a log that a resumed
// run can cut back. Every failure is an Error that names the path, the reason and what to do.
#ifndef R1BENCH_BASE_FILES_H_
#define R1BENCH_BASE_FILES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::base {

// The whole content. Throws when the path is missing, a folder, or unreadable.
std::string ReadFile(const std::string& path);

// Writes a temporary file beside `path`, fsyncs it, renames it over `path`, and fsyncs the folder:
// a reader sees the old file or the new one, also after a crash. On failure the temporary file is
// removed and the old file is untouched. The parent folder must exist.
void WriteFileAtomic(const std::string& path, std::string_view bytes);

// Creates the folder and its missing parents. An existing folder is fine.
void MakeDirs(const std::string& path);

bool Exists(const std::string& path);
bool IsDirectory(const std::string& path);

// Joins with one slash; an absolute `name` replaces `folder`.
std::string JoinPath(std::string_view folder, std::string_view name);

// The part before the last slash ("." if there is none), and the part after it.
std::string DirName(std::string_view path);
std::string BaseName(std::string_view path);

// Names (not paths) of the entries of a folder, sorted, without "." and "..".
std::vector<std::string> ListFolder(const std::string& path);

// A log of lines that grows during a run (metrics.jsonl, samples.jsonl). Lines are collected in
// memory and written in pieces; Sync makes them durable and returns the file's length. A checkpoint
// stores that length, and a resumed run passes it as `truncate_to`: what was logged after the
// checkpoint is cut off, so the same lines are not in the file twice. Not thread-safe.
class AppendLog {
 public:
  // Opens for appending, creating the file. With truncate_to >= 0 it is cut to that length first;
  // a shorter file is an error (it is not the file the checkpoint knew).
  explicit AppendLog(const std::string& path, int64_t truncate_to = -1);
  ~AppendLog();  // writes what is collected; errors here are dropped, so call Sync first
  AppendLog(const AppendLog&) = delete;
  AppendLog& operator=(const AppendLog&) = delete;

  // Appends `line` and a newline. The line itself must hold no newline.
  void Line(std::string_view line);

  // Writes what is collected, so that other programs see it (no fsync).
  void Flush();

  // Flush and fsync. Returns the file's length in bytes.
  int64_t Sync();

 private:
  std::string path_;
  int fd_ = -1;
  int64_t written_ = 0;
  std::string buffer_;
};

// A file mapped read-only. The content must not be truncated by others while it is mapped.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  const char* data() const { return data_; }
  size_t size() const { return size_; }
  std::string_view view() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_FILES_H_
