#include "verifiers/code/all_headers.h"

#include <algorithm>
#include <iterator>

namespace r1bench::verifiers {
namespace {

// With its guard defined a header is empty.
constexpr char kCommonText[] = R"(#define _GLIBCXX_FILESYSTEM 1
#define _GLIBCXX_FUTURE 1
#define _GLIBCXX_REGEX 1
#include <bits/stdc++.h>
#undef _GLIBCXX_FILESYSTEM
#undef _GLIBCXX_FUTURE
#undef _GLIBCXX_REGEX
)";

// In every name that those headers declare.
constexpr std::string_view kUncommon[] = {"filesystem",    "future",    "promise",      "async",
                                          "packaged_task", "launch",    "regex",        "cmatch",
                                          "smatch",        "sub_match", "match_results"};
// Of which names can be made.
constexpr std::string_view kMakers[] = {"##",   "%:%:", "??",   "\\u",  "\\U", "\\\n",
                                        "\\\r", "\\ ",  "\\\t", "\\\v", "\\\f"};

// Drops one blank, comment or continued line from the front; false if there is none.
bool DropFiller(std::string_view* source) {
  const auto drop_to = [&](std::string_view mark, size_t more) {
    const size_t end = source->find(mark, 2);
    source->remove_prefix(end == source->npos ? source->size() : end + more);
    return true;
  };
  if (source->starts_with("//")) {
    // A backslash at the end would continue the comment: such a source is not looked through.
    const std::string_view line = source->substr(0, source->find('\n'));
    if (line.find('\\') != line.npos || line.find("?\?/") != line.npos) return false;
    return drop_to("\n", 1);
  }
  if (source->starts_with("/*")) return drop_to("*/", 2);
  const size_t blanks = std::min(source->find_first_not_of(" \t\r\n\v\f"), source->size());
  source->remove_prefix(blanks);
  return blanks > 0;
}

}  // namespace

std::string AllHeadersText(AllHeaders headers) {
  return headers == AllHeaders::kCommon ? kCommonText : "#include <bits/stdc++.h>\n";
}

bool BeginsWithAllHeaders(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  while (DropFiller(&source)) {
  }
  for (const std::string_view word : {"#", "include", "<bits/stdc++.h>"}) {
    source.remove_prefix(std::min(source.find_first_not_of(" \t"), source.size()));
    if (!source.starts_with(word)) return false;
    source.remove_prefix(word.size());
  }
  return true;
}

bool NeedsOnlyCommonHeaders(std::string_view text) {
  const auto absent = [&](std::string_view word) { return text.find(word) == text.npos; };
  return std::all_of(std::begin(kUncommon), std::end(kUncommon), absent) &&
         std::all_of(std::begin(kMakers), std::end(kMakers), absent);
}

}  // namespace r1bench::verifiers
