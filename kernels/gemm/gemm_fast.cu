// FastMatmul: cuBLASLt, or on the emulated device a loop a thread.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <tuple>
#include <type_traits>

#include "kernels/cuda/cuda.h"
#include "kernels/gemm/gemm_product.h"
#ifdef R1_CUDA
#include <cublasLt.h>

#include "base/error.h"
#include "kernels/cuda/device_array.h"
#endif

namespace r1bench::cuda {

#ifdef R1_CUDA

namespace {

constexpr size_t kWorkspaceBytes = size_t{32} << 20;  // what cuBLAS recommends for sm_90

void Check(cublasStatus_t status, const char* call, int line) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  base::Fail(call, " at ", __FILE__, ":", line, ": ", cublasLtGetStatusString(status));
}

#define R1_CHECK(call) Check(call, #call, __LINE__)

template <typename T>
constexpr cudaDataType_t kDataType = std::is_same_v<T, float> ? CUDA_R_32F : CUDA_R_16BF;

// cuBLASLt's matrices are column-major: a row-major [rows, inner] is one of inner x rows.
struct Layout {
  Layout(cudaDataType_t type, int64_t rows, int64_t inner) {
    R1_CHECK(cublasLtMatrixLayoutCreate(&handle, type, static_cast<uint64_t>(inner),
                                        static_cast<uint64_t>(rows), inner));
  }
  ~Layout() { cublasLtMatrixLayoutDestroy(handle); }
  Layout(const Layout&) = delete;
  Layout& operator=(const Layout&) = delete;
  cublasLtMatrixLayout_t handle = nullptr;
};

struct Operation {
  // CUBLAS_COMPUTE_32F never rounds operands to TF32.
  Operation(bool transpose_first, bool transpose_second) {
    R1_CHECK(cublasLtMatmulDescCreate(&handle, CUBLAS_COMPUTE_32F, CUDA_R_32F));
    Set(CUBLASLT_MATMUL_DESC_TRANSA, transpose_first);
    Set(CUBLASLT_MATMUL_DESC_TRANSB, transpose_second);
  }
  ~Operation() { cublasLtMatmulDescDestroy(handle); }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  void Set(cublasLtMatmulDescAttributes_t attribute, bool transpose) {
    const cublasOperation_t op = transpose ? CUBLAS_OP_T : CUBLAS_OP_N;
    R1_CHECK(cublasLtMatmulDescSetAttribute(handle, attribute, &op, sizeof(op)));
  }
  cublasLtMatmulDesc_t handle = nullptr;
};

// Bytes that the first and the second operand and the result are aligned to, 256 at most.
using Alignments = std::array<uint32_t, 3>;

uint32_t AlignmentOf(const void* p) {
  const auto address = reinterpret_cast<uintptr_t>(p);
  return static_cast<uint32_t>(std::min<uintptr_t>(address & (~address + 1), 256));
}

struct Preference {
  explicit Preference(const Alignments& alignments) {
    R1_CHECK(cublasLtMatmulPreferenceCreate(&handle));
    Set(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kWorkspaceBytes);
    Set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, alignments[0]);
    Set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, alignments[1]);
    Set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, alignments[2]);
    Set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, alignments[2]);
  }
  ~Preference() { cublasLtMatmulPreferenceDestroy(handle); }
  Preference(const Preference&) = delete;
  Preference& operator=(const Preference&) = delete;

  template <typename T>
  void Set(cublasLtMatmulPreferenceAttributes_t attribute, const T& value) {
    R1_CHECK(cublasLtMatmulPreferenceSetAttribute(handle, attribute, &value, sizeof(value)));
  }
  cublasLtMatmulPreference_t handle = nullptr;
};

// What is kept of a kind of product; the descriptors are kept too, since making them takes as long
// as queueing.
struct Plan {
  template <typename T, typename Out>
  explicit Plan(const Product<T, Out>& p)
      : operation(!p.b_transposed, p.a_transposed),
        first(kDataType<T>, p.b_transposed ? p.k : p.n, p.b_transposed ? p.n : p.k),
        second(kDataType<T>, p.a_transposed ? p.k : p.m, p.a_transposed ? p.m : p.k),
        result(kDataType<Out>, p.m, p.n) {}

  void Choose(cublasLtHandle_t handle, const Alignments& alignments) {
    const Preference preference(alignments);
    cublasLtMatmulHeuristicResult_t best = {};
    int found = 0;
    R1_CHECK(cublasLtMatmulAlgoGetHeuristic(handle, operation.handle, first.handle, second.handle,
                                            result.handle, result.handle, preference.handle, 1,
                                            &best, &found));
    base::Require(found > 0, "cuBLASLt has no algorithm for this product");
    algorithm = best.algo;
  }

