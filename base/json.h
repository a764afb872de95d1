// JSON values that keep the order of their keys, and parsing and printing that never surprise:
// errors name the place, nesting is bounded, printing accepts invalid UTF-8.
#ifndef R1BENCH_BASE_JSON_H_
#define R1BENCH_BASE_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace r1bench::base {

using Json = nlohmann::ordered_json;

inline constexpr int kMaxJsonDepth = 256;

// Parses one JSON value that fills the whole text. `where` begins the message of an error: a path,
// or "path:line". Throws Error on a syntax error, nesting beyond kMaxJsonDepth, or invalid UTF-8.
Json ParseJson(std::string_view text, std::string_view where);

// ParseJson of a file's content.
Json ReadJsonFile(const std::string& path);

// One line without indent (indent < 0), else indented. Invalid UTF-8 in strings becomes U+FFFD.
std::string JsonText(const Json& value, int indent = -1);

// The member `key` of an object as a T. Throws Error that names `where` and the key when it is
// missing or has another type.
template <typename T>
T JsonGet(const Json& object, const char* key, std::string_view where) {
  Require(object.is_object(), where, ": expected a JSON object, got ", object.type_name());
  const auto it = object.find(key);
  Require(it != object.end(), where, ": expected the key \"", key, "\", which is missing");
  try {
    return it->get<T>();
  } catch (const nlohmann::json::exception&) {
    Fail(where, ": the value of \"", key, "\" has the wrong type (", it->type_name(), ")");
  }
}

// The same, with a default for a missing key or null.
template <typename T>
T JsonGetOr(const Json& object, const char* key, T fallback, std::string_view where) {
  Require(object.is_object(), where, ": expected a JSON object, got ", object.type_name());
  const auto it = object.find(key);
  if (it == object.end() || it->is_null()) return fallback;
  return JsonGet<T>(object, key, where);
}

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_JSON_H_
