#include "model/loader.h"

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "kernels/dequant/dequant.h"
#include "model/gguf.h"
#include "model/safetensors.h"
#include "model/weight_source.h"

namespace r1bench::model {
namespace {

using base::Require;

bool IsGguf(const std::string& path) {
  return path.size() > 5 && path.compare(path.size() - 5, 5, ".gguf") == 0;
}

// generation_config.json may name more end-of-text tokens than config.json does.
void AddGenerationConfig(const std::string& folder, ModelConfig* c) {
  const std::string path = base::JoinPath(folder, "generation_config.json");
  if (!base::Exists(path)) return;
  const base::Json json = base::ReadJsonFile(path);
  Require(json.is_object(), path, ": expected a JSON object, got ", json.type_name());
  if (!json.contains("eos_token_id") || json["eos_token_id"].is_null()) return;
  std::vector<int32_t> ids;
  const base::Json& eos = json["eos_token_id"];
  for (const base::Json& id : eos.is_array() ? eos : base::Json::array({eos})) {
    Require(id.is_number_integer() && id.get<int64_t>() >= 0 && id.get<int64_t>() < c->vocab_size,
            path, ": expected token ids in \"eos_token_id\", got ", base::JsonText(id));
    ids.push_back(id.get<int32_t>());
  }
  c->eos_token_ids = ids;
}

ModelConfig FolderConfig(const std::string& folder) {
  const std::string path = base::JoinPath(folder, "config.json");
  Require(base::Exists(path), folder,
          ": expected a folder with config.json (Hugging Face) or a .gguf file, got neither");
  ModelConfig c = ParseConfig(base::ReadFile(path), path);
  AddGenerationConfig(folder, &c);
  return c;
}

// Tensors that old checkpoints carry and that hold nothing to load.
bool IsHarmless(const std::string& name, const ModelConfig& c) {
  const bool frequencies = name.find("rotary_emb.inv_freq") != std::string::npos;
  const bool tied_copy = c.tie_word_embeddings && name == "lm_head.weight";
  return frequencies || tied_copy || name.rfind("model.", 0) != 0;
}

// All before allocation: every tensor there with the right shape, and none of the model's left
// over.
void CheckTensors(const SafetensorsFolder& files, const std::string& folder, const ModelConfig& c) {
  const ParameterLayout layout(c);
  for (const TensorInfo& info : layout.tensors()) {
    if (info.name == "score.weight" && !files.Contains(info.name)) continue;
    Require(info.name != "lm_head.weight" || files.Contains(info.name), folder,
            ": expected lm_head.weight, got none; if the model shares it with the embedding, set "
            "\"tie_word_embeddings\": true in config.json");
    const StoredTensor& t = files.Find(info.name);
    Require(t.shape == info.shape, folder, ": expected ", info.name, " of shape ",
            ShapeString(info.shape), " (from config.json), got ", ShapeString(t.shape),
            "; is this config.json that of the checkpoint?");
  }
  for (const std::string& name : files.names()) {
    Require(layout.Contains(name) || IsHarmless(name, c), folder, ": expected only tensors that ",
            "config.json accounts for, got ", name, "; is it that of the checkpoint?");
  }
}

class FolderSource : public WeightSource {
 public:
  explicit FolderSource(const SafetensorsFolder& files) : files_(files) {}

  bool Has(const TensorInfo& info) const override { return files_.Contains(info.name); }
  void Read(const TensorInfo& info, float* out) const override {
    const StoredTensor& t = files_.Find(info.name);
    kernels::Dequantize(t.type, t.size, t.data, out);
  }
  kernels::GgmlType Type(const TensorInfo& info) const override {
    return files_.Find(info.name).type;
  }
  const void* Row(const TensorInfo& info, int64_t row) const override {
    const StoredTensor& t = files_.Find(info.name);
    return t.data + row * kernels::QuantizedBytes(t.type, info.size / info.shape[0]);
  }

 private:
  const SafetensorsFolder& files_;
};

}  // namespace

LoadedModel LoadHuggingFace(const std::string& folder, const LoadOptions& options) {
  LoadedModel m;
  m.config = FolderConfig(folder);
  m.config.value_head = m.config.value_head || options.value_head;
  const SafetensorsFolder files(folder);
  CheckTensors(files, folder, m.config);
  const FolderSource source(files);
  if (options.generate_only) {
    m.weights = PackWeights(m.config, source, *options.generate_only);
  } else {
    m.parameters = ReadParameters(m.config, source);
  }
  return m;
}

LoadedModel LoadModel(const std::string& path, const LoadOptions& options) {
  Require(!options.generate_only || !options.value_head,
          "expected no value head for a model that only generates");
  Require(base::Exists(path), path,
          ": expected a model (a Hugging Face folder or a .gguf file), got no such file or folder");
  return IsGguf(path) ? LoadGguf(path, options) : LoadHuggingFace(path, options);
}

ModelConfig LoadConfig(const std::string& path) {
  return IsGguf(path) ? GgufConfig(GgufFile(path)) : FolderConfig(path);
}

}  // namespace r1bench::model
