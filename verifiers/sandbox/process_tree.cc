#include "verifiers/sandbox/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

std::string ReadAt(int proc, const std::string& path) {
  const int fd = openat(proc, path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return "";
  std::string text;
  std::array<char, 4096> buffer;
  for (ssize_t got = 0; (got = read(fd, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<size_t>(got));
  }
  close(fd);
  return text;
}

// The fields of /proc/PID/stat after the name, which may itself hold blanks and brackets: the
// first is number 3 of proc(5).
void AddProcess(int proc, pid_t pid, TreeUse* use) {
  const std::string text = ReadAt(proc, base::StrCat(pid, "/stat"));
  const size_t bracket = text.rfind(')');
  if (bracket == std::string::npos) return;
  std::istringstream fields(text.substr(bracket + 1));
  static const int64_t kTick = 1'000'000'000 / sysconf(_SC_CLK_TCK);
  static const int64_t kPage = sysconf(_SC_PAGESIZE);
  std::string field;
  for (int number = 3; number <= 24 && fields >> field; ++number) {
    if (number >= 14 && number <= 17) use->cpu_ns += std::stoll(field) * kTick;
    if (number == 24) use->resident_bytes += std::stoll(field) * kPage;
  }
}

// Pages shared with others counted in part; -1 where the kernel does not say.
int64_t ProportionalBytes(int proc, pid_t pid) {
  std::istringstream lines(ReadAt(proc, base::StrCat(pid, "/smaps_rollup")));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("Pss:", 0) == 0) return std::atoll(line.c_str() + 4) * 1024;
  }
  return -1;
}

// Children of a fork share their parent's pages: the sum of what each has would count them twice.
void CorrectShared(int proc, const std::vector<pid_t>& pids, TreeUse* use) {
  int64_t sum = 0;
  for (const pid_t pid : pids) {
    const int64_t bytes = ProportionalBytes(proc, pid);
    if (bytes < 0) return;
    sum += bytes;
  }
  use->resident_bytes = sum;
}

}  // namespace

TreeUse MeasureTree(int proc, pid_t root) {
  TreeUse use;
  std::vector<pid_t> waiting = {root};
  std::vector<pid_t> pids;
  while (!waiting.empty()) {
    const pid_t pid = waiting.back();
    waiting.pop_back();
    AddProcess(proc, pid, &use);
    if (pid != root) pids.push_back(pid);
    std::istringstream children(ReadAt(proc, base::StrCat(pid, "/task/", pid, "/children")));
    for (pid_t child = 0; children >> child;) waiting.push_back(child);
  }
  if (pids.size() > 1) CorrectShared(proc, pids, &use);
  return use;
}

int CountTasks(int proc, uid_t uid) {
  const int fd = openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const folder = fd >= 0 ? fdopendir(fd) : nullptr;
  if (folder == nullptr) return 0;
  int tasks = 0;
  while (const dirent* const entry = readdir(folder)) {
    struct stat info = {};
    const bool is_process = entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
    if (!is_process || fstatat(proc, entry->d_name, &info, 0) != 0 || info.st_uid != uid) continue;
    // A folder has one link a subfolder, and two of its own.
    const std::string threads = base::StrCat(entry->d_name, "/task");
    if (fstatat(proc, threads.c_str(), &info, 0) == 0) tasks += static_cast<int>(info.st_nlink) - 2;
  }
  closedir(folder);
  return tasks;
}

}  // namespace r1bench::verifiers
