#include "base/jsonl.h"

#include <string_view>

#include "base/files.h"

namespace r1bench::base {
namespace {

std::string_view TrimmedLine(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

void ForEachJsonLine(const std::string& path, const std::function<void(const Json&, int)>& fn) {
  const MappedFile file(path);
  std::string_view rest = file.view();
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (int number = 1; !rest.empty(); ++number) {
    const size_t newline = rest.find('\n');
    const std::string_view line = TrimmedLine(rest.substr(0, newline));
    rest.remove_prefix(newline == std::string_view::npos ? rest.size() : newline + 1);
    if (line.empty()) continue;
    const std::string where = StrCat(path, ":", number);
    const Json value = ParseJson(line, where);
    try {
      fn(value, number);
    } catch (const Error& error) {
      if (std::string_view(error.what()).starts_with(where)) throw;
      Fail(where, ": ", error.what());
    }
  }
}

}  // namespace r1bench::base
