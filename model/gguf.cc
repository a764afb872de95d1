#include "model/gguf.h"

#include <cstring>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace r1bench::model {
namespace {

using base::Require;

// Type numbers of metadata values, from the format's specification.
enum : uint32_t {
  kUint8 = 0,
  kInt8 = 1,
  kUint16 = 2,
  kInt16 = 3,
  kUint32 = 4,
  kInt32 = 5,
  kFloat32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kUint64 = 10,
  kInt64 = 11,
  kFloat64 = 12,
};

constexpr uint64_t kDefaultAlignment = 32;
constexpr uint32_t kMaxDims = 4;

}  // namespace

// A cursor over the file that refuses to leave it.
class GgufFile::Reader {
 public:
  Reader(const std::string& path, std::string_view bytes) : path_(path), bytes_(bytes) {}

  uint64_t position() const { return position_; }
  uint64_t left() const { return bytes_.size() - position_; }

  const char* Take(uint64_t n, const char* what) {
    Require(n <= left(), path_, ": expected ", n, " bytes of ", what, " at byte ", position_,
            ", got ", left(), "; the file is truncated or corrupt; download it again");
    const char* p = bytes_.data() + position_;
    position_ += n;
    return p;
  }
  template <typename T>
  T Number(const char* what) {
    T value;
    std::memcpy(&value, Take(sizeof(T), what), sizeof(T));
    return value;
  }
  std::string String(const char* what) {
    const uint64_t n = Number<uint64_t>(what);
    return std::string(Take(n, what), n);
  }
  // A number of items of at least `item_bytes` each: never more than the file can hold.
  uint64_t Count(uint64_t n, uint64_t item_bytes, const char* what) {
    Require(n <= left() / item_bytes, path_, ": expected at most ", left() / item_bytes, " ", what,
            " in the rest of the file, got ", n, "; the file is truncated or corrupt");
    return n;
  }
  GgufValue Value();

 private:
  GgufValue Array();
  GgufValue Scalar(uint32_t type);
  bool Integer(uint32_t type, int64_t* out);  // false: not an integer type

  const std::string& path_;
  std::string_view bytes_;
  uint64_t position_ = 0;
};

bool GgufFile::Reader::Integer(uint32_t type, int64_t* out) {
  auto set = [out](auto x) {
    *out = static_cast<int64_t>(x);
    return true;
  };
  constexpr const char* kWhat = "metadata";
  switch (type) {
    case kUint8:
      return set(Number<uint8_t>(kWhat));
    case kInt8:
      return set(Number<int8_t>(kWhat));
    case kUint16:
      return set(Number<uint16_t>(kWhat));
    case kInt16:
      return set(Number<int16_t>(kWhat));
    case kUint32:
      return set(Number<uint32_t>(kWhat));
    case kInt32:
      return set(Number<int32_t>(kWhat));
    case kUint64:
      return set(Number<uint64_t>(kWhat));
    case kInt64:
      return set(Number<int64_t>(kWhat));
    default:
      return false;
  }
}

GgufValue GgufFile::Reader::Scalar(uint32_t type) {
  GgufValue v;
  if (Integer(type, &v.integer)) return v;
  constexpr const char* kWhat = "metadata";
  if (type == kFloat32 || type == kFloat64) {
    v.kind = GgufValue::Kind::kFloat;
    v.number = type == kFloat32 ? Number<float>(kWhat) : Number<double>(kWhat);
  } else if (type == kBool) {
    v.kind = GgufValue::Kind::kBool;
    v.integer = Number<uint8_t>(kWhat) != 0;
  } else if (type == kString) {
    v.kind = GgufValue::Kind::kString;
    v.text = String(kWhat);
  } else {
    base::Fail(path_, ": expected a metadata type of 0 to 12, got ", type, " before byte ",
               position_, "; the file is corrupt; download it again");
  }
  return v;
}

GgufValue GgufFile::Reader::Array() {
  const uint32_t type = Number<uint32_t>("array type");
  Require(type <= kFloat64 && type != kArray, path_,
          ": expected an array of plain values, got type ", type, "; the file is not supported");
  // Bytes of the smallest item: a string has at least its length.
  static constexpr uint64_t kBytes[] = {1, 1, 2, 2, 4, 4, 4, 1, 8, 0, 8, 8, 8};
  const uint64_t n = Count(Number<uint64_t>("array length"), kBytes[type], "array items");
  GgufValue v;
  v.kind = type == kString                        ? GgufValue::Kind::kStrings
           : type == kFloat32 || type == kFloat64 ? GgufValue::Kind::kFloats
                                                  : GgufValue::Kind::kInts;
  for (uint64_t i = 0; i < n; ++i) {
    GgufValue item = Scalar(type);
    if (v.kind == GgufValue::Kind::kStrings) {
      v.strings.push_back(std::move(item.text));
    } else if (v.kind == GgufValue::Kind::kFloats) {
      v.floats.push_back(item.number);
    } else {
      v.ints.push_back(item.integer);
    }
  }
  return v;
}

GgufValue GgufFile::Reader::Value() {
  const uint32_t type = Number<uint32_t>("metadata type");
  return type == kArray ? Array() : Scalar(type);
}

GgufFile::GgufFile(const std::string& path) : path_(path), file_(path) {
  Reader reader(path_, file_.view());
  Require(reader.left() >= 24 && std::memcmp(reader.Take(4, "magic"), "GGUF", 4) == 0, path_,
          ": expected a GGUF file, got another format or an empty file");
  const uint32_t version = reader.Number<uint32_t>("version");
  Require(
      version == 2 || version == 3, path_, ": expected GGUF version 2 or 3, got ", version,
      "; convert the model again with a current llama.cpp (big-endian files are not supported)");
  const uint64_t tensors = reader.Number<uint64_t>("tensor count");
  const uint64_t values = reader.Number<uint64_t>("metadata count");
  ReadMetadata(&reader, values);
  ReadTensors(&reader, tensors);
}

