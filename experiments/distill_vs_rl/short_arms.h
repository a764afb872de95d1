// Arms that got less than their rules say: a note in the report each, and no finding from them.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_SHORT_ARMS_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_SHORT_ARMS_H_

#include "experiments/common/stages.h"
#include "experiments/distill_vs_rl/options.h"
#include "reports/report.h"

namespace r1bench::distill_vs_rl {

// Short is an arm of fine-tuning whose base had too few right answers after --max_sampling_rounds,
// and one of RL that ended at --steps (small scale) before its operations were spent. If an arm is
// short in one seed, all findings that need it are taken out of the report.
void LeaveOutShortArms(const DistillOptions& options, const experiments::Stages& stages,
                       reports::Report* report);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_SHORT_ARMS_H_
