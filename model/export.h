// Writing a model as a Hugging Face folder that transformers loads:
// config.json, model.safetensors (F32), generation_config.json.
#ifndef R1BENCH_MODEL_EXPORT_H_
#define R1BENCH_MODEL_EXPORT_H_

#include <string>

#include "model/config.h"
#include "model/parameters.h"

namespace r1bench::model {

// Creates the folder and replaces the three files, each whole or not at all. A value head is
// written as "score.weight" beside the model (transformers' causal models ignore it).
void ExportHuggingFace(const ModelConfig& config, const Parameters& parameters,
                       const std::string& folder);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_EXPORT_H_