void GgufFile::ReadMetadata(Reader* reader, uint64_t count) {
  reader->Count(count, 13, "metadata values");  // key length, type, 1 byte of value
  for (uint64_t i = 0; i < count; ++i) {
    std::string key = reader->String("a metadata key");
    values_[std::move(key)] = reader->Value();
  }
}

StoredTensor GgufFile::ReadTensorInfo(Reader* reader, const std::string& where) const {
  const uint32_t dims = reader->Number<uint32_t>("dimension count");
  Require(dims >= 1 && dims <= kMaxDims, where, ": expected 1 to 4 dimensions, got ", dims);
  StoredTensor t;
  t.size = 1;
  for (uint32_t d = 0; d < dims; ++d) {
    const uint64_t n = reader->Number<uint64_t>("dimension");
    Require(n >= 1 && n < (uint64_t{1} << 62) &&
                !__builtin_mul_overflow(t.size, static_cast<int64_t>(n), &t.size),
            where, ": expected a shape in range, got a dimension of ", n);
    t.shape.insert(t.shape.begin(), static_cast<int64_t>(n));
  }
  const uint32_t type = reader->Number<uint32_t>("tensor type");
  Require(kernels::IsSupported(type), where,
          ": expected the format F32, F16, BF16, Q8_0, Q4_0, Q4_1 or Q6_K, got ggml type ", type,
          "; quantize the model to one of these");
  t.type = static_cast<kernels::GgmlType>(type);
  Require(t.shape.back() % kernels::BlockElements(t.type) == 0, where,
          ": expected rows of whole blocks, got ", t.shape.back(), " values a row");
  return t;
}

// The bytes of a tensor, `offset` after the data section's `start`.
const uint8_t* GgufFile::Locate(const StoredTensor& t, uint64_t start, uint64_t offset) const {
  const uint64_t size = file_.size();
  const uint64_t available = start <= size && offset <= size - start ? size - start - offset : 0;
  const uint64_t blocks = static_cast<uint64_t>(t.size / kernels::BlockElements(t.type));
  Require(blocks <= available / static_cast<uint64_t>(kernels::BlockBytes(t.type)), path_,
          ": expected ", blocks, " blocks of ", kernels::GgmlTypeName(t.type), " at data offset ",
          offset, ", got a file that ends after ", available,
          " bytes; it is truncated; download it again");
  return reinterpret_cast<const uint8_t*>(file_.data()) + start + offset;
}

void GgufFile::ReadTensors(Reader* reader, uint64_t count) {
  reader->Count(count, 24, "tensors");  // name length, dims, type, offset
  std::vector<std::pair<StoredTensor*, uint64_t>> offsets;
  for (uint64_t i = 0; i < count; ++i) {
    const std::string name = reader->String("a tensor name");
    const std::string where = path_ + ": " + name;
    const auto [it, added] = tensors_.emplace(name, ReadTensorInfo(reader, where));
    Require(added, where, ": expected each tensor once, got it twice");
    offsets.emplace_back(&it->second, reader->Number<uint64_t>("tensor offset"));
  }
  const uint64_t alignment =
      static_cast<uint64_t>(IntOr("general.alignment", static_cast<int64_t>(kDefaultAlignment)));
  Require(alignment >= 1 && alignment <= (1 << 20) && (alignment & (alignment - 1)) == 0, path_,
          ": expected general.alignment as a power of two, got ", alignment);
  const uint64_t start = (reader->position() + alignment - 1) & ~(alignment - 1);
  for (auto& [tensor, offset] : offsets) tensor->data = Locate(*tensor, start, offset);
}

const GgufValue& GgufFile::At(const std::string& key, GgufValue::Kind kind,
                              const char* what) const {
  const auto it = values_.find(key);
  Require(it != values_.end(), path_, ": expected the metadata \"", key, "\", got none");
  Require(it->second.kind == kind, path_, ": expected ", what, " in the metadata \"", key,
          "\", got another type");
  return it->second;
}

int64_t GgufFile::Int(const std::string& key) const {
  return At(key, GgufValue::Kind::kInt, "an integer").integer;
}
int64_t GgufFile::IntOr(const std::string& key, int64_t fallback) const {
  return Has(key) ? Int(key) : fallback;
}
double GgufFile::FloatOr(const std::string& key, double fallback) const {
  return Has(key) ? At(key, GgufValue::Kind::kFloat, "a number").number : fallback;
}
bool GgufFile::BoolOr(const std::string& key, bool fallback) const {
  return Has(key) ? At(key, GgufValue::Kind::kBool, "true or false").integer != 0 : fallback;
}
std::string GgufFile::StringOr(const std::string& key, const std::string& fallback) const {
  return Has(key) ? At(key, GgufValue::Kind::kString, "a string").text : fallback;
}
const std::vector<std::string>& GgufFile::Strings(const std::string& key) const {
  return At(key, GgufValue::Kind::kStrings, "a list of strings").strings;
}
const std::vector<int64_t>& GgufFile::Ints(const std::string& key) const {
  return At(key, GgufValue::Kind::kInts, "a list of integers").ints;
}

const StoredTensor& GgufFile::Find(const std::string& name) const {
  const auto it = tensors_.find(name);
  Require(it != tensors_.end(), path_, ": expected the tensor \"", name,
          "\", got none; the file does not fit its metadata");
  return it->second;
}

}  // namespace r1bench::model
