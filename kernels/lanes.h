// For the reference kernels: a sum in the project's fixed order.
//
// 16 virtual lanes: lane l takes elements l, l+16, l+32, …, ascending. Lanes of the last group that
// have no element take a zero product (what a masked vector load gives). Then the tree
// l += l+8, +4, +2, +1.
#ifndef R1BENCH_KERNELS_LANES_H_
#define R1BENCH_KERNELS_LANES_H_

#include <cmath>
#include <cstdint>

namespace r1bench::kernels {

inline constexpr int64_t kLanes = 16;

template <typename T>
T LaneTree(T* lanes) {
  for (int64_t half = kLanes / 2; half > 0; half /= 2) {
    for (int64_t l = 0; l < half; ++l) lanes[l] += lanes[l + half];
  }
  return lanes[0];
}

// Σ a(j)·b(j), one fma each.
template <typename T, typename A, typename B>
T LaneDot(int64_t n, A a, B b) {
  T lanes[kLanes] = {};
  for (int64_t j0 = 0; j0 < n; j0 += kLanes) {
    for (int64_t l = 0; l < kLanes; ++l) {
      const bool inside = j0 + l < n;
      lanes[l] = std::fma(inside ? a(j0 + l) : T(0), inside ? b(j0 + l) : T(0), lanes[l]);
    }
  }
  return LaneTree(lanes);
}

// Σ a(j), plain additions.
template <typename A>
float LaneSum(int64_t n, A a) {
  float lanes[kLanes] = {};
  for (int64_t j0 = 0; j0 < n; j0 += kLanes) {
    for (int64_t l = 0; l < kLanes; ++l) lanes[l] += j0 + l < n ? a(j0 + l) : 0.0f;
  }
  return LaneTree(lanes);
}

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_LANES_H_
