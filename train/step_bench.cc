// Speed of training steps beside the programs one would use instead.
//
//   tools/peers/setup.sh /tmp/peers                                     # once
//   bazel run -c opt //train:step_bench -- --peers=/tmp/peers --samples=/tmp/samples.json
#include <gflags/gflags.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/main.h"
#include "base/paths.h"
#include "kernels/dispatch.h"
#include "tools/bench/comparison.h"
#include "tools/bench/limits.h"
#include "tools/bench/options.h"
#include "tools/bench/process.h"
#include "tools/bench/table.h"
#include "train/bench_samples.h"
#include "train/bench_steps.h"

DEFINE_string(
    samples, "",
    "File of bench_trl.py --samples: compare our loss on the same tokens. With --peers it "
    "is written first.");

namespace r1bench::train {
namespace {

using model::WeightFormat;

constexpr char kManual[] =
    R"(Measures training steps and prints one table: our figure, the peers',
the ratio, and the share of what this machine allows, whose limits are
measured in the same run.

  step_bench                      our figures alone, a few minutes
  step_bench --peers=FOLDER       the peers' too (ten minutes); FOLDER was
                                  made by tools/peers/setup.sh
  step_bench --peers=FOLDER --samples=FILE
                                  also: TRL writes what it trained on, and
                                  our loss for the same tokens is compared
  step_bench --only=micro         rows of that name
  step_bench --quick              does it run? No figures to quote.

Rows, on SmolLM2-135M in bf16 and fp32 (the weights that AdamW updates and
the gradients are fp32 in both)
  SFT 16x160      forward, backward and AdamW on 16 sequences of 160 tokens,
                  in tokens per second. transformers: weights in bf16; the
                  line below has its fp32 weights under bf16 autocast, which
                  is what ours computes.
  GRPO 8x8x96     8 prompts, 8 answers each, 96 new tokens: rollout, reward
                  and update, in seconds. TRL: use_vllm=False, no KL term.
and on the micro model of r1_zero
  micro SFT       128 documents of 2 to 20 tokens a step
  micro GRPO      32 questions, 8 answers of up to 59 tokens

Limit: operations over the rate of multiply-adds in registers, plus, for
SmolLM2, AdamW's reads and writes over the read rate of memory, plus the
rollout's decode steps (see engine_bench).

The machine should be quiet; a line at the end says how much others took.
)";

struct Results {
  std::vector<bench::Row> rows;
  base::Json more = base::Json::object();
  std::string text;  // below the table
};

void AddSft(const bench::Limits& limits, const bench::BenchOptions& options, TrainModel* model,
            Results* results) {
  if (!options.Wants("SFT 16x160")) return;
  bench::Row row = MeasureSft({}, limits, options, model);
  results->rows.push_back(row);
  row.name += ", peer with fp32 weights";
  row.figure += "_master";
  results->rows.push_back(row);
}

void AddGrpo(const bench::Limits& limits, const bench::BenchOptions& options, TrainModel* model,
             Results* results) {
  if (!options.Wants("GRPO 8x8x96")) return;
  const GrpoTiming timing = MeasureGrpo({}, limits, options, model);
  results->rows.push_back(timing.row);
  results->text += base::StrCat(timing.row.name, " in ", timing.row.weights, ": rollout ",
                                bench::FormatNumber(timing.rollout_s), " s, update ",
                                bench::FormatNumber(timing.update_s), " s\n");
}

void AddSamples(const std::string& path, TrainModel* model, Results* results) {
  const PeerSamples peer = ParsePeerSamples(base::ReadJsonFile(path), path);
  const SampleComparison ours = ScorePeerSamples(peer, 4096, model->transformer.get());
  const char* const weights = model::WeightFormatName(model->shape.format);
  results->text += base::StrCat("\nOurs in ", weights, ". ", SamplesText(peer, ours));
  results->more[base::StrCat("samples_", weights)] = SamplesJson(peer, ours);
}

// One format of SmolLM2. The samples come first: the timed steps change the weights.
void MeasureSmolLm2(WeightFormat format, const std::string& samples, const bench::Limits& limits,
                    const bench::BenchOptions& options, Results* results) {
  if (samples.empty() && !options.Wants("SFT 16x160") && !options.Wants("GRPO 8x8x96")) return;
  std::fprintf(stderr, "measuring SmolLM2 in %s\n", model::WeightFormatName(format));
  TrainModel model = LoadTrainModel(options.model, format);
  if (!samples.empty()) AddSamples(samples, &model, results);
  AddSft(limits, options, &model, results);
  AddGrpo(limits, options, &model, results);
}

void MeasureMicro(const bench::Limits& limits, const bench::BenchOptions& options,
                  Results* results) {
  for (const WeightFormat format : {WeightFormat::kFloat32, WeightFormat::kBFloat16}) {
    TrainModel model = MicroTrainModel(format);
    if (options.Wants("micro GRPO")) results->rows.push_back(MeasureMicroGrpo(options, &model));
    if (options.Wants("micro SFT")) {
      results->rows.push_back(MeasureMicroSft(limits, options, &model));
    }
  }
}

// The peers' figures; writes TRL's samples if a file is named.
std::vector<bench::PeerFigure> Peers(const bench::BenchOptions& options,
                                     const std::string& samples) {
  std::vector<bench::PeerScript> scripts;
  if (!samples.empty()) scripts.push_back({"bench_trl.py", {"--samples=" + samples}});
  if (options.Wants("SFT 16x160")) {
    scripts.push_back({"bench_transformers.py", {"--figures=train"}});
  }
  if (options.Wants("GRPO 8x8x96")) scripts.push_back({"bench_trl.py"});
  return bench::MeasurePeers(options, scripts);
}

int Run() {
  const bench::BenchOptions options = bench::OptionsFromFlags();
  const std::string samples = base::CallerPath(FLAGS_samples);
  const bench::OthersClock others;
  const std::vector<std::string> peers = {"transformers", "TRL"};
  const std::vector<bench::PeerFigure> figures = Peers(options, samples);
  const bench::Limits limits = bench::MeasureLimits(options.threads);
  Results results;
  for (const WeightFormat format : {WeightFormat::kBFloat16, WeightFormat::kFloat32}) {
    MeasureSmolLm2(format, samples, limits, options, &results);
  }
  MeasureMicro(limits, options, &results);

  std::printf("%s\nKernels: %s\n\n%s\n%s", bench::LimitsText(limits).c_str(), kernels::IsaName(),
              bench::ComparisonText(results.rows, peers, figures).c_str(), results.text.c_str());
  const double share = others.Share();
  std::printf("\n%s\n", bench::OthersText(share).c_str());
  results.more.update({{"limits", bench::LimitsJson(limits)},
                       {"rows", bench::ComparisonJson(results.rows, peers, figures)},
                       {"peers", bench::PeersJson(figures)},
                       {"others_share", share}});
  bench::WriteResult(options, "step_bench", results.more);
  return 0;
}

}  // namespace
}  // namespace r1bench::train

int main(int argc, char** argv) {
  return r1bench::base::Main(
      argc, argv, {"step_bench", "measures training steps beside peers", r1bench::train::kManual},
      r1bench::train::Run);
}
