// The student's arms: the same at every scale.
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_STUDENT_ARMS_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_STUDENT_ARMS_H_

#include <functional>
#include <string>
#include <vector>

#include "experiments/common/seed_arms.h"
#include "experiments/common/trace_stage.h"
#include "experiments/distill_vs_rl/options.h"
#include "train/packing.h"

namespace r1bench::distill_vs_rl {

struct StudentArms {
  experiments::LoadPolicy base;
  // The weights that a stage left.
  std::function<experiments::LoadPolicy(const std::string& stage)> weights;
  std::vector<experiments::Trace> traces;  // the teacher's
  std::function<std::vector<train::Document>(const std::vector<experiments::Trace>&)> documents;
  std::vector<train::Document> canonical;  // R1's way; empty: without that arm
};

// RL of the student: the teacher's settings, as many steps as the operations allow. At small scale,
// where no teacher is trained here, --steps is their limit: a trial of a few steps ends early.
experiments::RlOptions WithBudget(const DistillOptions& options, double flops);

// Fine-tunes from `load` on traces as every arm does.
void TuneOnTraces(const DistillOptions& options, const std::string& stage,
                  const experiments::LoadPolicy& load, std::vector<train::Document> documents,
                  experiments::SeedArms* arms);

// Distillation first: its operations are the budget of the others.
void RunStudentArms(const DistillOptions& options, const StudentArms& student,
                    experiments::SeedArms* arms);

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_STUDENT_ARMS_H_
