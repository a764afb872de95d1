// The tensors of a checkpoint, whatever its file format, under the names and in the row order of
// ParameterLayout; and the two forms in which a model takes them. Internal to the loader.
#ifndef R1BENCH_MODEL_WEIGHT_SOURCE_H_
#define R1BENCH_MODEL_WEIGHT_SOURCE_H_

#include <cstdint>
#include <memory>

#include "kernels/dequant/dequant.h"
#include "model/config.h"
#include "model/parameters.h"
#include "model/weights.h"

namespace r1bench::model {

class WeightSource {
 public:
  virtual ~WeightSource() = default;

  // A value head may be missing; everything else has been checked to be there.
  virtual bool Has(const TensorInfo& info) const = 0;
  // The whole tensor as floats.
  virtual void Read(const TensorInfo& info, float* out) const = 0;
  // How its values are stored, and the stored bytes of one row.
  virtual kernels::GgmlType Type(const TensorInfo& info) const = 0;
  virtual const void* Row(const TensorInfo& info, int64_t row) const = 0;
};

// Everything as fp32, to be trained or exported. What the source has not got stays zero.
std::shared_ptr<Parameters> ReadParameters(const ModelConfig& config, const WeightSource& source);

// Packed for generation only, one matrix at a time, so that little more than the result is ever in
// memory. With kQuantized a matrix keeps the file's 4- or 8-bit blocks; one that is stored
// otherwise (or whose parts are stored differently) becomes bf16.
std::shared_ptr<ModelWeights> PackWeights(const ModelConfig& config, const WeightSource& source,
                                          WeightFormat format);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_WEIGHT_SOURCE_H_
