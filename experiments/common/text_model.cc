#include "experiments/common/text_model.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/paths.h"
#include "base/runfiles.h"
#include "model/loader.h"

namespace r1bench::experiments {
namespace {

// Runfile of each model that the build can fetch.
constexpr char kSmolLm2[] = "smollm2";
constexpr char kSmolLm2File[] = "../smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

std::shared_ptr<const data::Tokenizer> LoadTokenizer(const model::LoadedModel& model,
                                                     const std::string& path) {
  if (model.tokenizer) return data::MakeBpeTokenizer(*model.tokenizer);
  base::Require(base::IsDirectory(path), path,
                " holds no tokenizer that r1bench can read; give a GGUF with a byte-level BPE or a "
                "Hugging Face folder with tokenizer.json");
  return data::LoadHfTokenizer(path);
}

data::ChatFormat ChatFormatFor(const std::string& chat, const data::Tokenizer& tokenizer,
                               const std::string& jinja) {
  if (chat.empty()) return data::DetectChatFormat(tokenizer, jinja);
  const auto format = data::ParseChatFormat(chat);
  std::string names;
  for (const std::string& name : data::ChatFormatNames()) names += " " + name;
  if (!format) base::FailUsage("--chat_format=", chat, ": give one of", names);
  return *format;
}

// "quantized" must not silently mean the bf16 that other formats become.
void RequireBlocks(const model::ModelWeights& weights, const std::string& path) {
  const auto kept = [](const model::LayerWeights& layer) {
    return layer.qkv.format() == model::WeightFormat::kQuantized ||
           layer.down.format() == model::WeightFormat::kQuantized;
  };
  base::Require(std::any_of(weights.layers.begin(), weights.layers.end(), kept), path,
                " has no weights in 4- or 8-bit blocks (Q4_0, Q4_1, Q8_0); give --dtype=bf16");
}

}  // namespace

std::vector<std::string> ModelNames() { return {kSmolLm2}; }

std::string ModelPath(const std::string& name) {
  if (name == kSmolLm2) {
    const std::string path = base::FindRunfile(kSmolLm2File);
    base::Require(!path.empty(),
                  "the model smollm2 does not come with this program; build a target that brings "
                  "it (//experiments/r1_zero:small, //experiments/evaluate), or give the path of a "
                  ".gguf file or a Hugging Face folder");
    return path;
  }
  const std::string path = base::CallerPath(name);
  base::Require(base::Exists(path), "no model \"", name, "\": it is no known name (", kSmolLm2,
                ") and there is no ", path);
  return path;
}

TextModel LoadTextModel(const std::string& name, const TextModelOptions& options) {
  TextModel result;
  result.name = name;
  result.path = ModelPath(name);
  model::LoadedModel loaded =
      model::LoadModel(result.path, {.generate_only = options.generate_only});
  result.tokenizer = LoadTokenizer(loaded, result.path);
  result.chat_format = ChatFormatFor(options.chat_format, *result.tokenizer, loaded.chat_template);
  // A chat model ends its turn with a token that the weights' own config may not list.
  for (const int32_t id : data::StopTokenIds(*result.tokenizer, result.chat_format)) {
    auto& eos = loaded.config.eos_token_ids;
    if (std::find(eos.begin(), eos.end(), id) == eos.end()) eos.push_back(id);
  }
  result.codec = std::make_shared<model::TokenizerCodec>(result.tokenizer);
  if (options.generate_only == model::WeightFormat::kQuantized) {
    RequireBlocks(*loaded.weights, result.path);
  }
  result.transformer = options.generate_only
                           ? std::make_shared<model::Transformer>(loaded.config, loaded.weights)
                           : std::make_shared<model::Transformer>(loaded.config, loaded.parameters,
                                                                  options.transformer);
  return result;
}

std::vector<int32_t> PromptTokens(const TextModel& model, const data::PromptTemplate& prompt,
                                  const data::Problem& problem) {
  if (!prompt.is_chat_message()) {
    // Control tokens count where the template writes them, never where the problem does.
    const auto pieces = prompt.RenderPieces(problem);
    std::vector<int32_t> tokens = model.tokenizer->EncodePieces(pieces);
    const int32_t bos = model.tokenizer->bos_id();
    const bool written = !tokens.empty() && tokens.front() == bos;
    if (model.tokenizer->adds_bos() && bos >= 0 && !written) tokens.insert(tokens.begin(), bos);
    return tokens;
  }
  const data::ChatMessage message{data::Role::kUser, prompt.Render(problem)};
  const auto pieces = data::RenderChat(model.chat_format, {&message, 1});
  return model.tokenizer->EncodePieces(pieces);
}

std::string ModelHash(const std::string& path) {
  if (!base::IsDirectory(path)) return base::Sha256File(path);
  std::string all;
  for (const std::string& name : base::ListFolder(path)) {
    if (name == "config.json" || name.ends_with(".safetensors")) {
      all += name + " " + base::Sha256File(path + "/" + name) + "\n";
    }
  }
  return base::Sha256Hex(all);
}

}  // namespace r1bench::experiments
