#include "train/checkpoint.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "kernels/dequant/dequant.h"
#include "model/safetensors.h"

namespace r1bench::train {
namespace {

constexpr int kFormat = 1;
constexpr char kManifest[] = "manifest.json";
constexpr char kTemporary[] = ".writing";  // suffix of a folder that is being written
constexpr char kPrefix[] = "step-";
const std::vector<std::string> kWeights = {""};  // names as they are
const std::vector<std::string> kMoments = {"first_moment.", "second_moment."};

// --- tensors --------------------------------------------------------------------------------

// `arena` is an array of the layout of `parameters`.
void WriteArena(const std::string& path, const model::ParameterLayout& layout,
                const std::vector<std::pair<std::string, const float*>>& arenas) {
  std::vector<model::TensorToWrite> tensors;
  for (const auto& [prefix, arena] : arenas) {
    for (const model::TensorInfo& t : layout.tensors()) {
      tensors.push_back({prefix + t.name, t.shape, arena + t.offset});
    }
  }
  model::WriteSafetensors(path, tensors);
}

// A file of arenas of one layout. The constructor checks every name, shape and type.
class StoredArenas {
 public:
  StoredArenas(const std::string& folder, const char* name, const model::ParameterLayout& layout,
               const std::vector<std::string>& prefixes)
      : file_(PathOf(folder, name)), layout_(layout) {
    for (const std::string& prefix : prefixes) {
      for (const model::TensorInfo& t : layout.tensors()) {
        const model::StoredTensor& stored = file_.Find(prefix + t.name);
        base::Require(stored.type == kernels::GgmlType::kF32 && stored.shape == t.shape,
                      file_.path(), ": expected ", prefix, t.name, " as F32 ",
                      model::ShapeString(t.shape), ", got ", model::ShapeString(stored.shape),
                      "; this checkpoint belongs to a model of another shape");
      }
    }
  }

  void Read(const std::string& prefix, float* arena) const {
    for (const model::TensorInfo& t : layout_.tensors()) {
      std::memcpy(arena + t.offset, file_.Find(prefix + t.name).data, t.size * sizeof(float));
    }
  }

 private:
  static std::string PathOf(const std::string& folder, const char* name) {
    const std::string path = base::JoinPath(folder, name);
    base::Require(base::Exists(path), path, ": this run needs it, and the checkpoint has none");
    return path;
  }

  model::SafetensorsFile file_;
  const model::ParameterLayout& layout_;
};

// --- folders --------------------------------------------------------------------------------

void SyncFolder(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY);
  base::Require(fd >= 0, "cannot open folder ", path, ": ", std::strerror(errno));
  fsync(fd);
  close(fd);
}

void RemoveFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  base::Require(!error, "cannot remove ", path, ": ", error.message());
}

// Puts the finished folder `from` at `to`. If `to` exists the two change places in one step, so
// that there is a whole checkpoint of that name at any time.
void MoveIntoPlace(const std::string& from, const std::string& to) {
  SyncFolder(from);
  const bool replace = base::Exists(to);
  const unsigned flags = replace ? RENAME_EXCHANGE : 0;
  base::Require(renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0,
                "cannot rename ", from, " to ", to, ": ", std::strerror(errno));
  SyncFolder(base::DirName(to));
  if (replace) RemoveFolder(from);
}

base::Json Manifest(const std::string& folder) {
  base::Json files = base::Json::object();
  for (const std::string& name : base::ListFolder(folder)) {
    const std::string path = base::JoinPath(folder, name);
    files[name] = {{"bytes", std::filesystem::file_size(path)}, {"sha256", base::Sha256File(path)}};
  }
  return {{"format", kFormat}, {"files", std::move(files)}};
}

void VerifyFile(const std::string& path, const base::Json& entry) {
  base::Require(base::Exists(path), path,
                ": missing from the checkpoint; delete the folder to resume from the one before");
  const auto bytes = base::JsonGet<uint64_t>(entry, "bytes", path);
  const uint64_t found = std::filesystem::file_size(path);
  base::Require(found == bytes, path, ": expected ", bytes, " bytes, got ", found,
                "; the checkpoint is damaged, delete the folder to resume from the one before");
  base::Require(base::Sha256File(path) == base::JsonGet<std::string>(entry, "sha256", path), path,
                ": the content does not match its checksum; the checkpoint is damaged, delete the "
                "folder to resume from the one before");
}

void VerifyFolder(const std::string& folder) {
  const std::string path = base::JoinPath(folder, kManifest);
  base::Require(base::Exists(path), folder, ": not a checkpoint (", kManifest, " is missing)");
  const base::Json manifest = base::ReadJsonFile(path);
  const int format = base::JsonGet<int>(manifest, "format", path);
  base::Require(format == kFormat, path, ": expected checkpoint format ", kFormat, ", got ",
                format);
  const auto files = base::JsonGet<base::Json>(manifest, "files", path);
  for (const auto& [name, entry] : files.items()) {
    base::Require(name.find('/') == std::string::npos, path, ": bad file name '", name, "'");
    VerifyFile(base::JoinPath(folder, name), entry);
  }
  for (const char* name : {"config.json", "model.safetensors", "state.json"}) {
    base::Require(files.contains(name), path, ": expected the file ", name, " to be listed");
  }
}

