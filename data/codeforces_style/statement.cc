#include "data/codeforces_style/statement.h"

#include "base/error.h"

namespace r1bench::data::codeforces_style {
namespace {

constexpr std::string_view kFence = "\n```";

// Takes the text up to `mark`, and the mark itself, off `text`.
std::string_view TakeUntil(std::string_view& text, std::string_view mark) {
  const size_t at = text.find(mark);
  base::Require(at != text.npos, "expected a fenced block of the statement to end");
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return taken;
}

}  // namespace

std::vector<Sample> Samples(std::string_view markdown) {
  std::vector<Sample> samples;
  bool wants_output = false;
  while (markdown.find(kFence) != markdown.npos) {
    TakeUntil(markdown, kFence);
    const std::string_view kind = TakeUntil(markdown, "\n");
    const std::string content(TakeUntil(markdown, "```\n"));
    base::Require(kind == (wants_output ? "output" : "input"), "expected a block marked ",
                  wants_output ? "output" : "input", " in the statement, got \"", kind, "\"");
    if (wants_output) {
      samples.back().output = content;
    } else {
      samples.push_back({content, ""});
    }
    wants_output = !wants_output;
  }
  base::Require(!wants_output, "expected a block marked output after the last input");
  return samples;
}

}  // namespace r1bench::data::codeforces_style
