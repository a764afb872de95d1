#include "model/safetensors.h"

#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace r1bench::model {
namespace {

using base::Json;
using base::Require;
using kernels::GgmlType;

constexpr uint64_t kMaxHeader = 100'000'000;  // bytes; the format's own limit
constexpr const char* kRemedy = "; download the file again";

struct Entry {
  bool supported = false;
  std::string dtype;
  StoredTensor tensor;
};

// A non-negative integer from JSON, or an error that names the tensor.
int64_t Count(const Json& v, const std::string& where) {
  Require(v.is_number_unsigned() && v.get<uint64_t>() <= (uint64_t{1} << 62), where,
          ": expected a count of 0 or more, got ", base::JsonText(v), kRemedy);
  return v.get<int64_t>();
}

// Product of the shape, refusing overflow.
int64_t Elements(const std::vector<int64_t>& shape, const std::string& where) {
  int64_t n = 1;
  for (const int64_t dim : shape) {
    Require(!__builtin_mul_overflow(n, dim, &n), where, ": expected a shape in range, got ",
            ShapeString(shape), kRemedy);
  }
  return n;
}

Entry ReadEntry(const Json& json, const std::string& where, const uint8_t* data, int64_t bytes) {
  Require(json.is_object() && json.contains("dtype") && json["dtype"].is_string() &&
              json.contains("shape") && json["shape"].is_array() && json.contains("data_offsets") &&
              json["data_offsets"].is_array() && json["data_offsets"].size() == 2,
          where, ": expected dtype, shape and data_offsets, got ",
          base::JsonText(json).substr(0, 200), kRemedy);
  Entry e;
  e.dtype = json["dtype"].get<std::string>();
  for (const Json& dim : json["shape"]) e.tensor.shape.push_back(Count(dim, where));
  e.tensor.size = Elements(e.tensor.shape, where);
  const int64_t begin = Count(json["data_offsets"][0], where);
  const int64_t end = Count(json["data_offsets"][1], where);
  Require(begin <= end && end <= bytes, where, ": expected bytes within the file's ", bytes,
          " bytes of data, got [", begin, ", ", end, "); the file is truncated or corrupt",
          kRemedy);
  e.supported = true;
  if (e.dtype == "F32") {
    e.tensor.type = GgmlType::kF32;
  } else if (e.dtype == "F16") {
    e.tensor.type = GgmlType::kF16;
  } else if (e.dtype == "BF16") {
    e.tensor.type = GgmlType::kBF16;
  } else {
    e.supported = false;
    return e;
  }
  const int64_t width = kernels::BlockBytes(e.tensor.type);
  Require(e.tensor.size <= bytes && e.tensor.size * width == end - begin, where, ": expected ",
          e.tensor.size, " values of ", width, " bytes for shape ", ShapeString(e.tensor.shape),
          ", got ", end - begin, " bytes", kRemedy);
  e.tensor.data = data + begin;
  return e;
}

}  // namespace

