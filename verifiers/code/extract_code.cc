#include "verifiers/code/extract_code.h"

#include <algorithm>

namespace r1bench::verifiers {
namespace {

std::string_view NextLine(std::string_view* rest) {
  const size_t end = std::min(rest->find('\n'), rest->size());
  std::string_view line = rest->substr(0, end);
  rest->remove_prefix(std::min(end + 1, rest->size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

struct Fence {
  char mark = 0;
  size_t length = 0;       // 0: the line is no fence
  std::string_view label;  // what stands behind the marks
};

Fence FenceOf(std::string_view line) {
  line = Trimmed(line);
  if (line.empty() || (line[0] != '`' && line[0] != '~')) return {};
  const size_t length = std::min(line.find_first_not_of(line[0]), line.size());
  if (length < 3) return {};
  return {line[0], length, Trimmed(line.substr(length))};
}

bool Closes(const Fence& opening, std::string_view line) {
  const Fence fence = FenceOf(line);
  return fence.mark == opening.mark && fence.length >= opening.length && fence.label.empty();
}

std::optional<CodeLanguage> LanguageOf(std::string_view label, std::string_view source) {
  std::string name(label.substr(0, label.find_first_of(" \t{,")));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (name.empty()) {
    const bool includes =
        source.starts_with("#include") || source.find("\n#include") != source.npos;
    return includes ? CodeLanguage::kCpp : CodeLanguage::kPython;
  }
  for (const char* cpp : {"cpp", "c++", "cc", "cxx"}) {
    if (name == cpp) return CodeLanguage::kCpp;
  }
  for (const char* python : {"python", "python3", "py"}) {
    if (name == python) return CodeLanguage::kPython;
  }
  return std::nullopt;
}

// The lines up to the closing fence, which is taken too; nothing if there is none.
std::optional<std::string_view> TakeBlock(const Fence& opening, std::string_view* rest) {
  const std::string_view block = *rest;
  while (!rest->empty()) {
    const size_t length = block.size() - rest->size();
    if (Closes(opening, NextLine(rest))) return block.substr(0, length);
  }
  return std::nullopt;
}

}  // namespace

std::optional<ExtractedCode> ExtractCode(std::string_view response) {
  constexpr std::string_view kOpen = "<think>", kClose = "</think>";
  const size_t close = response.rfind(kClose), open = response.rfind(kOpen);
  if (open != response.npos && (close == response.npos || open > close)) return std::nullopt;
  if (close != response.npos) response.remove_prefix(close + kClose.size());
  std::optional<ExtractedCode> last;
  while (!response.empty()) {
    const Fence fence = FenceOf(NextLine(&response));
    if (fence.length == 0) continue;
    const std::optional<std::string_view> source = TakeBlock(fence, &response);
    if (!source) break;
    const std::optional<CodeLanguage> language = LanguageOf(fence.label, *source);
    if (language) last = {*language, std::string(*source)};
  }
  return last;
}

}  // namespace r1bench::verifiers
