// A family: one kind of generated problem. A suite is a table of families.
//
// A family draws small parameters, writes the statement, and computes the answer exactly (integer
// or rational arithmetic, never floating point). The parameters are kept with the problem
// (Problem::extra, "family" and "params"), so that a test can compute each answer again by another
// method, and a user can group results by family.
#ifndef R1BENCH_DATA_SUITES_FAMILY_H_
#define R1BENCH_DATA_SUITES_FAMILY_H_

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "base/rng.h"
#include "data/problem.h"

namespace r1bench::data {

struct Draft {
  std::string problem;
  std::string answer;
  base::Json params = base::Json::object();
};

// Draws one problem. Returns false when the parameters are of no use (answer out of range, a
// trivial case): the caller draws again.
using MakeDraft = bool (*)(base::Rng& rng, Draft* draft);

struct Family {
  const char* name;
  const char* subject;
  int level;  // 1 (easiest) to 5
  MakeDraft make;
};

// Draws from `family` until a draft is of use, and makes a problem without id and source of it.
Problem MakeFromFamily(const Family& family, base::Rng& rng);

// A uniform integer in [low, high].
inline int64_t Draw(base::Rng& rng, int64_t low, int64_t high) { return rng.Between(low, high); }

// The same without zero.
inline int64_t DrawNonZero(base::Rng& rng, int64_t low, int64_t high) {
  int64_t value = 0;
  while (value == 0) value = rng.Between(low, high);
  return value;
}

// One of the items.
template <typename T, size_t N>
const T& Choose(base::Rng& rng, const T (&items)[N]) {
  return items[rng.Below(static_cast<uint32_t>(N))];
}

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_SUITES_FAMILY_H_
