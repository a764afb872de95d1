#include "base/paths.h"

#include <cstdlib>
#include <filesystem>

#include "base/error.h"

namespace r1bench::base {

std::string CallerFolder() {
  const char* const folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder != nullptr && folder[0] == '/') return folder;
  std::error_code error;
  const std::filesystem::path current = std::filesystem::current_path(error);
  Require(!error, "the current folder is gone (", error.message(), "); change to another one");
  return current.string();
}

std::string CallerPath(std::string_view path) {
  if (path.empty()) return "";
  std::filesystem::path full(path);
  const char* const home = std::getenv("HOME");
  if (path.starts_with("~/") && home != nullptr && home[0] == '/') {
    full = std::filesystem::path(home) / path.substr(2);
  } else if (full.is_relative()) {
    full = std::filesystem::path(CallerFolder()) / full;
  }
  std::string text = full.lexically_normal().string();
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

}  // namespace r1bench::base
