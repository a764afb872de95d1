// Where an answer may be that is not announced: for policy lenient.
#include <algorithm>

#include "verifiers/math/extract_internal.h"

namespace r1bench::verifiers {
namespace {

constexpr std::string_view kPairs[][2] = {{"$$", "$$"}, {"\\[", "\\]"}, {"\\(", "\\)"}, {"$", "$"}};

bool Escaped(std::string_view text, size_t pos) { return pos > 0 && text[pos - 1] == '\\'; }

}  // namespace

Extraction LastFormula(std::string_view text) {
  Extraction last;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' && text[i] != '\\') continue;
    if (Escaped(text, i)) continue;
    for (const auto& [open, close] : kPairs) {
      if (text.substr(i, open.size()) != open) continue;
      size_t end = text.find(close, i + open.size());
      while (close[0] == '$' && end != std::string_view::npos && Escaped(text, end)) {
        end = text.find(close, end + 1);
      }
      if (end == std::string_view::npos) return last;
      const std::string_view inside = Trimmed(text.substr(i + open.size(), end - i - open.size()));
      if (!inside.empty()) last = {true, inside, "formula"};
      i = end + close.size() - 1;
      break;
    }
  }
  return last;
}

Extraction LastNumber(std::string_view text) {
  const size_t last = text.find_last_of("0123456789");
  if (last == std::string_view::npos) return {};
  const auto in_number = [&](size_t i) {
    if (IsDigit(text[i]) || text[i] == '/' || text[i] == '.') return true;
    // A comma or a space only between groups of three digits.
    return text[i] == ',' && i > 0 && IsDigit(text[i - 1]) && i + 3 <= last &&
           std::all_of(text.begin() + static_cast<long>(i) + 1,
                       text.begin() + static_cast<long>(i) + 4, IsDigit) &&
           (i + 4 > last || !IsDigit(text[i + 4]));
  };
  size_t begin = last;
  while (begin > 0 && in_number(begin - 1)) --begin;
  while (!IsDigit(text[begin]) && text[begin] != '.') ++begin;
  if (begin > 0 && text[begin - 1] == '-') --begin;
  const bool percent = last + 1 < text.size() && text[last + 1] == '%';
  return {true, text.substr(begin, last + 1 + (percent ? 1 : 0) - begin), "last number"};
}

}  // namespace r1bench::verifiers
