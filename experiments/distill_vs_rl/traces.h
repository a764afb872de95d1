// The documents that arms are fine-tuned on, and fine-tuning itself.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_TRACES_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_TRACES_H_

#include <cstdint>
#include <vector>

#include "experiments/common/environment.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/sft_stage.h"
#include "experiments/common/text_environment.h"
#include "experiments/common/trace_stage.h"
#include "experiments/distill_vs_rl/options.h"
#include "train/packing.h"

namespace r1bench::distill_vs_rl {

// Each trace below its own prompt; the prompt is not learned. The traces' tokens are the student's.
std::vector<train::Document> TokenDocuments(const experiments::Environment& environment,
                                            const std::vector<experiments::Trace>& traces);
// The same for a teacher with another vocabulary: by the traces' text, in the student's tokens and
// with the student's end token.
std::vector<train::Document> TextDocuments(const experiments::TextEnvironment& environment,
                                           const std::vector<experiments::Trace>& traces);

// The control: each trace below the prompt of the trace half the list further on, so that form and
// lengths stay and the content is of another prompt. Needs traces of two prompts at least.
std::vector<experiments::Trace> ForOtherPrompts(const std::vector<experiments::Trace>& traces);

// Of `count` training prompts drawn by seed: operators in the order of their pair numbers, each
// with its check, none twice, until one is right. The cold start of R1's way: no model wrote them.
// There are no more than training prompts.
std::vector<train::Document> CanonicalDocuments(const experiments::OpsEnvironment& environment,
                                                int64_t count, uint64_t seed);

// Fine-tuning on `documents`, which it keeps; for SeedArms::Sft.
experiments::SftStage FineTuning(std::vector<train::Document> documents,
                                 const TuningOptions& options, int64_t micro_batch_tokens,
                                 uint64_t seed);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_TRACES_H_
