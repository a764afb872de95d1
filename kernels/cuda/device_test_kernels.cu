#include "kernels/cuda/cp_async.h"
#include "kernels/cuda/cuda.h"
#include "kernels/cuda/device_test_kernels.h"
#include "kernels/cuda/mma.h"

namespace r1bench::cuda {
namespace {

__global__ void ShufflesKernel(const int* in, int* out) {
  const int lane = threadIdx.x, x = in[lane];
  out[lane] = __shfl_sync(kAllLanes, x, 3);
  out[32 + lane] = __shfl_xor_sync(kAllLanes, x, 5);
  out[64 + lane] = __shfl_down_sync(kAllLanes, x, 2);
  out[96 + lane] = __shfl_up_sync(kAllLanes, x, 1);
  out[128 + lane] = __shfl_sync(kAllLanes, x, 1, 8);
}

__global__ void VotesKernel(const int* in, int* out) {
  const int lane = threadIdx.x;
  const bool yes = in[lane] > 0;
  out[lane] = static_cast<int>(__ballot_sync(kAllLanes, yes));
  out[32 + lane] = __any_sync(kAllLanes, yes) != 0;
  out[64 + lane] = __all_sync(kAllLanes, yes) != 0;
}

// The order that reduce.h promises, spelt out.
template <typename Op>
__device__ float SpeltOut(float x) {
  R1_SHARED(warps, float[32]);
  for (int step = 16; step > 0; step /= 2) x = Op()(x, __shfl_xor_sync(kAllLanes, x, step));
  if (threadIdx.x < 32) warps[threadIdx.x] = Op::Neutral();
  __syncthreads();
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = x;
  __syncthreads();
  for (int half = 16; half > 0; half /= 2) {
    if (static_cast<int>(threadIdx.x) < half) {
      warps[threadIdx.x] = Op()(warps[threadIdx.x], warps[threadIdx.x + half]);
    }
    __syncthreads();
  }
  return warps[0];
}

__global__ void ReductionsKernel(const float* in, float* out) {
  const float x = in[threadIdx.x];
  const float sum = BlockSum(x), most = BlockMax(x);
  const float sum_again = SpeltOut<SumOf>(x), most_again = SpeltOut<MaxOf>(x);
  if (threadIdx.x == blockDim.x - 1) {
    out[0] = sum;
    out[1] = most;
    out[2] = sum_again;
    out[3] = most_again;
  }
}

__global__ void AtomicsKernel(int64_t n, const int* in, int* out) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= n) return;
  atomicAdd(out, in[i]);
  atomicMax(out + 1, in[i]);
  atomicMin(out + 2, in[i]);
  if (in[i] < 0) atomicAdd(out + 3, 1);
}

__global__ void ToBf16Kernel(int64_t n, const float* in, Bf16* out) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < n) out[i] = ToBf16(in[i]);
}

__global__ void PairsKernel(int64_t n, const float* in, uint32_t* out) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (2 * i < n) out[i] = PackBf16(in[2 * i], in[2 * i + 1]);
}

__global__ void ReverseKernel(int n, const int* in, int* out) {
  int* shared = DynamicSharedMemory<int>();
  for (int i = threadIdx.x; i < n; i += blockDim.x) shared[n - 1 - i] = in[i];
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += blockDim.x) out[i] = shared[i];
}

__global__ void AffineKernel(int factor, int* x) { x[threadIdx.x] = factor * x[threadIdx.x] + 1; }

