#include "kernels/cuda/cuda.h"
#include "kernels/math/math_device.h"
#include "kernels/policy_loss/policy_loss_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kTurns = 4;
constexpr int kTokens = 4;  // neighbours of a thread in a turn
constexpr int64_t kPart = kThreads * kTurns * kTokens;

// PolicySums: all but the last field add up.
constexpr int kFields = sizeof(PolicySums) / sizeof(double);
constexpr int kMax = kFields - 1;
static_assert(sizeof(PolicySums) == kFields * sizeof(double));

struct Parts {
  double sums[kFields] = {};

  __device__ __forceinline__ void Add(const Parts& other) {
    R1_UNROLL
    for (int f = 0; f < kMax; ++f) sums[f] += other.sums[f];
    sums[kMax] = max(sums[kMax], other.sums[kMax]);
  }

  // Lane l adds that of lane l^16, then l^8, …
  __device__ __forceinline__ void AddLanes() {
    R1_UNROLL
    for (int step = 16; step > 0; step /= 2) {
      Parts other;
      R1_UNROLL
      for (int f = 0; f < kFields; ++f) other.sums[f] = __shfl_xor_sync(kAllLanes, sums[f], step);
      Add(other);
    }
  }
};

// The sum over the block, in thread 0. All of the kThreads threads call it, once in a kernel.
__device__ __forceinline__ Parts BlockParts(Parts own) {
  constexpr int kWarps = kThreads / 32;
  R1_SHARED(warps, double[kWarps][kFields]);
  own.AddLanes();
  if (threadIdx.x % 32 == 0) {
    R1_UNROLL
    for (int f = 0; f < kFields; ++f) warps[threadIdx.x / 32][f] = own.sums[f];
  }
  __syncthreads();
  if (threadIdx.x != 0) return own;
  for (int w = 1; w < kWarps; ++w) {
    Parts other;
    R1_UNROLL
    for (int f = 0; f < kFields; ++f) other.sums[f] = warps[w][f];
    own.Add(other);
  }
  return own;
}

struct Token {
  float logp, old_logp, ref_logp, advantage, entropy;
};

// A thread's sums.
struct Sums {
  double loss = 0, ratio = 0, approx_kl = 0, reference_kl = 0, entropy = 0, max_abs_log_ratio = 0;
  int tokens = 0, clipped_low = 0, clipped_high = 0, not_finite = 0;

  __device__ __forceinline__ Parts AllParts() const {
    const double fields[kFields] = {static_cast<double>(tokens),
                                    loss,
                                    ratio,
                                    static_cast<double>(clipped_low),
                                    static_cast<double>(clipped_high),
                                    approx_kl,
                                    reference_kl,
                                    entropy,
                                    static_cast<double>(not_finite),
                                    max_abs_log_ratio};
    Parts parts;
    R1_UNROLL
    for (int f = 0; f < kFields; ++f) parts.sums[f] = fields[f];
    return parts;
  }
};

__device__ __forceinline__ double Clamp(double x, double low, double high) {
  return x < low ? low : high < x ? high : x;
}

// Whether both exponents of the token are within what ExpDWithin690 takes (false for NaN).
__device__ __forceinline__ bool IsOrdinary(const Token& token) {
  return fabsf(token.logp - token.old_logp) < 600.0f && fabsf(token.ref_logp - token.logp) < 600.0f;
}

// Adds one token to the sums; returns weight · dl/dlogp.
template <typename Exponential>
__device__ __forceinline__ float AddToken(const PolicyLossOptions& o, const Token& token,
                                          double weight, const Exponential& exponential,
                                          Sums* sums) {
  const double logp = token.logp, advantage = token.advantage;
  const double raw = logp - static_cast<double>(token.old_logp);
  const double clamp = o.log_ratio_clamp;
  const double lr = clamp > 0 ? Clamp(raw, -clamp, clamp) : raw;
  const double r = exponential(lr);
  const double low = 1 - o.clip_low, high = 1 + o.clip_high;
  const bool below = r < low, above = high < r;
  const double plain = r * advantage, clipped = (below ? low : above ? high : r) * advantage;

  // The gradient flows through r alone, unless a clip (or the clamp) took its place.
  bool flows = plain <= clipped;
  double objective = flows ? plain : clipped;
  if (clamp > 0) flows = flows && lr == raw;
  if (o.dual_clip > 0 && advantage < 0 && objective < o.dual_clip * advantage) {
    objective = o.dual_clip * advantage;
    flows = false;
  }
  double loss = -objective;
  double slope = flows ? -plain : 0;
  if (o.kl_coefficient > 0) {
    const double ref = static_cast<double>(token.ref_logp) - logp;
    const double e = exponential(ref);
    const double k3 = e - ref - 1;
    loss += o.kl_coefficient * k3;
    slope += o.kl_coefficient * (1 - e);
    sums->reference_kl += k3;
  }
  sums->tokens += 1;
  sums->loss += weight * loss;
  sums->ratio += r;
  sums->clipped_low += below && token.advantage < 0 ? 1 : 0;
  sums->clipped_high += above && token.advantage > 0 ? 1 : 0;
  sums->approx_kl += r - 1 - lr;
  sums->entropy += token.entropy;
  const double distance = fabs(raw);
  if (distance > sums->max_abs_log_ratio) sums->max_abs_log_ratio = distance;
  return static_cast<float>(weight * slope);
}

__device__ __forceinline__ bool IsFinite(float x) {
  return fabsf(x) < __uint_as_float(0x7f800000u);
}

