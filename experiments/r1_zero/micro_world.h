// The worlds that r1_zero can be run in at micro scale: what is asked and judged, and what the base
// is pre-trained on.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_MICRO_WORLD_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_MICRO_WORLD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "experiments/common/environment.h"
#include "experiments/r1_zero/options.h"
#include "train/packing.h"

namespace r1bench::r1_zero {

struct MicroWorld {
  std::unique_ptr<experiments::Environment> environment;
  // Documents of a step of pre-training, so many of them.
  std::function<std::vector<train::Document>(int64_t step, int64_t count)> documents;
};

// A world of one seed. That of programs starts the sandbox: throws base::Error, with the remedy,
// where the machine refuses it.
MicroWorld MakeMicroWorld(const R1ZeroOptions& options, uint64_t seed);

const experiments::MicroVocabulary& VocabularyOf(World world);
int PromptTokensOf(World world);
// "OPS-7".
std::string WorldName(const R1ZeroOptions& options);
std::string DataHash(const R1ZeroOptions& options, uint64_t seed);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_MICRO_WORLD_H_