void CheckConfig(const std::string& folder, const model::ModelConfig& config) {
  const std::string path = base::JoinPath(folder, "config.json");
  base::Require(base::ReadFile(path) == model::ConfigJson(config), path,
                ": this checkpoint belongs to a model of another shape; expected ",
                model::ConfigJson(config));
}

void WriteFiles(const std::string& folder, const CheckpointParts& parts, const base::Json& state) {
  const model::ParameterLayout& layout = parts.weights->layout();
  const auto path = [&](const char* name) { return base::JoinPath(folder, name); };
  base::WriteFileAtomic(path("config.json"), model::ConfigJson(*parts.config));
  WriteArena(path("model.safetensors"), layout,
             {{kWeights[0], std::as_const(*parts.weights).data()}});
  base::Json all = {{"state", state}};
  if (parts.optimizer != nullptr) {
    all["optimizer_step"] = parts.optimizer->step();
    WriteArena(path("optimizer.safetensors"), layout,
               {{kMoments[0], std::as_const(*parts.optimizer).first_moment().data()},
                {kMoments[1], std::as_const(*parts.optimizer).second_moment().data()}});
  }
  if (parts.reference != nullptr) {
    WriteArena(path("reference.safetensors"), layout,
               {{kWeights[0], std::as_const(*parts.reference).data()}});
  }
  base::WriteFileAtomic(path("state.json"), base::JsonText(all, 1) + "\n");
  base::WriteFileAtomic(path(kManifest), base::JsonText(Manifest(folder), 1) + "\n");
}

// The step in a checkpoint's name, or -1.
int64_t StepOf(const std::string& name) {
  const std::string digits = name.substr(std::min(name.size(), std::strlen(kPrefix)));
  if (name.rfind(kPrefix, 0) != 0 || digits.empty() || digits.size() > 18) return -1;
  if (digits.find_first_not_of("0123456789") != std::string::npos) return -1;
  return std::stoll(digits);
}

}  // namespace

void SaveCheckpoint(const std::string& folder, const CheckpointParts& parts,
                    const base::Json& state) {
  base::Require(parts.config != nullptr && parts.weights != nullptr,
                "a checkpoint needs a config and weights");
  const std::string writing = folder + kTemporary;
  RemoveFolder(writing);  // what a killed run may have left
  base::MakeDirs(writing);
  try {
    WriteFiles(writing, parts, state);
    MoveIntoPlace(writing, folder);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove_all(writing, ignored);
    throw;
  }
}

base::Json LoadCheckpoint(const std::string& folder, const CheckpointParts& parts) {
  base::Require(parts.config != nullptr && parts.weights != nullptr,
                "loading a checkpoint needs a config and a place for the weights");
  VerifyFolder(folder);
  CheckConfig(folder, *parts.config);
  const std::string state_path = base::JoinPath(folder, "state.json");
  const base::Json all = base::ReadJsonFile(state_path);
  base::Json state = base::JsonGet<base::Json>(all, "state", state_path);
  const model::ParameterLayout& layout = parts.weights->layout();
  const StoredArenas weights(folder, "model.safetensors", layout, kWeights);
  std::optional<StoredArenas> moments, reference;
  int64_t optimizer_step = 0;
  if (parts.optimizer != nullptr) {
    moments.emplace(folder, "optimizer.safetensors", layout, kMoments);
    optimizer_step = base::JsonGet<int64_t>(all, "optimizer_step", state_path);
  }
  if (parts.reference != nullptr) {
    reference.emplace(folder, "reference.safetensors", layout, kWeights);
  }

  // Everything has been checked: from here on nothing fails.
  weights.Read(kWeights[0], parts.weights->data());
  if (moments) {
    moments->Read(kMoments[0], parts.optimizer->first_moment().data());
    moments->Read(kMoments[1], parts.optimizer->second_moment().data());
    parts.optimizer->set_step(optimizer_step);
  }
  if (reference) reference->Read(kWeights[0], parts.reference->data());
  return state;
}

std::string CheckpointName(int64_t step) {
  const std::string digits = std::to_string(step);
  return kPrefix + std::string(6 - std::min<size_t>(6, digits.size()), '0') + digits;
}

std::vector<std::string> ListCheckpoints(const std::string& root) {
  std::vector<std::pair<int64_t, std::string>> found;
  if (!base::IsDirectory(root)) return {};
  for (const std::string& name : base::ListFolder(root)) {
    const std::string folder = base::JoinPath(root, name);
    if (StepOf(name) < 0 || !base::Exists(base::JoinPath(folder, kManifest))) continue;
    found.emplace_back(-StepOf(name), folder);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> folders;
  for (auto& [step, folder] : found) folders.push_back(std::move(folder));
  return folders;
}

void PruneCheckpoints(const std::string& root, int keep) {
  const std::vector<std::string> folders = ListCheckpoints(root);
  for (size_t i = static_cast<size_t>(std::max(keep, 0)); i < folders.size(); ++i) {
    RemoveFolder(folders[i]);
  }
  if (!base::IsDirectory(root)) return;
  for (const std::string& name : base::ListFolder(root)) {
    if (name.ends_with(kTemporary)) RemoveFolder(base::JoinPath(root, name));
  }
}

}  // namespace r1bench::train
