// Problems kept for evaluation, drawn at random. Both parts keep the order of the whole.
#ifndef R1BENCH_DATA_MICRO_HELD_OUT_H_
#define R1BENCH_DATA_MICRO_HELD_OUT_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/rng.h"

namespace r1bench::micro {

// Parts `all` ("prompts" in messages) by the named stream of the seed. Throws base::Error unless
// 0 <= num_held_out < their number.
template <typename T>
void HoldOut(const std::vector<T>& all, int num_held_out, uint64_t seed, std::string_view stream,
             std::string_view what, std::vector<T>* train, std::vector<T>* held_out) {
  base::Require(num_held_out >= 0 && static_cast<size_t>(num_held_out) < all.size(),
                "expected 0 to ", all.size() - 1, " held-out ", what, ", got ", num_held_out);
  std::vector<size_t> order(all.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  base::Rng rng(seed, stream);
  rng.Shuffle(order);
  std::vector<bool> is_held_out(all.size(), false);
  for (int i = 0; i < num_held_out; ++i) is_held_out[order[static_cast<size_t>(i)]] = true;
  for (size_t i = 0; i < all.size(); ++i) (is_held_out[i] ? held_out : train)->push_back(all[i]);
}

}  // namespace r1bench::micro

#endif  // R1BENCH_DATA_MICRO_HELD_OUT_H_