std::string ShapeString(const std::vector<int64_t>& shape) {
  std::string s = "[";
  for (size_t i = 0; i < shape.size(); ++i) {
    s += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return s + "]";
}

struct SafetensorsFile::Impl {
  explicit Impl(const std::string& file_path) : path(file_path), file(file_path) {}
  std::string path;
  base::MappedFile file;
  std::map<std::string, Entry> entries;
};

SafetensorsFile::SafetensorsFile(const std::string& path) : impl_(std::make_unique<Impl>(path)) {
  const std::string_view all = impl_->file.view();
  uint64_t header = 0;
  Require(all.size() >= 8, path, ": expected a safetensors file, got ", all.size(), " bytes",
          kRemedy);
  std::memcpy(&header, all.data(), 8);
  Require(header <= kMaxHeader && header <= all.size() - 8, path, ": expected a header within the ",
          all.size(), " bytes of the file, got one of ", header,
          " bytes; this is not a safetensors file, or it is truncated", kRemedy);
  const Json json = base::ParseJson(all.substr(8, header), path + " (header)");
  Require(json.is_object(), path, ": expected a JSON object as header, got ", json.type_name(),
          kRemedy);
  const uint8_t* data = reinterpret_cast<const uint8_t*>(all.data()) + 8 + header;
  const int64_t bytes = static_cast<int64_t>(all.size() - 8 - header);
  for (const auto& [name, value] : json.items()) {
    if (name == "__metadata__") continue;
    impl_->entries.emplace(name, ReadEntry(value, path + ": " + name, data, bytes));
  }
}

SafetensorsFile::~SafetensorsFile() = default;
SafetensorsFile::SafetensorsFile(SafetensorsFile&&) noexcept = default;

const std::string& SafetensorsFile::path() const { return impl_->path; }

bool SafetensorsFile::Contains(const std::string& name) const {
  return impl_->entries.count(name) != 0;
}

const StoredTensor& SafetensorsFile::Find(const std::string& name) const {
  const auto it = impl_->entries.find(name);
  Require(it != impl_->entries.end(), path(), ": expected a tensor \"", name, "\", got none");
  Require(it->second.supported, path(), ": expected \"", name, "\" as F32, F16 or BF16, got ",
          it->second.dtype, "; load an unquantized checkpoint");
  return it->second.tensor;
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> out;
  for (const auto& [name, entry] : impl_->entries) out.push_back(name);
  return out;
}

SafetensorsFolder::SafetensorsFolder(const std::string& folder) : folder_(folder) {
  const std::string single = base::JoinPath(folder, "model.safetensors");
  const std::string index = base::JoinPath(folder, "model.safetensors.index.json");
  if (base::Exists(index) && !base::Exists(single)) {
    ReadIndex(folder, index);
    return;
  }
  Require(base::Exists(single), folder,
          ": expected model.safetensors or model.safetensors.index.json, got neither; convert "
          "pytorch_model.bin to safetensors first");
  files_.emplace_back(single);
  for (const std::string& name : files_[0].names()) where_.emplace(name, 0);
}

void SafetensorsFolder::ReadIndex(const std::string& folder, const std::string& index_path) {
  const Json json = base::ReadJsonFile(index_path);
  Require(json.is_object() && json.contains("weight_map") && json["weight_map"].is_object(),
          index_path, ": expected an object \"weight_map\"", kRemedy);
  std::map<std::string, size_t> opened;
  for (const auto& [name, value] : json["weight_map"].items()) {
    Require(value.is_string(), index_path, ": expected a file name for \"", name, "\", got ",
            base::JsonText(value));
    const std::string shard = value.get<std::string>();
    Require(!shard.empty() && shard[0] != '.' && shard.find('/') == std::string::npos &&
                shard.find('\0') == std::string::npos,
            index_path, ": expected the plain name of a file beside the index, got \"", shard,
            "\"");
    if (opened.count(shard) == 0) {
      opened.emplace(shard, files_.size());
      files_.emplace_back(base::JoinPath(folder, shard));
    }
    const SafetensorsFile& file = files_[opened[shard]];
    Require(file.Contains(name), file.path(), ": expected the tensor \"", name,
            "\" that the index promises, got none", kRemedy);
    where_.emplace(name, opened[shard]);
  }
}

const StoredTensor& SafetensorsFolder::Find(const std::string& name) const {
  const auto it = where_.find(name);
  Require(it != where_.end(), folder_, ": expected a tensor \"", name,
          "\", got none; the checkpoint does not fit its config.json");
  return files_[it->second].Find(name);
}

std::vector<std::string> SafetensorsFolder::names() const {
  std::vector<std::string> out;
  for (const auto& [name, file] : where_) out.push_back(name);
  return out;
}

void WriteSafetensors(const std::string& path, const std::vector<TensorToWrite>& tensors) {
  Json header;
  header["__metadata__"] = {{"format", "pt"}};
  int64_t offset = 0;
  for (const TensorToWrite& t : tensors) {
    const int64_t bytes = Elements(t.shape, path + ": " + t.name) * int64_t{sizeof(float)};
    header[t.name] = {
        {"dtype", "F32"}, {"shape", t.shape}, {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text = base::JsonText(header);
  while (text.size() % 8 != 0) text += ' ';
  const uint64_t length = text.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  file += text;
  file.reserve(file.size() + static_cast<size_t>(offset));
  for (const TensorToWrite& t : tensors) {
    file.append(reinterpret_cast<const char*>(t.data),
                static_cast<size_t>(Elements(t.shape, path)) * sizeof(float));
  }
  base::WriteFileAtomic(path, file);
}

}  // namespace r1bench::model
