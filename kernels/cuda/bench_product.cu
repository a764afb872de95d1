#include <cublasLt.h>

#include "base/error.h"
#include "kernels/cuda/bench.h"

namespace r1bench::cuda {
namespace {

void Check(cublasStatus_t status, const char* call) {
  if (status != CUBLAS_STATUS_SUCCESS) {
    base::Fail(call, ": ", cublasLtGetStatusString(status));
  }
}

#define R1_CHECK(call) Check(call, #call)

constexpr size_t kWorkspaceBytes = 32 << 20;

}  // namespace

struct LibraryProduct::Plan {
  cublasLtHandle_t handle = nullptr;
  cublasLtMatmulDesc_t product = nullptr;
  cublasLtMatrixLayout_t layout = nullptr;
  cublasLtMatmulAlgo_t algorithm;
  DeviceArray<char> workspace{kWorkspaceBytes};
};

LibraryProduct::LibraryProduct(int64_t n) : plan_(new Plan) {
  Plan& plan = *plan_;
  R1_CHECK(cublasLtCreate(&plan.handle));
  R1_CHECK(cublasLtMatmulDescCreate(&plan.product, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  R1_CHECK(cublasLtMatrixLayoutCreate(&plan.layout, CUDA_R_16BF, n, n, n));
  cublasLtMatmulPreference_t preference = nullptr;
  R1_CHECK(cublasLtMatmulPreferenceCreate(&preference));
  R1_CHECK(cublasLtMatmulPreferenceSetAttribute(preference,
                                                CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                                &kWorkspaceBytes, sizeof(kWorkspaceBytes)));
  cublasLtMatmulHeuristicResult_t found;
  int count = 0;
  R1_CHECK(cublasLtMatmulAlgoGetHeuristic(plan.handle, plan.product, plan.layout, plan.layout,
                                          plan.layout, plan.layout, preference, 1, &found, &count));
  cublasLtMatmulPreferenceDestroy(preference);
  base::Require(count == 1, "cuBLASLt knows no algorithm for a bf16 product of size ", n);
  plan.algorithm = found.algo;
}

LibraryProduct::~LibraryProduct() {
  cublasLtMatrixLayoutDestroy(plan_->layout);
  cublasLtMatmulDescDestroy(plan_->product);
  cublasLtDestroy(plan_->handle);
  delete plan_;
}

void LibraryProduct::Run(const Stream& stream, const Bf16* a, const Bf16* b, Bf16* c) const {
  const Plan& plan = *plan_;
  const float one = 1.0f, zero = 0.0f;
  R1_CHECK(cublasLtMatmul(plan.handle, plan.product, &one, a, plan.layout, b, plan.layout, &zero, c,
                          plan.layout, c, plan.layout, &plan.algorithm,
                          const_cast<char*>(plan.workspace.data()), kWorkspaceBytes,
                          static_cast<cudaStream_t>(stream.handle())));
}

}  // namespace r1bench::cuda
