// CUDA's keywords and device functions, for kernel sources that the host's compiler compiles.
//
// Only what our kernels use; a name that is missing here is added here. `__shared__` is left out on
// purpose: R1_SHARED (kernels/cuda/shared.h) gives each block fresh, poisoned memory.
#ifndef R1BENCH_KERNELS_CUDA_EMULATION_LANGUAGE_H_
#define R1BENCH_KERNELS_CUDA_EMULATION_LANGUAGE_H_

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "kernels/cuda/emulation/block.h"
#include "kernels/cuda/emulation/types.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))

// The line of the caller, as a default argument.
#define R1_SITE \
  ::r1bench::cuda::emulation::Site { __builtin_FILE(), __builtin_LINE() }

// ---- Synchronisation.

inline void __syncthreads(
    r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  r1bench::cuda::emulation::BlockBarrier(site);
}

inline void __syncwarp(uint32_t mask = ~0u, r1bench::cuda::emulation::Site site =
                                                r1bench::cuda::emulation::Site::Here()) {
  r1bench::cuda::emulation::WarpMeeting(
      mask, [](void* const*, uint32_t) {}, nullptr, site);
}

inline void __threadfence() {}
inline void __threadfence_block() {}

// ---- Warp operations.

namespace r1bench::cuda::emulation {

template <typename T>
struct ShuffleArgs {
  T value;
  int source;  // lane
  T result;
};

// Each lane gets the value of the lane it names. Naming a lane outside of the mask is undefined in
// CUDA; here it gives poison.
template <typename T>
T Shuffle(uint32_t mask, T value, int source, Site site) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8);
  ShuffleArgs<T> args = {value, source, value};
  WarpMeeting(
      mask,
      [](void* const* all, uint32_t mask) {
        for (int l = 0; l < warpSize; ++l) {
          if ((mask >> l & 1u) == 0) continue;
          auto* self = static_cast<ShuffleArgs<T>*>(all[l]);
          if ((mask >> self->source & 1u) != 0) {
            self->result = static_cast<ShuffleArgs<T>*>(all[self->source])->value;
          } else {
            __builtin_memset(&self->result, 0xff, sizeof(T));
          }
        }
      },
      &args, site);
  return args.result;
}

struct BallotArgs {
  bool predicate;
  uint32_t result;
};

inline uint32_t Ballot(uint32_t mask, bool predicate, Site site) {
  BallotArgs args = {predicate, 0};
  WarpMeeting(
      mask,
      [](void* const* all, uint32_t mask) {
        uint32_t votes = 0;
        for (int l = 0; l < warpSize; ++l) {
          if ((mask >> l & 1u) == 0) continue;
          votes |= uint32_t{static_cast<BallotArgs*>(all[l])->predicate} << l;
        }
        for (int l = 0; l < warpSize; ++l) {
          if ((mask >> l & 1u) != 0) static_cast<BallotArgs*>(all[l])->result = votes;
        }
      },
      &args, site);
  return args.result;
}

}  // namespace r1bench::cuda::emulation

template <typename T>
T __shfl_sync(uint32_t mask, T value, int source, int width = warpSize,
              r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  const int lane = r1bench::cuda::emulation::LaneId();
  return r1bench::cuda::emulation::Shuffle(mask, value, (lane & -width) + (source & (width - 1)),
                                           site);
}

template <typename T>
T __shfl_xor_sync(uint32_t mask, T value, int lanes, int width = warpSize,
                  r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  const int lane = r1bench::cuda::emulation::LaneId();
  const int source = lane ^ lanes;
  const bool inside = source < (lane & -width) + width;
  return r1bench::cuda::emulation::Shuffle(mask, value, inside ? source : lane, site);
}

template <typename T>
T __shfl_down_sync(uint32_t mask, T value, unsigned delta, int width = warpSize,
                   r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  const int lane = r1bench::cuda::emulation::LaneId();
  const int source = lane + static_cast<int>(delta);
  const bool inside = source < (lane & -width) + width;
  return r1bench::cuda::emulation::Shuffle(mask, value, inside ? source : lane, site);
}

template <typename T>
T __shfl_up_sync(uint32_t mask, T value, unsigned delta, int width = warpSize,
                 r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  const int lane = r1bench::cuda::emulation::LaneId();
  const int source = lane - static_cast<int>(delta);
  const bool inside = source >= (lane & -width);
  return r1bench::cuda::emulation::Shuffle(mask, value, inside ? source : lane, site);
}

