// The models of the micro scale: made from nothing, and kept as Hugging Face folders.
#ifndef R1BENCH_EXPERIMENTS_COMMON_MICRO_MODEL_H_
#define R1BENCH_EXPERIMENTS_COMMON_MICRO_MODEL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "experiments/common/environment.h"
#include "model/config.h"
#include "model/engine.h"
#include "model/parameters.h"
#include "model/transformer.h"

namespace r1bench::experiments {

struct MicroModelOptions {
  int layers = 2, hidden = 64, heads = 4, intermediate = 256;
  double rope_theta = 10000;  // small for short contexts: more of the head tells positions apart
};

// The part that the world decides.
struct MicroVocabulary {
  int32_t size = 0, end = 0, pad = 0;  // tokens; ids of the end of a document and of padding
};

model::ModelConfig MicroModelConfig(const MicroModelOptions& options,
                                    const MicroVocabulary& vocabulary, int context_tokens);

// Random weights. Embeddings get a standard deviation of 1 (PyTorch's default for nn.Embedding),
// eight times the other matrices': with equal scales the same run ends at an arithmetic skill of
// 0.93 instead of above 0.99, and fails the audit.
void InitMicroModel(uint64_t seed, model::Parameters* parameters);

using Policy = std::shared_ptr<model::Transformer>;
// Makes a stage's initial weights; called once for every arm, so that no arm sees another's.
using LoadPolicy = std::function<Policy()>;

// Weights as InitMicroModel leaves them; weights of a folder that SavePolicy wrote.
Policy NewPolicy(const model::ModelConfig& config, uint64_t seed,
                 const model::TransformerOptions& options = {});
LoadPolicy FromFolder(const model::ModelConfig& config, const std::string& folder,
                      const model::TransformerOptions& options = {});
void SavePolicy(const std::string& folder, model::Transformer* policy, int64_t step);

// An engine that samples from `policy`, sized for micro models. `codec` may be null.
std::unique_ptr<model::LocalEngine> MicroEngine(const Policy& policy,
                                                const model::TextCodec* codec = nullptr);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_MICRO_MODEL_H_
