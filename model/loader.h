// Reading a model from disk: a Hugging Face folder or a GGUF file, to fp32 parameters.
//
//   LoadedModel m = LoadModel("SmolLM2-135M-Instruct.Q4_1.gguf");
//   Transformer transformer(m.config, m.parameters);
#ifndef R1BENCH_MODEL_LOADER_H_
#define R1BENCH_MODEL_LOADER_H_

#include <memory>
#include <optional>
#include <string>

#include "data/tokenizer.h"
#include "model/config.h"
#include "model/parameters.h"

namespace r1bench::model {

struct LoadOptions {
  bool value_head =
      false;  // add a value (or reward) head; read it if the files have one, else zero
};

struct LoadedModel {
  ModelConfig config;
  std::shared_ptr<Parameters> parameters;
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
