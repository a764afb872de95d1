// Documents and answers into packed batches: one after the other, no padding.
//
// A packed batch is one micro-batch. Sequences keep their order and never split, and a batch ends
// where the next sequence would exceed the token budget (next-fit). So the batches one after the
// other are always the same row of sequences, wherever they are cut; with gradients summed in that
// order, the budget changes memory and speed but no bit of the result. Each sequence attends to
// itself only (cu_seqlens).
//
// Row t of a sequence predicts token t+1; the last row predicts nothing (target -1), nor does a row
// whose next token is before `loss_from` (a prompt). Loss tokens are numbered in row order: the
// j-th row with a target is the j-th loss token of its batch.
#ifndef R1BENCH_TRAIN_PACKING_H_
#define R1BENCH_TRAIN_PACKING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "model/transformer.h"

namespace r1bench::train {

struct Document {
  std::vector<int32_t> tokens;
  int64_t loss_from = 0;  // first token that is learned; tokens[0] never is. Prompt length for SFT
};

struct MicroBatch {
  model::PackedBatch batch;
  int64_t first_document = 0;      // index of its first sequence among those packed
  std::vector<int32_t> cu_tokens;  // [sequences + 1]: loss tokens before each sequence
  std::vector<int32_t> loss_rows;  // [loss tokens]: their rows in the batch

  int64_t rows() const { return static_cast<int64_t>(batch.tokens.size()); }
  int64_t sequences() const { return static_cast<int64_t>(batch.cu_seqlens.size()) - 1; }
  int64_t loss_tokens() const { return static_cast<int64_t>(loss_rows.size()); }
};

// Cuts `documents` into micro-batches of at most `max_tokens` rows. A longer document gets a batch
// of its own. Throws base::Error on an empty document or a bad loss_from.
std::vector<MicroBatch> PackDocuments(std::span<const Document> documents, int64_t max_tokens);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_PACKING_H_
