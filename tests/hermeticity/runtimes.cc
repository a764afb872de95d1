#include "tests/hermeticity/runtimes.h"

#include <algorithm>

#include "base/error.h"
#include "base/files.h"

namespace r1bench::hermeticity {

bool IsRuntime(std::string_view library) {
  return std::find(kRuntimes.begin(), kRuntimes.end(), library) != kRuntimes.end();
}

std::string FindRuntime(std::string_view library) {
  for (const char* folder :
       {"/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/lib"}) {
    std::string path = base::StrCat(folder, "/", library);
    if (base::Exists(path)) return path;
  }
  return "";
}

}  // namespace r1bench::hermeticity
