// Checks of flag values, with messages that name the flag.
#ifndef R1BENCH_EXPERIMENTS_COMMON_FLAG_CHECKS_H_
#define R1BENCH_EXPERIMENTS_COMMON_FLAG_CHECKS_H_

#include <cstdint>
#include <string>
#include <type_traits>

#include "base/error.h"
#include "base/main.h"

namespace r1bench::experiments {

// An upper end far above any use; it keeps products of flags from overflowing.
inline constexpr int64_t kMostFlag = 1000000000;

inline void CheckFlag(bool ok, const std::string& message) {
  if (!ok) throw base::UsageError(message);
}

template <typename T>
void CheckRange(const char* flag, T value, std::type_identity_t<T> low,
                std::type_identity_t<T> high) {
  CheckFlag(value >= low && value <= high,
            base::StrCat("--", flag, "=", value, " is out of range: give ", low, " to ", high));
}

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_FLAG_CHECKS_H_