// The same for every token.
__device__ __forceinline__ float AddAnyToken(const PolicyLossOptions& o, const Token& token,
                                             double weight, Sums* sums) {
  if (!IsFinite(token.logp) || !IsFinite(token.old_logp)) {
    sums->not_finite += 1;
    return __uint_as_float(0x7fc00000u);
  }
  return AddToken(
      o, token, weight, [](double x) { return ExpD(x); }, sums);
}

// The answer of token t: the last that begins at t or before.
__device__ __forceinline__ int AnswerOf(const PolicyTokens& in, int64_t t) {
  int low = 0, high = static_cast<int>(in.answers) - 1;
  while (low < high) {
    const int middle = (low + high + 1) / 2;
    if (in.cu_tokens[middle] <= t) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// x[t] … x[t+3] as far as there are tokens; zeros beyond, and for an array that is null.
__device__ __forceinline__ void LoadTokens(const float* x, int64_t t, int64_t tokens, bool aligned,
                                           float (&out)[kTokens]) {
  if (aligned && t + kTokens <= tokens) {
    Numbers<float, kTokens> held;
    if (x != nullptr) held.LoadOnce(x + t);
    held.ToFloats(out);
    return;
  }
  R1_UNROLL
  for (int k = 0; k < kTokens; ++k) out[k] = x != nullptr && t + k < tokens ? x[t + k] : 0.0f;
}

// The answer of a thread's token, and what the loss needs of it.
struct Answer {
  int index;
  int32_t end;
  double weight;

  __device__ __forceinline__ Answer(const PolicyTokens& in, int64_t t) : index(AnswerOf(in, t)) {
    Read(in);
  }
  __device__ __forceinline__ void MoveTo(const PolicyTokens& in, int64_t t) {
    if (t < end) return;
    while (in.cu_tokens[index + 1] <= t) ++index;
    Read(in);
  }
  __device__ __forceinline__ void Read(const PolicyTokens& in) {
    end = in.cu_tokens[index + 1];
    weight = in.weight[index];
  }
};

__global__ void __launch_bounds__(kThreads, 3)
    TokensKernel(PolicyLossOptions options, PolicyTokens in, ExpDConstants constants, bool aligned,
                 float* dlogp, Parts* parts) {
  const auto exponential = [&](double x) { return ExpDWithin690(x, constants); };
  Sums sums;
  for (int turn = 0; turn < kTurns; ++turn) {
    const int64_t t = blockIdx.x * kPart + (turn * kThreads + int64_t{threadIdx.x}) * kTokens;
    if (t >= in.tokens) break;
    float logp[kTokens], old_logp[kTokens], ref[kTokens], advantage[kTokens], entropy[kTokens];
    LoadTokens(in.logp, t, in.tokens, aligned, logp);
    LoadTokens(in.old_logp, t, in.tokens, aligned, old_logp);
    LoadTokens(in.ref_logp, t, in.tokens, aligned, ref);
    LoadTokens(in.advantage, t, in.tokens, aligned, advantage);
    LoadTokens(in.entropy, t, in.tokens, aligned, entropy);
    float gradient[kTokens] = {};
    Answer answer(in, t);
    R1_UNROLL
    for (int k = 0; k < kTokens; ++k) {
      if (t + k >= in.tokens || (in.mask != nullptr && in.mask[t + k] == 0)) continue;
      answer.MoveTo(in, t + k);
      const Token token = {logp[k], old_logp[k], ref[k], advantage[k], entropy[k]};
      gradient[k] = IsOrdinary(token) ? AddToken(options, token, answer.weight, exponential, &sums)
                                      : AddAnyToken(options, token, answer.weight, &sums);
    }
    if (aligned && t + kTokens <= in.tokens) {
      Numbers<float, kTokens>::Store(dlogp + t, gradient);
      continue;
    }
    for (int k = 0; k < kTokens && t + k < in.tokens; ++k) dlogp[t + k] = gradient[k];
  }
  const Parts all = BlockParts(sums.AllParts());
  if (threadIdx.x == 0) parts[blockIdx.x] = all;
}

__global__ void __launch_bounds__(kThreads)
    FinishKernel(int64_t count, const Parts* parts, Parts* sums) {
  Parts own;
  for (int64_t i = threadIdx.x; i < count; i += kThreads) own.Add(parts[i]);
  own = BlockParts(own);
  if (threadIdx.x == 0) sums->Add(own);
}

int64_t Count(int64_t tokens) { return (tokens + kPart - 1) / kPart; }

}  // namespace

int64_t PolicyLossWorkspaceBytes(int64_t tokens) {
  return Count(tokens) * static_cast<int64_t>(sizeof(Parts));
}

void PolicyLoss(const Stream& stream, const PolicyLossOptions& options, const PolicyTokens& in,
                void* workspace, float* dlogp, PolicySums* sums) {
  if (in.tokens <= 0) return;
  PolicyTokens read = in;
  if (!(options.kl_coefficient > 0)) read.ref_logp = nullptr;
  const bool aligned = FitsVectors<float>(
      {}, {read.logp, read.old_logp, read.ref_logp, read.advantage, read.entropy, dlogp});
  const int64_t count = Count(in.tokens);
  Parts* parts = static_cast<Parts*>(workspace);
  Launch<TokensKernel>(dim3(static_cast<unsigned>(count)), dim3(kThreads), 0, stream, options, read,
                       ExpDConstants(), aligned, dlogp, parts);
  Launch<FinishKernel>(dim3(1), dim3(kThreads), 0, stream, count, parts,
                       reinterpret_cast<Parts*>(sums));
}

}  // namespace r1bench::cuda
