// JSON Lines: one JSON value a line, UTF-8. Blank lines and a final newline are allowed, as is a
// carriage return before it and a byte order mark at the start.
#ifndef R1BENCH_BASE_JSONL_H_
#define R1BENCH_BASE_JSONL_H_

#include <functional>
#include <string>

#include "base/json.h"

namespace r1bench::base {

// Calls fn(value, line number from 1) for each line in order. A broken line, and any base::Error
// that fn throws, becomes an Error that begins with "path:line: ".
void ForEachJsonLine(const std::string& path, const std::function<void(const Json&, int)>& fn);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_JSONL_H_
