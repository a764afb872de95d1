#include "base/json.h"

#include <algorithm>

#include "base/files.h"

namespace r1bench::base {
namespace {

// The deepest nesting of brackets outside strings; stops counting beyond kMaxJsonDepth.
int NestingDepth(std::string_view text) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size() && deepest <= kMaxJsonDepth; ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return deepest;
}

// nlohmann's message without its "[json.exception.parse_error.101] " prefix.
std::string_view Plain(std::string_view what) {
  const size_t end = what.find("] ");
  return end == std::string_view::npos ? what : what.substr(end + 2);
}

}  // namespace

Json ParseJson(std::string_view text, std::string_view where) {
  Require(NestingDepth(text) <= kMaxJsonDepth, where, ": expected JSON nested at most ",
          kMaxJsonDepth, " deep, got more");
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    // The message quotes what was read last, which may be long.
    const std::string message(Plain(error.what()));
    Fail(where, ": not valid JSON: ",
         message.size() <= 300
             ? message
             : message.substr(0, 150) + " ... " + message.substr(message.size() - 100));
  }
}

Json ReadJsonFile(const std::string& path) { return ParseJson(ReadFile(path), path); }

std::string JsonText(const Json& value, int indent) {
  return value.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace r1bench::base
