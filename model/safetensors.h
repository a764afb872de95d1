// Reading safetensors files: tensors by name, straight from a memory map.
//
// Format: 8 bytes little-endian header length, a JSON header {name: {dtype, shape, data_offsets}},
// then the bytes. (github.com/huggingface/safetensors.) A file is untrusted: every length, offset
// and shape is checked, with overflow-safe arithmetic, before a pointer is made.
#ifndef R1BENCH_MODEL_SAFETENSORS_H_
#define R1BENCH_MODEL_SAFETENSORS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernels/dequant/dequant.h"

namespace r1bench::model {

// A tensor that lies in a mapped file. The pointer lives as long as the file object.
struct StoredTensor {
  kernels::GgmlType type = kernels::GgmlType::kF32;
  std::vector<int64_t> shape;     // outermost first
  int64_t size = 0;               // elements
  const uint8_t* data = nullptr;  // unaligned
};

std::string ShapeString(const std::vector<int64_t>& shape);  // "[2, 3]"

class SafetensorsFile {
 public:
  // Throws base::Error if the file is missing, truncated or malformed. Tensors of dtypes other than
  // F32, F16 and BF16 are listed by name only and refused by Find.
  explicit SafetensorsFile(const std::string& path);
  ~SafetensorsFile();
  SafetensorsFile(SafetensorsFile&&) noexcept;

  const std::string& path() const;
  bool Contains(const std::string& name) const;
  const StoredTensor& Find(const std::string& name) const;  // throws base::Error
  std::vector<std::string> names() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// All tensors of a Hugging Face folder: model.safetensors, or the shards that
// model.safetensors.index.json lists.
class SafetensorsFolder {
 public:
  explicit SafetensorsFolder(const std::string& folder);

  bool Contains(const std::string& name) const { return where_.count(name) != 0; }
  const StoredTensor& Find(const std::string& name) const;  // throws base::Error
  std::vector<std::string> names() const;

 private:
  void ReadIndex(const std::string& folder, const std::string& index_path);

  std::string folder_;
  std::vector<SafetensorsFile> files_;
  std::map<std::string, size_t> where_;  // name -> index in files_
};

// Writes F32 tensors as one safetensors file, atomically. Metadata {"format": "pt"}, as
// transformers expects.
struct TensorToWrite {
  std::string name;
  std::vector<int64_t> shape;
  const float* data = nullptr;
};
void WriteSafetensors(const std::string& path, const std::vector<TensorToWrite>& tensors);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_SAFETENSORS_H_
