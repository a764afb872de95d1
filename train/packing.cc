#include "train/packing.h"

#include <algorithm>

#include "base/error.h"

namespace r1bench::train {
namespace {

MicroBatch NewBatch(int64_t first_document) {
  MicroBatch out;
  out.first_document = first_document;
  out.batch.cu_seqlens = {0};
  out.cu_tokens = {0};
  return out;
}

void Append(const Document& document, MicroBatch* out) {
  const auto& tokens = document.tokens;
  const int64_t n = static_cast<int64_t>(tokens.size());
  for (int64_t t = 0; t < n; ++t) {
    const bool learned = t + 1 < n && t + 1 >= document.loss_from;
    if (learned) out->loss_rows.push_back(static_cast<int32_t>(out->rows()));
    out->batch.tokens.push_back(tokens[t]);
    out->batch.targets.push_back(learned ? tokens[t + 1] : -1);
  }
  out->batch.cu_seqlens.push_back(static_cast<int32_t>(out->rows()));
  out->cu_tokens.push_back(static_cast<int32_t>(out->loss_tokens()));
}

}  // namespace

std::vector<MicroBatch> PackDocuments(std::span<const Document> documents, int64_t max_tokens) {
  base::Require(max_tokens > 0, "expected a token budget above 0, got ", max_tokens);
  std::vector<MicroBatch> batches;
  for (size_t i = 0; i < documents.size(); ++i) {
    const int64_t n = static_cast<int64_t>(documents[i].tokens.size());
    base::Require(n > 0, "expected document ", i, " not to be empty");
    base::Require(documents[i].loss_from >= 0 && documents[i].loss_from <= n,
                  "expected loss_from in 0..", n, " in document ", i, ", got ",
                  documents[i].loss_from);
    if (batches.empty() || batches.back().rows() + n > max_tokens) {
      batches.push_back(NewBatch(static_cast<int64_t>(i)));
    }
    Append(documents[i], &batches.back());
  }
  return batches;
}

}  // namespace r1bench::train
