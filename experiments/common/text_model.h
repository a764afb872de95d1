// A real model by name or path, with its tokenizer and chat format: what `evaluate` and the small
// scale of every experiment start from.
#ifndef R1BENCH_EXPERIMENTS_COMMON_TEXT_MODEL_H_
#define R1BENCH_EXPERIMENTS_COMMON_TEXT_MODEL_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/chat_template.h"
#include "data/problem.h"
#include "data/prompt.h"
#include "data/tokenizer.h"
#include "model/tokenizer_codec.h"
#include "model/transformer.h"

namespace r1bench::experiments {

struct TextModel {
  std::string name;  // as asked for
  std::string path;  // where it was read from
  std::shared_ptr<model::Transformer> transformer;
  std::shared_ptr<const data::Tokenizer> tokenizer;
  std::shared_ptr<const model::TokenizerCodec> codec;
  data::ChatFormat chat_format = data::ChatFormat::kNone;
};

// Models known by name: "smollm2".
std::vector<std::string> ModelNames();

// Where `name` lies: the file of a known name, else `name` as a path (relative: the caller's).
// Throws base::Error that says how to get it when it is not there.
std::string ModelPath(const std::string& name);

struct TextModelOptions {
  std::string chat_format = {};  // overrides the detected one unless empty
  // To train in this arithmetic; or, if generate_only is set, packed weights alone in that format.
  model::TransformerOptions transformer = {};
  std::optional<model::WeightFormat> generate_only = {};
};

// Weights, tokenizer and chat format.
TextModel LoadTextModel(const std::string& name, const TextModelOptions& options = {});

// The problem as the model sees it: the template's text, put into the model's chat format if the
// template is a message, or as it stands if the template is a whole prompt.
std::vector<int32_t> PromptTokens(const TextModel& model, const data::PromptTemplate& prompt,
                                  const data::Problem& problem);

// SHA-256 of the model's file, or of config.json and all safetensors files of a folder: names the
// weights in a report.
std::string ModelHash(const std::string& path);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_TEXT_MODEL_H_
