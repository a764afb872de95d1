#include "base/runfiles.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::base {
namespace {

constexpr char kWorkspace[] = "r1bench";

std::string ProgramPath() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  return size > 0 ? std::string(path, static_cast<size_t>(size)) : std::string();
}

// Folders that may hold the workspace's files, best first. A helper started by another program
// inherits RUNFILES_DIR and finds its files there. A program inside a runfiles tree (a helper, or a
// binary in a test's data) finds that tree above itself.
std::vector<std::string> Roots() {
  std::vector<std::string> roots;
  for (const char* name : {"RUNFILES_DIR", "TEST_SRCDIR"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && value[0] != '\0') roots.push_back(JoinPath(value, kWorkspace));
  }
  const std::string program = ProgramPath();
  if (!program.empty()) roots.push_back(StrCat(program, ".runfiles/", kWorkspace));
  const size_t tree = program.rfind(".runfiles/");
  if (tree != std::string::npos) {
    roots.push_back(StrCat(program.substr(0, tree), ".runfiles/", kWorkspace));
  }
  return roots;
}

}  // namespace

std::string FindRunfile(std::string_view path) {
  for (const std::string& root : Roots()) {
    std::string candidate = JoinPath(root, path);
    if (Exists(candidate)) return candidate;
  }
  return "";
}

std::string Runfile(std::string_view path) {
  std::string found = FindRunfile(path);
  if (!found.empty()) return found;
  std::string searched;
  for (const std::string& root : Roots()) searched += StrCat(searched.empty() ? "" : ", ", root);
  Fail("expected the file ", path, " among the program's runfiles (searched ", searched,
       "); start the program with bazel run, or keep the .runfiles folder beside it");
}

}  // namespace r1bench::base
