// A Transformer on the GPU. Internal to model/cuda.
#ifndef R1BENCH_MODEL_CUDA_CUDA_TRANSFORMER_H_
#define R1BENCH_MODEL_CUDA_CUDA_TRANSFORMER_H_

#include <memory>

#include "kernels/cuda/runtime.h"
#include "model/transformer_backend.h"

namespace r1bench::model {

// `stream` must outlive the model. Throws base::Error for what the GPU's kernels lack.
std::unique_ptr<TransformerBackend> MakeCudaTransformer(const ModelConfig& config,
                                                        std::shared_ptr<Parameters> parameters,
                                                        const TransformerOptions& options,
                                                        bool deterministic,
                                                        const cuda::Stream* stream);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_CUDA_CUDA_TRANSFORMER_H_
