// Checkpoints of a GRPO run: policy, optimizer, reference policy, number of rollouts, and what the
// caller adds (data position, log offsets). See train/checkpoint.h for the files.
//
//   SaveGrpo(folder, &trainer, {{"data_position", order.position()}});
//   base::Json extra = LoadGrpo(folder, &trainer);
#ifndef R1BENCH_TRAIN_GRPO_CHECKPOINT_H_
#define R1BENCH_TRAIN_GRPO_CHECKPOINT_H_

#include <string>

#include "base/json.h"
#include "train/grpo.h"

namespace r1bench::train {

void SaveGrpo(const std::string& folder, GrpoTrainer* trainer, const base::Json& extra);

// Returns `extra`; the policy's (and the reference's) weights are packed anew. Throws base::Error,
// with nothing changed, if the checkpoint does not fit the trainer.
base::Json LoadGrpo(const std::string& folder, GrpoTrainer* trainer);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_GRPO_CHECKPOINT_H_
