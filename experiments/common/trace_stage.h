// Rejection sampling as a stage: a generator answers training prompts, and the answers that the
// environment judges right are kept, to fine-tune on (arXiv 2501.12948 v1, sections 2.3.3 and 2.4).
//
// The traces are a file of the run folder and part of the signature. An interrupted stage begins
// anew.
#ifndef R1BENCH_EXPERIMENTS_COMMON_TRACE_STAGE_H_
#define R1BENCH_EXPERIMENTS_COMMON_TRACE_STAGE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "experiments/common/environment.h"
#include "experiments/common/seed_arms.h"
#include "model/config.h"
#include "model/generator.h"

namespace r1bench::experiments {

struct Trace {
  int64_t prompt = 0;           // index in the training split
  std::vector<int32_t> tokens;  // as sampled, the end token included; empty if there is only text
  std::string text;             // Environment::ResponseText
};

struct TraceOptions {
  int samples_per_prompt = 1;  // a round
  int max_rounds = 1;
  // Rounds go on until so many are right; a surplus is thrown away at random. 0: all of one round.
  // When max_rounds have passed first there are fewer: compare the metrics traces and wanted.
  int64_t wanted = 0;
};

struct TraceSource {
  const Environment* environment = nullptr;  // asks and judges
  // Made only if the stage must run.
  std::function<std::shared_ptr<model::TextGenerator>()> generator;
  std::vector<int64_t> prompts = {};  // of the training split; empty: all
  // Operations of sampling: by the shape of the model, or so many a token where none is known.
  const model::ModelConfig* config = nullptr;
  double flops_per_token = 0;
};

// Runs (or reads, when finished) `stage` of the arms' seed. Its result's metrics: sampled
// (answers), accepted (share of them that is right), traces (kept), trace_length (mean tokens), and
// wanted, if a number was.
// Throws base::Error if no answer was right.
std::vector<Trace> RunTraceStage(const std::string& stage, const TraceOptions& options,
                                 const TraceSource& source, SeedArms* arms);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_TRACE_STAGE_H_
