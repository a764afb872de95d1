#include "model/weight_source.h"

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace r1bench::model {
namespace {

constexpr int64_t kBlock = 32;  // inputs of a quantised block

// Tensors that are the rows of one matrix, one after the other.
class Stack {
 public:
  Stack(const ParameterLayout& layout, const WeightSource& source,
        const std::vector<std::string>& names)
      : source_(source) {
    for (const std::string& name : names) {
      parts_.push_back(&layout.Find(name));
      rows_ += parts_.back()->shape[0];
    }
  }

  void PackInto(WeightFormat format, LinearWeight* out) const {
    if (format == WeightFormat::kQuantized) {
      if (KeepsBlocks()) return PackBlocks(out);
      format = WeightFormat::kBFloat16;
    }
    std::vector<float> w(static_cast<size_t>(rows_ * columns()));
    float* to = w.data();
    for (const TensorInfo* part : parts_) {
      source_.Read(*part, to);
      to += part->size;
    }
    out->Pack(format, w.data(), rows_, columns());
  }

 private:
  int64_t columns() const { return parts_[0]->shape[1]; }

  bool KeepsBlocks() const {
    const kernels::GgmlType type = source_.Type(*parts_[0]);
    for (const TensorInfo* part : parts_) {
      if (source_.Type(*part) != type) return false;
    }
    return kernels::PackedQuantizedMatrix::Supports(type) && columns() % kBlock == 0;
  }

  void PackBlocks(LinearWeight* out) const {
    kernels::PackedQuantizedMatrix& matrix =
        out->Quantized(source_.Type(*parts_[0]), rows_, columns());
    int64_t row = 0;
    for (const TensorInfo* part : parts_) {
      for (int64_t r = 0; r < part->shape[0]; ++r) matrix.PackRows(row++, 1, source_.Row(*part, r));
    }
  }

  const WeightSource& source_;
  std::vector<const TensorInfo*> parts_;
  int64_t rows_ = 0;
};

std::vector<float> ReadVectors(const ParameterLayout& layout, const WeightSource& source) {
  std::vector<float> vectors;
  for (const TensorInfo& info : layout.tensors()) {
    if (info.shape.size() != 1) continue;
    vectors.resize(vectors.size() + static_cast<size_t>(info.size));
    source.Read(info, vectors.data() + vectors.size() - info.size);
  }
  return vectors;
}

}  // namespace

std::shared_ptr<Parameters> ReadParameters(const ModelConfig& config, const WeightSource& source) {
  auto parameters = std::make_shared<Parameters>(config);
  for (const TensorInfo& info : parameters->tensors()) {
    if (source.Has(info)) source.Read(info, parameters->data() + info.offset);
  }
  return parameters;
}

std::shared_ptr<ModelWeights> PackWeights(const ModelConfig& config, const WeightSource& source,
                                          WeightFormat format) {
  auto weights = std::make_shared<ModelWeights>(config);
  const ParameterLayout& layout = weights->layout();
  const auto pack = [&](const std::vector<std::string>& names, LinearWeight* out) {
    Stack(layout, source, names).PackInto(format, out);
  };
  weights->AdoptVectors(ReadVectors(layout, source));
  for (size_t i = 0; i < weights->layers.size(); ++i) {
    LayerWeights& layer = weights->layers[i];
    const std::string p = "model.layers." + std::to_string(i) + ".";
    const std::string a = p + "self_attn.", m = p + "mlp.";
    pack({a + "q_proj.weight", a + "k_proj.weight", a + "v_proj.weight"}, &layer.qkv);
    pack({a + "o_proj.weight"}, &layer.o);
    pack({m + "gate_proj.weight", m + "up_proj.weight"}, &layer.gate_up);
    pack({m + "down_proj.weight"}, &layer.down);
  }
  const bool tied = config.tie_word_embeddings;
  pack({tied ? "model.embed_tokens.weight" : "lm_head.weight"}, &weights->head);
  if (!tied) pack({"model.embed_tokens.weight"}, &weights->embedding);
  return weights;
}

}  // namespace r1bench::model
