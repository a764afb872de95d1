#include "model/bench_model.h"

#include <map>

#include "base/error.h"
#include "kernels/dequant/dequant.h"
#include "model/gguf.h"
#include "model/loader.h"
#include "model/presets.h"

namespace r1bench::model {
namespace {

constexpr int64_t kMicroVocabulary = 19;

// Bytes of the matrices in a GGUF file by the name of their type.
std::map<std::string, double> BytesByType(const std::string& path) {
  const GgufFile file(path);
  std::map<std::string, double> bytes;
  for (const auto& [name, tensor] : file.tensors()) {
    if (tensor.shape.size() < 2) continue;
    bytes[kernels::GgmlTypeName(tensor.type)] +=
        static_cast<double>(kernels::QuantizedBytes(tensor.type, tensor.size));
  }
  return bytes;
}

// "Q4_1": the type of most bytes.
std::string MainType(const std::string& path) {
  std::string main;
  double most = 0;
  for (const auto& [type, bytes] : BytesByType(path)) {
    if (bytes > most) main = type;
    if (bytes > most) most = bytes;
  }
  return main;
}

}  // namespace

double MatrixBytes(const ModelConfig& config, WeightFormat format, const std::string& path) {
  if (format != WeightFormat::kQuantized) {
    return (format == WeightFormat::kFloat32 ? 4 : 2) *
           (LayerWeightCount(config) + HeadWeightCount(config));
  }
  double sum = 0;
  for (const auto& [type, bytes] : BytesByType(path)) sum += bytes;
  return sum;
}

BenchModel LoadBenchModel(const std::string& path, WeightFormat format) {
  base::RequireUsage(format != WeightFormat::kQuantized || path.ends_with(".gguf"),
                     "--model=", path, ": quantised weights come from a .gguf file");
  const LoadedModel loaded = LoadModel(path, {.generate_only = format});
  BenchModel model;
  model.shape = {loaded.config, format, MatrixBytes(loaded.config, format, path)};
  model.weights = format == WeightFormat::kQuantized ? MainType(path) : WeightFormatName(format);
  model.transformer = std::make_shared<Transformer>(loaded.config, loaded.weights);
  return model;
}

BenchModel MicroBenchModel(WeightFormat format) {
  BenchModel model;
  model.shape = {MicroConfig(kMicroVocabulary), format, 0};
  model.weights = WeightFormatName(format);
  auto parameters = std::make_shared<Parameters>(model.shape.config);
  parameters->InitRandom(1);
  model.transformer = std::make_shared<Transformer>(model.shape.config, std::move(parameters),
                                                    TransformerOptions{.compute = format});
  return model;
}

}  // namespace r1bench::model