__global__ void ProductKernel(const Bf16* a, const Bf16* b, float* c) {
  R1_SHARED(tile_a, Bf16[16][16]);
  R1_SHARED(tile_b, Bf16[16][16]);  // 8 columns of b and 8 unused ones
  const int lane = threadIdx.x, g = lane / 4, t = lane % 4;
  for (int i = lane; i < 256; i += 32) tile_a[i / 16][i % 16] = a[i];
  for (int i = lane; i < 256; i += 32) {
    tile_b[i / 16][i % 16] = i % 16 < 8 ? b[i / 16 * 8 + i % 16] : Bf16{0};
  }
  __syncwarp();
  uint32_t words_a[4], words_b[4];
  LdMatrix(words_a, &tile_a[lane % 16][lane / 16 * 8]);
  LdMatrixTransposed(words_b, &tile_b[lane % 16][lane / 16 * 8]);
  const uint32_t first_b[2] = {words_b[0], words_b[1]};
  float sums[4] = {c[g * 8 + 2 * t], c[g * 8 + 2 * t + 1], c[(g + 8) * 8 + 2 * t],
                   c[(g + 8) * 8 + 2 * t + 1]};
  MmaBf16(sums, words_a, first_b, sums);
  c[g * 8 + 2 * t] = sums[0];
  c[g * 8 + 2 * t + 1] = sums[1];
  c[(g + 8) * 8 + 2 * t] = sums[2];
  c[(g + 8) * 8 + 2 * t + 1] = sums[3];
}

// 32 threads, each copies 16 bytes of a tile and sums 4 other numbers of it.
__global__ void SumOfTilesKernel(int tiles, bool wait, const float* in, float* out) {
  R1_SHARED(stages, float4[3][32]);
  const int i = threadIdx.x, other = (i + 1) % 32;
  const auto begin = [&](int tile) {
    if (tile < tiles) CpAsync16(&stages[tile % 3][i], in + tile * 128 + i * 4);
    CpAsyncCommit();
  };
  begin(0);
  begin(1);
  float4 sum = {0, 0, 0, 0};
  for (int tile = 0; tile < tiles; ++tile) {
    if (wait) CpAsyncWait<1>();
    __syncthreads();
    begin(tile + 2);
    const float4 v = stages[tile % 3][other];
    sum = {sum.x + v.x, sum.y + v.y, sum.z + v.z, sum.w + v.w};
  }
  reinterpret_cast<float4*>(out)[other] = sum;
}

dim3 Blocks(int64_t n) { return dim3(static_cast<unsigned>((n + 127) / 128)); }

}  // namespace

void Shuffles(const Stream& stream, const int* in, int* out) {
  Launch<ShufflesKernel>(dim3(1), dim3(32), 0, stream, in, out);
}

void Votes(const Stream& stream, const int* in, int* out) {
  Launch<VotesKernel>(dim3(1), dim3(32), 0, stream, in, out);
}

void Reductions(const Stream& stream, int threads, const float* in, float* out) {
  Launch<ReductionsKernel>(dim3(1), dim3(threads), 0, stream, in, out);
}

void Atomics(const Stream& stream, int64_t n, const int* in, int* out) {
  Launch<AtomicsKernel>(Blocks(n), dim3(128), 0, stream, n, in, out);
}

void ToBf16OneByOne(const Stream& stream, int64_t n, const float* in, Bf16* out) {
  Launch<ToBf16Kernel>(Blocks(n), dim3(128), 0, stream, n, in, out);
}

void ToBf16InPairs(const Stream& stream, int64_t n, const float* in, uint32_t* out) {
  Launch<PairsKernel>(Blocks(n / 2), dim3(128), 0, stream, n, in, out);
}

void ReverseThroughShared(const Stream& stream, int n, const int* in, int* out) {
  Launch<ReverseKernel>(dim3(1), dim3(256), n * sizeof(int), stream, n, in, out);
}

void Affine(const Stream& stream, int n, int factor, int* x) {
  Launch<AffineKernel>(dim3(1), dim3(n), 0, stream, factor, x);
}

void Product(const Stream& stream, const Bf16* a, const Bf16* b, float* c) {
  Launch<ProductKernel>(dim3(1), dim3(32), 0, stream, a, b, c);
}

void SumOfTiles(const Stream& stream, int tiles, bool wait, const float* in, float* out) {
  Launch<SumOfTilesKernel>(dim3(1), dim3(32), 0, stream, tiles, wait, in, out);
}

}  // namespace r1bench::cuda
