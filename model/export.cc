#include "model/export.h"

#include "base/files.h"
#include "base/json.h"
#include "model/safetensors.h"

namespace r1bench::model {
namespace {

std::string GenerationConfig(const ModelConfig& c) {
  base::Json j;
  if (c.bos_token_id >= 0) j["bos_token_id"] = c.bos_token_id;
  if (c.pad_token_id >= 0) j["pad_token_id"] = c.pad_token_id;
  if (c.eos_token_ids.size() == 1) j["eos_token_id"] = c.eos_token_ids[0];
  if (c.eos_token_ids.size() > 1) j["eos_token_id"] = c.eos_token_ids;
  j["do_sample"] = true;
  return base::JsonText(j, 2) + "\n";
}

}  // namespace

void ExportHuggingFace(const ModelConfig& config, const Parameters& parameters,
                       const std::string& folder) {
  const std::string config_json = ConfigJson(config);  // refuses what cannot be said, first
  base::MakeDirs(folder);
  std::vector<TensorToWrite> tensors;
  for (const TensorInfo& info : parameters.tensors()) {
    tensors.push_back({info.name, info.shape, parameters.data() + info.offset});
  }
  WriteSafetensors(base::JoinPath(folder, "model.safetensors"), tensors);
  base::WriteFileAtomic(base::JoinPath(folder, "generation_config.json"), GenerationConfig(config));
  base::WriteFileAtomic(base::JoinPath(folder, "config.json"), config_json);
}

}  // namespace r1bench::model
