// Reading GGUF files (versions 2 and 3): metadata, and tensors straight from a memory map.
//
// Format: github.com/ggml-org/ggml, docs/gguf.md. A file is untrusted: all counts, lengths, offsets
// and shapes are checked against the file's size before anything is allocated or read.
#ifndef R1BENCH_MODEL_GGUF_H_
#define R1BENCH_MODEL_GGUF_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "data/tokenizer.h"
#include "model/config.h"
#include "model/safetensors.h"

namespace r1bench::model {

// One metadata value. Exactly one of the fields is meaningful, as `kind` says.
struct GgufValue {
  enum class Kind { kInt, kFloat, kBool, kString, kInts, kFloats, kStrings };
  Kind kind = Kind::kInt;
  int64_t integer = 0;  // kInt, kBool
  double number = 0;    // kFloat
  std::string text;
  std::vector<int64_t> ints;
  std::vector<double> floats;
  std::vector<std::string> strings;
};

class GgufFile {
 public:
  // Throws base::Error if the file is missing, truncated or malformed, or holds a tensor whose
  // format kernels/dequant does not know.
  explicit GgufFile(const std::string& path);

  const std::string& path() const { return path_; }
  bool Has(const std::string& key) const { return values_.count(key) != 0; }
  // Values by key, with the expected kind; the message of an error names the file and the key.
  int64_t Int(const std::string& key) const;
  int64_t IntOr(const std::string& key, int64_t fallback) const;
  double FloatOr(const std::string& key, double fallback) const;
  bool BoolOr(const std::string& key, bool fallback) const;
  std::string StringOr(const std::string& key, const std::string& fallback) const;
  const std::vector<std::string>& Strings(const std::string& key) const;
  const std::vector<int64_t>& Ints(const std::string& key) const;

  // Shapes are outermost first, as in Hugging Face (GGUF itself writes them innermost first).
  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }
  const StoredTensor& Find(const std::string& name) const;

 private:
  class Reader;
  const GgufValue& At(const std::string& key, GgufValue::Kind kind, const char* what) const;
  void ReadMetadata(Reader* reader, uint64_t count);
  void ReadTensors(Reader* reader, uint64_t count);
  StoredTensor ReadTensorInfo(Reader* reader, const std::string& where) const;
  const uint8_t* Locate(const StoredTensor& tensor, uint64_t start, uint64_t offset) const;

  std::string path_;
  base::MappedFile file_;
  std::map<std::string, GgufValue> values_;
  std::map<std::string, StoredTensor> tensors_;
};

// The model configuration that the metadata and tensor names describe, validated (gguf_model.cc).
ModelConfig GgufConfig(const GgufFile& file);

// The tokenizer in the metadata; nullopt if it is not a byte-level BPE. GGUF's unknown_token_id is
// left out: in these files it names a control token, which plain text must never yield.
std::optional<data::BpeSpec> GgufTokenizer(const GgufFile& file);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_GGUF_H_
