#include "model/cuda/step_inputs.h"

#include <algorithm>

#include "model/kv_cache.h"

namespace r1bench::model {

StepInputs::Places::Places(const StepShape& shape, int32_t* first)
    : tokens(first),
      rope_positions(tokens + shape.rows),
      positions(rope_positions + shape.rows),
      row_sequences(positions + shape.rows),
      row_begin(row_sequences + shape.rows),
      first_positions(row_begin + shape.sequences + 1),
      tables(first_positions + shape.sequences),
      size(4 * shape.rows + 2 * shape.sequences + 1 + shape.sequences * shape.table_stride) {}

// Host memory for the integers of a step.
int32_t* StepInputs::Begin(const cuda::Stream& stream, const StepShape& shape) {
  shape_ = shape;
  turn_ = 1 - turn_;
  Staging& staging = staging_[turn_];
  if (staging.used) staging.copied.Synchronize();
  const int64_t size = Places(shape, nullptr).size;
  if (staging.memory.size() < size) staging.memory = cuda::PinnedArray<int32_t>(size + size / 2);
  if (device_.size() < size) {
    stream.Synchronize();  // kernels may still read the old one
    device_ = cuda::DeviceArray<int32_t>(size + size / 2);
  }
  places_ = Places(shape, device_.data());
  return staging.memory.data();
}

void StepInputs::Send(const cuda::Stream& stream) {
  Staging& staging = staging_[turn_];
  cuda::CopyToDevice(stream, staging.memory.data(), places_.size, device_.data());
  staging.copied.Record(stream);
  staging.used = true;
}

void StepInputs::Upload(const cuda::Stream& stream, std::span<const SequenceChunk> chunks,
                        const StepShape& shape) {
  ListRuns(chunks);
  Write(chunks, Places(shape, Begin(stream, shape)));
  Send(stream);
}

void StepInputs::Write(std::span<const SequenceChunk> chunks, const Places& to) const {
  int32_t row = 0, sequence = 0;
  for (const SequenceChunk& chunk : chunks) {
    const int32_t first = static_cast<int32_t>(chunk.kv->length());
    to.row_begin[sequence] = row;
    to.first_positions[sequence] = first;
    // More blocks may be reserved, for later steps.
    const int64_t used = KvCache::BlocksFor(first + static_cast<int64_t>(chunk.tokens.size()));
    std::ranges::copy(chunk.kv->blocks().first(static_cast<size_t>(used)),
                      to.tables + sequence * shape_.table_stride);
    for (size_t i = 0; i < chunk.tokens.size(); ++i, ++row) {
      to.tokens[row] = chunk.tokens[i];
      to.rope_positions[row] = to.positions[row] = first + static_cast<int32_t>(i);
      to.row_sequences[row] = sequence;
    }
    ++sequence;
  }
  std::fill(to.row_begin + sequence, to.first_positions, row);
  std::fill(to.first_positions + sequence, to.tables, 0);
  for (; row < shape_.rows; ++row) {
    to.tokens[row] = to.rope_positions[row] = 0;
    to.positions[row] = to.row_sequences[row] = -1;
  }
}

int64_t StepInputs::Upload(const cuda::Stream& stream, const PackedBatch& batch) {
  const int64_t sequences = static_cast<int64_t>(batch.cu_seqlens.size()) - 1;
  const int64_t rows = static_cast<int64_t>(batch.tokens.size());
  int64_t longest = 0;
  for (int64_t s = 0; s < sequences; ++s) {
    longest = std::max<int64_t>(longest, batch.cu_seqlens[s + 1] - batch.cu_seqlens[s]);
  }
  const StepShape shape{rows, sequences, KvCache::BlocksFor(longest)};
  const Places to(shape, Begin(stream, shape));
  std::ranges::copy(batch.tokens, to.tokens);
  std::ranges::copy(batch.cu_seqlens, to.row_begin);
  std::fill(to.first_positions, to.tables, 0);
  int32_t page = 0;
  for (int32_t s = 0; s < sequences; ++s) {
    const int32_t begin = batch.cu_seqlens[s], end = batch.cu_seqlens[s + 1];
    for (int32_t row = begin; row < end; ++row) {
      to.rope_positions[row] = to.positions[row] = row - begin;
      to.row_sequences[row] = s;
      if ((row - begin) % KvCache::kBlockTokens == 0) {
        to.tables[s * shape.table_stride + (row - begin) / KvCache::kBlockTokens] = page++;
      }
    }
  }
  runs_ = {
      {.sequence_end = sequences, .row_end = rows, .max_queries = longest, .max_keys = longest}};
  Send(stream);
  return page;
}

void StepInputs::ListRuns(std::span<const SequenceChunk> chunks) {
  runs_.clear();
  int64_t sequence = 0, row = 0;
  for (const SequenceChunk& chunk : chunks) {
    const int64_t n = static_cast<int64_t>(chunk.tokens.size());
    const bool decode = n == 1;
    if (runs_.empty() || runs_.back().decode != decode) {
      runs_.push_back({.decode = decode,
                       .sequence_begin = sequence,
                       .sequence_end = sequence,
                       .row_begin = row,
                       .row_end = row});
    }
    AttentionRun& run = runs_.back();
    run.sequence_end = ++sequence;
    run.row_end = row += n;
    run.max_queries = std::max(run.max_queries, n);
    run.max_keys = std::max(run.max_keys, chunk.kv->length() + n);
  }
}

}  // namespace r1bench::model
