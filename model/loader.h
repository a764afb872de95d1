// Reading a model from disk, a Hugging Face folder or a GGUF file: to fp32 parameters, or, to
// generate only, straight to packed weights.
//
//   LoadedModel m = LoadModel("SmolLM2-135M-Instruct.Q4_1.gguf");
//   Transformer trainable(m.config, m.parameters, {.compute = WeightFormat::kBFloat16});
//
//   LoadedModel m = LoadModel(path, {.generate_only = WeightFormat::kQuantized});
//   Transformer small_and_fast(m.config, m.weights);
#ifndef R1BENCH_MODEL_LOADER_H_
#define R1BENCH_MODEL_LOADER_H_

#include <memory>
#include <optional>
#include <string>

#include "data/tokenizer.h"
#include "model/config.h"
#include "model/parameters.h"
#include "model/weights.h"

namespace r1bench::model {

struct LoadOptions {
  bool value_head =
      false;  // add a value (or reward) head; read it if the files have one, else zero
  // Packed weights in this format and no parameters. kQuantized keeps a GGUF's 4- and 8-bit blocks.
  std::optional<WeightFormat> generate_only = {};
};

struct LoadedModel {
  ModelConfig config;
  std::shared_ptr<Parameters> parameters;  // null with generate_only
  std::shared_ptr<ModelWeights> weights;   // null without
  // From a GGUF's metadata, if it holds a byte-level BPE. For a folder: use data::LoadHfTokenizer.
  std::optional<data::BpeSpec> tokenizer;
  std::string chat_template;  // Jinja text of a GGUF, for recognising the family; may be empty
};

// A folder with config.json, or a file ending in .gguf. Throws base::Error with the file's name and
// what to do for anything missing, malformed or unsupported.
LoadedModel LoadModel(const std::string& path, const LoadOptions& options = {});

// The two formats.
LoadedModel LoadHuggingFace(const std::string& folder, const LoadOptions& options = {});
LoadedModel LoadGguf(const std::string& path, const LoadOptions& options = {});

// The configuration alone, from either format: enough for plans, no weights read.
ModelConfig LoadConfig(const std::string& path);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_LOADER_H_
