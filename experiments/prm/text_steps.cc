#include "experiments/prm/text_steps.h"

#include <string_view>

namespace r1bench::prm {

std::vector<Step> SplitLines(const model::TextCodec& codec, std::span<const int32_t> response) {
  std::vector<Step> steps;
  bool has_text = false;
  int64_t begin = 0;
  const int64_t n = static_cast<int64_t>(response.size());
  for (int64_t t = 0; t < n; ++t) {
    const std::string_view bytes = codec.TokenBytes(response[t]);
    has_text = has_text || bytes.find_first_not_of(" \t\r\n") != std::string_view::npos;
    const bool line_ends = bytes.find('\n') != std::string_view::npos;
    if ((!line_ends && t + 1 < n) || !has_text) continue;
    Step step;
    step.begin = begin;
    step.end = t + 1;
    steps.push_back(step);
    begin = t + 1;
    has_text = false;
  }
  return steps;
}

}  // namespace r1bench::prm
