#include "experiments/distill_vs_rl/run.h"

#include <limits>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/stage_report.h"
#include "experiments/common/text_model.h"
#include "experiments/distill_vs_rl/budget.h"
#include "experiments/distill_vs_rl/findings.h"
#include "experiments/distill_vs_rl/seed_run.h"
#include "experiments/distill_vs_rl/short_arms.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::Scale;

std::vector<experiments::ShownStage> ShownStages(const DistillOptions& options) {
  return {
      {"teacher_base", "large base"},
      {"teacher", "large, RL (the teacher)"},
      {"large_sft", "large, SFT on right answers of its own"},
      {"large_sft_whole", "large, the same in rounds, with the operations of RL"},
      {"large_self", "large, SFT on the teacher's traces"},
      {"student_base", "small base"},
      {"distill", "small, distilled"},
      {"rl", "small, RL at equal compute"},
      {"rl_more", base::StrCat("small, RL at ", options.budget_factor, " times that")},
      {"rl_whole", "small, RL at equal compute with the teacher's RL"},
      {"distill_rl", "small, distilled, then RL"},
      {"cold", "small, cold start"},
      {"cold_rl", "small, cold start, then RL"},
      {"own_sft", "small, SFT on right answers of its own"},
      {"null_traces", "small, traces of other prompts"},
      {"null_reward", "small, RL on a random reward"},
      {"traces", "traces of the teacher"},
      {"own_traces", "right answers of the small base"},
      {"large_traces", "right answers of the large base"},
  };
}

experiments::StageReportSpec ReportSpec(const DistillOptions& options) {
  experiments::StageReportSpec spec;
  spec.experiment = "distill_vs_rl";
  spec.title = "Distillation against RL";
  spec.question =
      "Does a small model become better by imitating a large one that was trained by RL, or by RL "
      "of its own with as much compute?";
  spec.scale = experiments::ScaleName(options.training.scale);
  const bool elsewhere = options.training.scale == Scale::kSmall && options.teacher.model.empty();
  if (elsewhere && options.teacher.parameters == 0) {
    spec.notes.push_back(
        "The teacher's answers were made elsewhere and --teacher_parameters is not given: the "
        "operations of sampling them are not counted, so RL got fewer than an equal share.");
  }
  spec.stages = ShownStages(options);
  spec.metrics = experiments::EvaluationMetrics();
  spec.metrics.insert(spec.metrics.end(), {{"arithmetic", "arithmetic right", "share"},
                                           {"check", "checks right", "share"},
                                           {"sampled", "answers sampled", "count"},
                                           {"accepted", "of them right", "share"},
                                           {"traces", "traces kept", "count"},
                                           {"wanted", "traces wanted", "count"},
                                           {"trace_length", "trace length", "tokens"}});
  const auto& suites = options.training.benchmarks.suites;
  for (auto& metric : experiments::BenchmarkMetrics(suites)) spec.metrics.push_back(metric);
  spec.curves = experiments::RlCurves();
  spec.audited = options.training.scale == Scale::kMicro ? "teacher_base" : "";
  spec.before = "rl";
  spec.after = "distill";
  spec.rules = FindingRules();
  spec.columns = {{"greedy accuracy", "greedy"},
                  {"sampled accuracy (pass@1)", "sampled"},
                  {"majority of k (cons@k)", "majority"},
                  {"response length", "length"},
                  {"checks right", "checks"},
                  {"whole arm: operations over distillation's", "compute"}};
  return spec;
}

std::vector<reports::DataSource> DataOf(const DistillOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  std::vector<reports::DataSource> data;
  if (training.scale == Scale::kMicro) {
    for (const uint64_t seed : training.seeds) {
      data.push_back({base::StrCat("OPS-", options.world.modulus, ", seed ", seed),
                      experiments::OpsDataHash(options.world, seed),
                      "generated: prompts of both splits and the first 1,000 documents of the "
                      "corpus"});
    }
    return data;
  }
  data = experiments::TextData(training.text, training.seeds);
  const TeacherOptions& teacher = options.teacher;
  if (!teacher.model.empty()) {
    const std::string path = experiments::ModelPath(teacher.model);
    data.push_back({"teacher " + teacher.model, experiments::ModelHash(path), path});
  } else {
    data.push_back(
        {"the teacher's answers", base::Sha256File(teacher.completions), teacher.completions});
  }
  return data;
}

// The published table, beside ours: another task, other models, other sizes.
void AddPublished(reports::Report* report) {
  struct Row {
    const char* name;
    double distilled, rl;
    int64_t problems;
  };
  constexpr Row kRows[] = {{"AIME 2024 pass@1", 0.726, 0.470, 30},
                           {"AIME 2024 cons@64", 0.833, 0.600, 30},
                           {"MATH-500 pass@1", 0.943, 0.916, 500},
                           {"GPQA Diamond pass@1", 0.621, 0.550, 198}};
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto add = [&](const char* group, const Row& row, double value) {
    report->metrics.push_back({.group = group,
                               .name = row.name,
                               .value = value,
                               .interval = {-kInfinity, kInfinity},
                               .n = row.problems,
                               .unit = "share",
                               .reference = "arXiv 2501.12948 v1, Table 6"});
  };
  for (const Row& row : kRows) add("published: Qwen2.5-32B distilled from R1", row, row.distilled);
  for (const Row& row : kRows) add("published: Qwen2.5-32B after RL", row, row.rl);
}

}  // namespace

experiments::ExperimentSpec Experiment(const DistillOptions& options) {
  experiments::RequireRunnable(options.training);
  const std::vector<uint64_t> seeds = options.training.seeds;
  const experiments::StageReportSpec report = ReportSpec(options);
  experiments::ExperimentSpec spec;
  spec.name = "distill_vs_rl";
  spec.seeds = seeds;
  spec.data = DataOf(options);
  spec.run_seed = [options](const experiments::SeedContext& context) { RunSeed(options, context); };
  spec.build_report = [options, seeds, report](const experiments::Stages& stages,
                                               const std::vector<base::Json>& rows) {
    reports::Report built = experiments::BuildStageReport(report, seeds, stages, rows);
    AddArmCosts(report, seeds, stages, &built);
    LeaveOutShortArms(options, stages, &built);
    AddPublished(&built);
    return built;
  };
  return spec;
}

std::string Summary(const DistillOptions& options, const reports::Report& report) {
  return experiments::Summary(ReportSpec(options), report);
}

}  // namespace r1bench::distill_vs_rl
