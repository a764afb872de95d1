// Training on given documents as a stage: next-token pre-training of a base, or supervised
// fine-tuning. Resumable; signs every step's loss and the final weights.
#ifndef R1BENCH_EXPERIMENTS_COMMON_SFT_STAGE_H_
#define R1BENCH_EXPERIMENTS_COMMON_SFT_STAGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/cost.h"
#include "experiments/common/stages.h"
#include "model/transformer.h"
#include "train/packing.h"
#include "train/sft.h"

namespace r1bench::experiments {

// Pre-training from nothing: AdamW without weight decay, gradient clip 1, cosine to a tenth after
// 2 % of warm-up.
struct PretrainOptions {
  int64_t steps = 0, documents = 0;  // steps; documents a step
  double learning_rate = 0;
};
train::SftOptions PretrainSft(const PretrainOptions& options, int64_t micro_batch_tokens);

struct SftStage {
  std::string stage;  // "1/pretrain"
  int64_t steps = 0;
  train::SftOptions sft;
  int64_t checkpoint_steps = 200;
  int64_t log_steps = 10;  // rows and curve points every so many steps

  // Documents of a step (0, 1, ...): a pure function of it.
  std::function<std::vector<train::Document>(int64_t step)> documents;
  std::function<void(base::Json)> metric;        // one row every log_steps; may be empty
  std::function<void(int64_t step)> after_step;  // steps done; to keep weights on the way
};

// Trains `model` up to the last step and signs its weights; returns what it cost, an interrupted
// part included. Does not finish the stage: the caller saves the weights, evaluates, and finishes.
// Throws base::Interrupted, after a checkpoint, when the process is asked to stop.
Cost RunSftStage(const SftStage& stage, model::Transformer* model, Stages* stages);

// The usual fine-tuning data: `epochs` passes over `documents`, each in its own order by seed, in
// steps of `batch` (the last step of a pass may be smaller).
struct EpochOrder {
  int64_t documents = 0, batch = 0;
  int epochs = 1;

  int64_t steps_per_epoch() const { return (documents + batch - 1) / batch; }
  int64_t steps() const { return epochs * steps_per_epoch(); }
};
std::vector<train::Document> EpochDocuments(const std::vector<train::Document>& documents,
                                            const EpochOrder& order, uint64_t seed, int64_t step);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_SFT_STAGE_H_