inline uint32_t __ballot_sync(
    uint32_t mask, bool predicate,
    r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  return r1bench::cuda::emulation::Ballot(mask, predicate, site);
}
inline int __any_sync(
    uint32_t mask, bool predicate,
    r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  return r1bench::cuda::emulation::Ballot(mask, predicate, site) != 0;
}
inline int __all_sync(
    uint32_t mask, bool predicate,
    r1bench::cuda::emulation::Site site = r1bench::cuda::emulation::Site::Here()) {
  return r1bench::cuda::emulation::Ballot(mask, predicate, site) == mask;
}

// ---- Atomics on integers (threads give way nowhere else, so plain code is atomic). There are none
// on floats: their result would depend on the order.

template <typename T>
T atomicAdd(T* p, std::type_identity_t<T> value) {
  static_assert(std::is_integral_v<T>);
  const T old = *p;
  *p += value;
  return old;
}
template <typename T>
T atomicMax(T* p, std::type_identity_t<T> value) {
  static_assert(std::is_integral_v<T>);
  const T old = *p;
  if (value > old) *p = value;
  return old;
}
template <typename T>
T atomicMin(T* p, std::type_identity_t<T> value) {
  static_assert(std::is_integral_v<T>);
  const T old = *p;
  if (value < old) *p = value;
  return old;
}
template <typename T>
T atomicExch(T* p, std::type_identity_t<T> value) {
  const T old = *p;
  *p = value;
  return old;
}
template <typename T>
T atomicCAS(T* p, std::type_identity_t<T> compare, std::type_identity_t<T> value) {
  static_assert(std::is_integral_v<T>);
  const T old = *p;
  if (old == compare) *p = value;
  return old;
}
template <typename T>
T atomicOr(T* p, std::type_identity_t<T> value) {
  static_assert(std::is_integral_v<T>);
  const T old = *p;
  *p |= value;
  return old;
}

// ---- Arithmetic. The fast functions of the hardware are the exact ones here.

template <typename T>
T __ldg(const T* p) {
  return *p;
}

inline float __expf(float x) { return std::exp(x); }
inline float __logf(float x) { return std::log(x); }
inline float __sinf(float x) { return std::sin(x); }
inline float __cosf(float x) { return std::cos(x); }
inline float __fdividef(float a, float b) { return a / b; }
inline float __frcp_rn(float x) { return 1.0f / x; }
inline float __fsqrt_rn(float x) { return std::sqrt(x); }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
inline float rsqrtf(float x) { return 1.0f / std::sqrt(x); }

inline uint32_t __float_as_uint(float x) { return __builtin_bit_cast(uint32_t, x); }
inline float __uint_as_float(uint32_t x) { return __builtin_bit_cast(float, x); }
inline int __float_as_int(float x) { return __builtin_bit_cast(int, x); }
inline float __int_as_float(int x) { return __builtin_bit_cast(float, x); }

inline int __double2hiint(double x) {
  return static_cast<int>(__builtin_bit_cast(uint64_t, x) >> 32);
}
inline int __double2loint(double x) { return static_cast<int>(__builtin_bit_cast(uint64_t, x)); }
inline double __hiloint2double(int high, int low) {
  const uint64_t bits = uint64_t{static_cast<uint32_t>(high)} << 32 | static_cast<uint32_t>(low);
  return __builtin_bit_cast(double, bits);
}

inline int __popc(uint32_t x) { return __builtin_popcount(x); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<uint32_t>(x)); }
inline uint32_t __umulhi(uint32_t a, uint32_t b) {
  return static_cast<uint32_t>(uint64_t{a} * b >> 32);
}

template <typename A, typename B>
constexpr std::common_type_t<A, B> min(A a, B b) {
  static_assert(std::is_arithmetic_v<A> && std::is_arithmetic_v<B>);
  return b < a ? b : a;
}
template <typename A, typename B>
constexpr std::common_type_t<A, B> max(A a, B b) {
  static_assert(std::is_arithmetic_v<A> && std::is_arithmetic_v<B>);
  return a < b ? b : a;
}

#endif  // R1BENCH_KERNELS_CUDA_EMULATION_LANGUAGE_H_
