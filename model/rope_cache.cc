#include "model/rope_cache.h"

#include <algorithm>
#include <limits>

#include "base/error.h"

namespace r1bench::model {
namespace {

constexpr int64_t kFirstLength = 256;
constexpr int64_t kMaxLength = 1 << 24;  // positions are exact floats up to here

}  // namespace

RopeCache::RopeCache(const ModelConfig& config)
    : config_(config),
      table_limit_(config.rope_scaling.type == RopeScaling::Type::kDynamic
                       ? config.max_position_embeddings
                       : std::numeric_limits<int64_t>::max()) {
  Reserve(1);
}

void RopeCache::Reserve(int64_t length) {
  base::Require(length <= kMaxLength, "expected at most ", kMaxLength,
                " tokens in a sequence, got ", length);
  const float factor = static_cast<float>(RopeAttentionFactor(config_));
  const int64_t in_table = std::min(length, table_limit_);
  if (in_table > table_.max_positions()) {
    const int64_t grown = std::max({in_table, 2 * table_.max_positions(), kFirstLength});
    const std::vector<float> freq = RopeInvFreq(config_, 0);
    table_ = kernels::RopeTable(config_.head_dim, freq, std::min(grown, table_limit_), factor);
  }
  for (int64_t p = table_limit_ + static_cast<int64_t>(beyond_.size()); p < length; ++p) {
    // Row 1 of a table whose "frequencies" are the angles themselves.
    std::vector<float> angle = RopeInvFreq(config_, p + 1);
    for (float& a : angle) a *= static_cast<float>(p);
    beyond_.emplace_back(config_.head_dim, angle, 2, factor);
  }
}

void RopeCache::Apply(int64_t T, int64_t n_heads, int64_t row_stride, const int32_t* positions,
                      float* x, bool inverse) const {
  static constexpr int32_t kRowOne = 1;
  int64_t begin = 0;  // of a run of rows that the table serves
  for (int64_t t = 0; t <= T; ++t) {
    if (t < T && positions[t] < table_limit_) continue;
    if (t > begin) {
      kernels::RopeApply(t - begin, n_heads, config_.head_dim, row_stride, positions + begin,
                         table_, x + begin * row_stride, inverse);
    }
    begin = t + 1;
    if (t == T) break;
    kernels::RopeApply(1, n_heads, config_.head_dim, row_stride, &kRowOne,
                       beyond_[static_cast<size_t>(positions[t] - table_limit_)],
                       x + t * row_stride, inverse);
  }
}

}  // namespace r1bench::model
