#include "model/lm_head.h"

#include <algorithm>

#include "base/array_memory.h"
#include "base/error.h"
#include "base/parallel.h"
#include "model/scratch.h"

namespace r1bench::model {
namespace {

using kernels::kVocabBlock;
using kernels::SoftmaxPartial;
using kernels::TokenStats;

// A tile of logits: up to so many rows, by so many blocks that it stays in the second-level cache.
// Several blocks at once, since each product rounds or quantises its rows of hidden states first.
constexpr int64_t kTileRows = 96;
constexpr int64_t kTileFloats = 128 << 10;
// Columns of the logits' gradient that exist at a time: 8 MiB for 1024 rows.
constexpr int64_t kGradientColumns = 2048;

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Arrays that stay with their thread.
float* TileOfThread() {
  static thread_local const base::Array<float> tile = base::MakeArray<float>(kTileFloats);
  return tile.get();
}

float* GradientTile(int64_t size) {
  static thread_local Scratch tile;
  return tile.Get(size);
}

}  // namespace

SoftmaxPartial MergeBlocks(const SoftmaxPartial* blocks, int64_t n) {
  SoftmaxPartial whole = blocks[0];
  for (int64_t b = 1; b < n; ++b) whole = kernels::MergePartials(whole, blocks[b]);
  return whole;
}

void LmHead::Logits(int64_t rows, const float* hidden, float* logits) const {
  weight_->Product(rows, hidden, hidden_size(), logits, vocab_size(), nullptr);
}

int64_t LmHead::BlockLogits(const float* hidden_row, int64_t block, float* logits) const {
  const int64_t first = block * kVocabBlock;
  const int64_t count = std::min(kVocabBlock, vocab_size() - first);
  weight_->ProductColumns(1, hidden_row, hidden_size(), first, count, logits, count);
  return count;
}

// Runs over tiles of some rows by some blocks; each is one product, reduced at once. Tiles beside
// each other share the weights of their blocks.
void LmHead::Reduce(int64_t rows, const float* hidden, const float* inv_temperatures,
                    const int32_t* targets, SoftmaxPartial* partials, float* target_z) const {
  const int64_t v = vocab_size(), d = hidden_size(), blocks = num_blocks();
  const int64_t threads = base::NumThreads();
  const int64_t tile_rows = blocks >= 4 * threads
                                ? std::min(rows, kTileRows)
                                : std::clamp<int64_t>(rows / (2 * threads), 16, kTileRows);
  const int64_t chunks = CeilDiv(rows, tile_rows);
  const int64_t wide = std::clamp<int64_t>(kTileFloats / (tile_rows * kVocabBlock), 1,
                                           std::max<int64_t>(1, blocks / (4 * threads)));
  base::ParallelFor(CeilDiv(blocks, wide) * chunks, 1, [&](int64_t begin, int64_t end) {
    float* tile = TileOfThread();
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t block = unit / chunks * wide, row = unit % chunks * tile_rows;
      const int64_t m = std::min(tile_rows, rows - row);
      const int64_t first = block * kVocabBlock;
      const int64_t columns = std::min(wide * kVocabBlock, v - first);
      weight_->ProductColumns(m, hidden + row * d, d, first, columns, tile, columns);
      for (int64_t j = 0; j < columns; j += kVocabBlock) {
        kernels::BlockPartials(m, std::min(kVocabBlock, columns - j), tile + j, columns,
                               inv_temperatures + row,
                               partials + row * blocks + block + j / kVocabBlock, blocks);
      }
      for (int64_t i = 0; targets != nullptr && i < m; ++i) {
        const int64_t hit = targets[row + i] - first;
        if (hit >= 0 && hit < columns) {
          target_z[row + i] = tile[i * columns + hit] * inv_temperatures[row + i];
        }
      }
    }
  });
}

void LmHead::Partials(int64_t rows, const float* hidden, const float* inv_temperatures,
                      SoftmaxPartial* partials) const {
  if (rows > 0) Reduce(rows, hidden, inv_temperatures, nullptr, partials, nullptr);
}

void LmHead::Stats(int64_t rows, const float* hidden, const float* inv_temperatures,
                   const int32_t* targets, TokenStats* stats) const {
  if (rows <= 0) return;
  for (int64_t t = 0; t < rows; ++t) {
    base::Require(targets[t] >= -1 && targets[t] < vocab_size(), "expected a target token below ",
                  vocab_size(), " or -1, got ", targets[t], " in row ", t);
  }
  const int64_t blocks = num_blocks();
  std::vector<SoftmaxPartial> partials(static_cast<size_t>(rows * blocks));
  std::vector<float> z(static_cast<size_t>(rows));
  Reduce(rows, hidden, inv_temperatures, targets, partials.data(), z.data());
  for (int64_t t = 0; t < rows; ++t) {
    stats[t] = kernels::StatsOf(MergeBlocks(partials.data() + t * blocks, blocks));
    if (targets[t] >= 0) {
      stats[t].logp = kernels::LogProbability(stats[t], z[static_cast<size_t>(t)]);
    }
  }
}

void LmHead::Backward(const BackwardInput& in, float* dhidden, float* dweight) const {
  const int64_t v = vocab_size(), d = hidden_size();
  float* z = GradientTile(in.rows * std::min(v, kGradientColumns));
  for (int64_t first = 0; first < v; first += kGradientColumns) {
    const int64_t n = std::min(kGradientColumns, v - first);
    weight_->ProductColumns(in.rows, in.hidden, d, first, n, z, n);
    kernels::LogSoftmaxBackward(in.rows, first, n, z, n, in.inv_temperature, in.targets, in.stats,
                                in.dlogp, z);
    InputGradient(weight_->format(), in.rows, n, d, z, in.w + first * d, dhidden, true);
    WeightGradient(weight_->format(), in.rows, n, d, z, in.hidden, dweight + first * d);
  }
}

}  // namespace r1bench::model
