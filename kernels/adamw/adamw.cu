#include "kernels/adamw/adamw_cuda.h"
#include "kernels/adamw/adamw_impl.h"
#include "kernels/cuda/cuda.h"

namespace r1bench::cuda {
namespace {

using kernels::AdamWFactors;
using kernels::DecayRange;

constexpr int kThreads = 256;
// Accesses of a thread to each array; all loads are on their way before the first use.
constexpr int kAccesses = 2;

struct Update {
  AdamWFactors factors;
  float decayed_keep;
  int64_t n;
  int decay_count;
  const DecayRange* decay;
  const GradientClip* clip;
  const float* grad;
  float *param, *m, *v;
  Bf16* copy;
};

// keep[k] of the elements i + k.
template <int N>
__device__ __forceinline__ void Keeps(const Update& u, int64_t i, float (&keep)[N]) {
  int low = 0, high = u.decay_count;  // the first range that ends behind i
  while (low < high) {
    const int middle = (low + high) / 2;
    if (u.decay[middle].end > i) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  R1_UNROLL
  for (int k = 0; k < N; ++k) {
    while (low < u.decay_count && u.decay[low].end <= i + k) ++low;
    const bool inside = low < u.decay_count && u.decay[low].begin <= i + k;
    keep[k] = inside ? u.decayed_keep : u.factors.keep;
  }
}

struct Element {
  float param, m, v;
};

__device__ __forceinline__ Element Updated(const AdamWFactors& f, float scale, float keep,
                                           float grad, const Element& old) {
  const float g = grad * scale;
  const float m = fmaf(f.beta1, old.m, f.one_minus_beta1 * g);
  const float v = fmaf(f.beta2, old.v, (f.one_minus_beta2 * g) * g);
  const float denominator = fmaf(__fsqrt_rn(v), f.inv_sqrt_c2, f.eps);
  return {old.param * keep - __fdiv_rn(m * f.step_size, denominator), m, v};
}

template <int N>
__device__ __forceinline__ void StoreCopy(Bf16* to, const float (&x)[N]) {
  if constexpr (N == 1) {
    *to = ToBf16(x[0]);
  } else {
    *reinterpret_cast<uint2*>(to) = make_uint2(PackBf16(x[0], x[1]), PackBf16(x[2], x[3]));
  }
}

// The N elements of each array from i on, as loaded.
template <int N>
struct Held {
  Numbers<float, N> grad, param, m, v;

  __device__ __forceinline__ void Load(const Update& u, int64_t i) {
    grad.LoadOnce(u.grad + i);
    param.LoadOnce(u.param + i);
    m.LoadOnce(u.m + i);
    v.LoadOnce(u.v + i);
  }

  __device__ __forceinline__ void Apply(const Update& u, float scale, int64_t i) const {
    float g[N], p[N], first[N], second[N], keep[N];
    grad.ToFloats(g);
    param.ToFloats(p);
    m.ToFloats(first);
    v.ToFloats(second);
    Keeps(u, i, keep);
    R1_UNROLL
    for (int k = 0; k < N; ++k) {
      const Element e = Updated(u.factors, scale, keep[k], g[k], {p[k], first[k], second[k]});
      p[k] = e.param;
      first[k] = e.m;
      second[k] = e.v;
    }
    Numbers<float, N>::Store(u.param + i, p);
    Numbers<float, N>::Store(u.m + i, first);
    Numbers<float, N>::Store(u.v + i, second);
    if (u.copy != nullptr) StoreCopy(u.copy + i, p);
  }
};

template <int N>
__global__ void __launch_bounds__(kThreads) UpdateKernel(Update u) {
  float scale = u.factors.grad_scale;
  if (u.clip != nullptr) {
    if (u.clip->finite == 0) return;
    scale = u.clip->scale;
  }
  const int64_t accesses = u.n / N;
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kAccesses * kThreads + threadIdx.x;
  Held<N> held[kAccesses];
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    if (first + i * kThreads < accesses) held[i].Load(u, (first + i * kThreads) * N);
  }
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    if (first + i * kThreads < accesses) held[i].Apply(u, scale, (first + i * kThreads) * N);
  }
  // What is left of n behind whole accesses.
  const int64_t rest = accesses * N + threadIdx.x;
  if (N > 1 && blockIdx.x == 0 && rest < u.n) {
    Held<1> one;
    one.Load(u, rest);
    one.Apply(u, scale, rest);
  }
}

}  // namespace

void AdamW(const Stream& stream, const kernels::AdamWOptions& options, int64_t n, const float* grad,
           float* param, float* m, float* v, int64_t decay_count, const DecayRange* decay,
           const GradientClip* clip, Bf16* copy) {
  const Update update = {.factors = kernels::FactorsOf(options),
                         .decayed_keep = kernels::DecayedKeep(options),
                         .n = n,
                         .decay_count = static_cast<int>(decay_count),
                         .decay = decay,
                         .clip = clip,
                         .grad = grad,
                         .param = param,
                         .m = m,
                         .v = v,
                         .copy = copy};
  if (n <= 0) return;
  const bool vectors = FitsVectors<float>({}, {grad, param, m, v, copy});
  const int64_t block = kThreads * kAccesses * (vectors ? kVectorSize<float> : 1);
  const dim3 grid(static_cast<unsigned>((n + block - 1) / block));
  if (vectors) {
    Launch<UpdateKernel<kVectorSize<float>>>(grid, dim3(kThreads), 0, stream, update);
  } else {
    Launch<UpdateKernel<1>>(grid, dim3(kThreads), 0, stream, update);
  }
}

}  // namespace r1bench::cuda