  Operation operation;
  Layout first, second, result;
  cublasLtMatmulAlgo_t algorithm = {};
};

}  // namespace

struct FastMatmul::State {
  // Element sizes, which sides are transposed, m, n, k, alignments.
  using Key = std::tuple<size_t, size_t, bool, bool, int64_t, int64_t, int64_t, Alignments>;

  State() : workspace(static_cast<int64_t>(kWorkspaceBytes)) { R1_CHECK(cublasLtCreate(&handle)); }
  ~State() { cublasLtDestroy(handle); }

  template <typename T, typename Out>
  Plan& PlanOf(const Product<T, Out>& p) {
    const Alignments alignments = {AlignmentOf(p.b), AlignmentOf(p.a), AlignmentOf(p.c)};
    std::unique_ptr<Plan>& plan = plans[Key(sizeof(T), sizeof(Out), p.a_transposed, p.b_transposed,
                                            p.m, p.n, p.k, alignments)];
    if (plan == nullptr) {
      auto made = std::make_unique<Plan>(p);
      made->Choose(handle, alignments);
      plan = std::move(made);
    }
    return *plan;
  }

  cublasLtHandle_t handle = nullptr;
  DeviceArray<unsigned char> workspace;
  std::map<Key, std::unique_ptr<Plan>> plans;
};

namespace {

// Every row of c is the bias.
template <typename Out>
__global__ void __launch_bounds__(256) BiasKernel(int64_t m, int64_t n, const float* bias, Out* c) {
  const int64_t column = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (column >= n) return;
  const Out value = FromFloat<Out>(bias[column]);
  for (int64_t row = blockIdx.y; row < m; row += gridDim.y) c[row * n + column] = value;
}

}  // namespace

template <typename T, typename Out>
void FastMatmul::Run(const Stream& stream, const Product<T, Out>& p) {
  if (p.bias != nullptr) {
    const dim3 grid(static_cast<unsigned>((p.n + 255) / 256),
                    static_cast<unsigned>(min(p.m, int64_t{1024})));
    Launch<BiasKernel<Out>>(grid, dim3(256), 0, stream, p.m, p.n, p.bias, p.c);
  }
  const Plan& plan = state_->PlanOf(p);
  const float one = 1.0f, start = p.accumulate || p.bias != nullptr ? 1.0f : 0.0f;
  R1_CHECK(cublasLtMatmul(state_->handle, plan.operation.handle, &one, p.b, plan.first.handle, p.a,
                          plan.second.handle, &start, p.c, plan.result.handle, p.c,
                          plan.result.handle, &plan.algorithm, state_->workspace.data(),
                          kWorkspaceBytes, static_cast<cudaStream_t>(stream.handle())));
}

#else

struct FastMatmul::State {};

namespace {

template <typename T, typename Out>
__global__ void LoopKernel(Product<T, Out> p) {
  const int64_t at = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (at >= p.m * p.n) return;
  const int64_t i = at / p.n, j = at % p.n;
  float sum = 0.0f;
  for (int64_t s = 0; s < p.k; ++s) {
    const T a = p.a_transposed ? p.a[s * p.m + i] : p.a[i * p.k + s];
    const T b = p.b_transposed ? p.b[s * p.n + j] : p.b[j * p.k + s];
    sum += ToFloat(a) * ToFloat(b);
  }
  if (p.bias != nullptr) sum += p.bias[j];
  if (p.accumulate) sum += ToFloat(p.c[at]);
  p.c[at] = FromFloat<Out>(sum);
}

}  // namespace

template <typename T, typename Out>
void FastMatmul::Run(const Stream& stream, const Product<T, Out>& p) {
  const dim3 grid(static_cast<unsigned>((p.m * p.n + 127) / 128));
  Launch<LoopKernel<T, Out>>(grid, dim3(128), 0, stream, p);
}

#endif

FastMatmul::FastMatmul() : state_(std::make_unique<State>()) {}
FastMatmul::~FastMatmul() = default;

template void FastMatmul::Run(const Stream&, const Product<float, float>&);
template void FastMatmul::Run(const Stream&, const Product<Bf16, float>&);
template void FastMatmul::Run(const Stream&, const Product<Bf16, Bf16>&);

}  // namespace r1bench::cuda
