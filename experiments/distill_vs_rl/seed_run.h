// One seed of distill_vs_rl: bases, teacher, traces and arms, each a stage that a resumed run skips
// when done.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_SEED_RUN_H_

#include "experiments/common/experiment_run.h"
#include "experiments/distill_vs_rl/options.h"

namespace r1bench::distill_vs_rl {

// Results are left in context.stages (see experiments/common/seed_arms.h). Micro:
// "<seed>/teacher_pretrain" and "/student_pretrain" (costs alone), "/teacher_base", "/teacher",
// "/traces", then the student's arms "/student_base", "/distill", "/rl", "/rl_more", "/rl_whole",
// "/distill_rl", "/cold", "/cold_rl", "/null_traces", "/null_reward", and those without another
// model
// "/own_traces", "/own_sft", "/large_traces", "/large_sft", "/large_self". Small: those from
// "/traces" to the controls that the options ask for.
void RunSeed(const DistillOptions& options, const experiments::SeedContext& context);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_SEED_RUN_H_
