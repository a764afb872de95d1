#include "experiments/r1_zero/run.h"

#include <vector>

#include "base/error.h"
#include "experiments/common/program_judge.h"
#include "experiments/common/stage_report.h"
#include "experiments/common/text_model.h"
#include "experiments/r1_zero/findings.h"
#include "experiments/r1_zero/micro_world.h"
#include "experiments/r1_zero/seed_run.h"

namespace r1bench::r1_zero {
namespace {

std::string Question(World world) {
  if (world == World::kPrograms) {
    return "Is running programs against tests a sufficient reward to teach a base model to write "
           "right ones?";
  }
  return "Does reinforcement learning on the outcome alone teach a base model to reason longer, "
         "check itself and get more answers right?";
}

// What is told of a response beside its accuracy and length.
experiments::StageReportSpec::Column BehaviourColumn(World world) {
  if (world == World::kPrograms) return {"programs that run", "run"};
  return {"reflections a response", "reflections"};
}

experiments::StageReportSpec ReportSpec(World world, const std::string& scale,
                                        const std::vector<std::string>& benchmarks) {
  experiments::StageReportSpec spec;
  spec.experiment = "r1_zero";
  spec.title = "R1-Zero";
  spec.question = Question(world);
  spec.scale = scale;
  spec.stages = {
      {"base", "base"},
      {"rl", "after RL", "outcome reward"},
      {"null", "after RL on a random reward", "random reward"},
      {"weak_base", "under-trained base"},
      {"weak_rl", "under-trained base after RL", "from the under-trained base"},
  };
  spec.metrics = experiments::EvaluationMetrics();
  spec.metrics.push_back({"runs", "programs that run", "share"});
  for (auto& metric : experiments::BenchmarkMetrics(benchmarks)) spec.metrics.push_back(metric);
  spec.curves = experiments::RlCurves();
  spec.curves.push_back("runs");
  spec.audited = "base";
  spec.before = "base";
  spec.after = "rl";
  spec.rules = FindingRules(world);
  spec.columns = {{"greedy accuracy", "greedy"},
                  {"sampled accuracy (pass@1)", "sampled"},
                  {"majority of k (cons@k)", "majority"},
                  {"response length", "length"},
                  BehaviourColumn(world)};
  return spec;
}

std::vector<reports::DataSource> DataOf(const R1ZeroOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  std::vector<reports::DataSource> data;
  if (training.scale == experiments::Scale::kMicro) {
    for (const uint64_t seed : training.seeds) {
      data.push_back({base::StrCat(WorldName(options), ", seed ", seed), DataHash(options, seed),
                      "generated: prompts of both splits and the first 1,000 documents of the "
                      "corpus"});
    }
    return data;
  }
  return experiments::TextData(training.text, training.seeds);
}

}  // namespace

experiments::ExperimentSpec Experiment(const R1ZeroOptions& options) {
  experiments::RequireRunnable(options.training);
  if (options.world == World::kPrograms) experiments::SandboxedPrograms();  // refused early
  const std::vector<uint64_t> seeds = options.training.seeds;
  const experiments::StageReportSpec report =
      ReportSpec(options.world, experiments::ScaleName(options.training.scale),
                 options.training.benchmarks.suites);
  experiments::ExperimentSpec spec;
  spec.name = "r1_zero";
  spec.seeds = seeds;
  spec.data = DataOf(options);
  spec.run_seed = [options](const experiments::SeedContext& context) { RunSeed(options, context); };
  spec.build_report = [seeds, report](const experiments::Stages& stages,
                                      const std::vector<base::Json>& rows) {
    return experiments::BuildStageReport(report, seeds, stages, rows);
  };
  return spec;
}

std::string Summary(const R1ZeroOptions& options, const reports::Report& report) {
  return experiments::Summary(ReportSpec(options.world, report.scale, {}), report);
}

}  // namespace r1bench::r1_zero
