// Checkpoints: everything a run needs to go on as if it had never stopped.
//
// A checkpoint is a folder:
//   config.json, model.safetensors   the weights under Hugging Face's names: the folder loads as a
//   model optimizer.safetensors            AdamW's moments: first_moment.<name>,
//   second_moment.<name> reference.safetensors            weights of the reference policy (GRPO
//   with a KL term) state.json                       step, data and random positions, log offsets:
//   the caller's manifest.json                    format version; size and SHA-256 of each of these
//   files
//
// Written whole or not at all: into a folder with a temporary name, every file fsynced, then
// renamed. Read with every checksum verified before a weight is touched: a truncated, changed or
// mismatching file is an error that names it, and nothing is half loaded.
//
// All randomness of r1bench is counter-based (base/rng), so its "state" is a few positions, which
// belong in state.json. Loading a checkpoint and going on gives the same bits as never stopping.
#ifndef R1BENCH_TRAIN_CHECKPOINT_H_
#define R1BENCH_TRAIN_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/config.h"
#include "model/parameters.h"
#include "train/optimizer.h"

namespace r1bench::train {

// What is saved and restored, by pointer. Null parts are left out when saving; when loading, each
// part given must be in the checkpoint (what is in it but not asked for is ignored).
struct CheckpointParts {
  const model::ModelConfig* config = nullptr;  // required
  model::Parameters* weights = nullptr;        // required
  Optimizer* optimizer = nullptr;
  model::Parameters* reference = nullptr;
};

// Writes the checkpoint `folder` (its parent must exist); one of that name is replaced in one step.
void SaveCheckpoint(const std::string& folder, const CheckpointParts& parts,
                    const base::Json& state);

// Verifies and loads; returns the state. Call Transformer::WeightsChanged afterwards. Throws
// base::Error, with nothing changed, if a file is missing, was altered, or has other shapes.
base::Json LoadCheckpoint(const std::string& folder, const CheckpointParts& parts);

// "step-000120".
std::string CheckpointName(int64_t step);
// Folders of checkpoints in `root` by step, newest first; unfinished ones are left out. Empty if
// root does not exist.
std::vector<std::string> ListCheckpoints(const std::string& root);
// Deletes all but the newest `keep` and what unfinished writes have left.
void PruneCheckpoints(const std::string& root, int keep);

}  // namespace r1bench::train

#endif  // R1BENCH_TRAIN_CHECKPOINT_H_
