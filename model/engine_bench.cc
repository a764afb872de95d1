// Tokens per second of the engine beside those of the programs one would use instead.
//
//   tools/peers/setup.sh /tmp/peers                                     # once
//   bazel run -c opt //model:engine_bench -- --peers=/tmp/peers
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/main.h"
#include "kernels/dispatch.h"
#include "model/bench_engine.h"
#include "tools/bench/comparison.h"
#include "tools/bench/limits.h"
#include "tools/bench/options.h"
#include "tools/bench/process.h"
#include "tools/bench/table.h"

namespace r1bench::model {
namespace {

constexpr char kManual[] =
    R"(Measures how fast the engine reads prompts and writes tokens, and prints
one table: our figure, the peers', the ratio, and the share of what this
machine allows, whose limits are measured in the same run.

  engine_bench                        our figures alone, some minutes
  engine_bench --peers=FOLDER         the peers' too; FOLDER was made by
                                      tools/peers/setup.sh
  engine_bench --only="decode 64"     rows of that name
  engine_bench --quick                does it run? No figures to quote.

Rows, on SmolLM2-135M in each weight format
  prefill N     a prompt of N tokens and its first new token
  decode N      N different prompts of 32 tokens, 32 new tokens each; the
                time of the prompts is left out, nothing is shared
  top-p         decode with nucleus sampling at temperature 0.6
and on the micro model of r1_zero (132,608 parameters, in the cache)
  decode N      prompts of 16 tokens, 64 new tokens
  rollout N     a GRPO step's: 64 prompts of 16 tokens, 16 answers each that
                end by chance, N at a time

Limit: the longer of (operations / rate of multiply-adds in registers) and
(weights and cached keys and values / read rate of memory). For Q4_1 the
bytes are those of the file's blocks and the rate is that of 8-bit dot
products. Peers: transformers runs in bf16, llama.cpp on the Q4_1 file; a
row shows both, whatever its own format.

Memory: resident while 64 sequences are generated, beyond the program before
it had a model. "beyond" is what is neither weights nor cache.

The machine should be quiet; a line at the end says how much others took.
)";

struct Group {
  bool micro = false;
  WeightFormat format = WeightFormat::kFloat32;
  std::vector<EngineRow> rows;
};

std::vector<EngineRow> SmolLm2Rows() {
  std::vector<EngineRow> rows = {
      {.task = EngineTask::kPrefill, .prompt_tokens = 512, .new_tokens = 1}};
  for (const int64_t batch : {1, 16, 64, 256}) rows.push_back({.batch = batch});
  rows.push_back({.batch = 64, .top_p = 0.95f, .temperature = 0.6f});
  return rows;
}

std::vector<EngineRow> MicroRows() {
  std::vector<EngineRow> rows;
  for (const int64_t batch : {1, 16, 64, 256}) {
    rows.push_back({.batch = batch, .prompt_tokens = 16, .new_tokens = 64});
  }
  for (const int64_t batch : {64, 256}) {
    rows.push_back(
        {.task = EngineTask::kRollout, .batch = batch, .prompt_tokens = 16, .new_tokens = 128});
  }
  return rows;
}

std::vector<Group> Groups(const bench::BenchOptions& options) {
  std::vector<Group> all;
  for (const WeightFormat format :
       {WeightFormat::kQuantized, WeightFormat::kBFloat16, WeightFormat::kFloat32}) {
    all.push_back({false, format, SmolLm2Rows()});
  }
  for (const WeightFormat format : {WeightFormat::kFloat32, WeightFormat::kBFloat16}) {
    all.push_back({true, format, MicroRows()});
  }
  std::vector<Group> wanted;
  for (const Group& group : all) {
    Group kept{group.micro, group.format, {}};
    for (const EngineRow& row : group.rows) {
      if (options.Wants((group.micro ? "micro " : "") + RowName(row))) kept.rows.push_back(row);
    }
    if (!kept.rows.empty()) wanted.push_back(kept);
  }
  return wanted;
}

// The peers' figures for the wanted rows.
std::vector<bench::PeerFigure> Peers(const std::vector<Group>& groups,
                                     const bench::BenchOptions& options) {
  std::set<std::string> names;
  for (const Group& group : groups) {
    for (const EngineRow& row : group.rows) {
      if (!group.micro && !PeerFigureOf(row).empty()) names.insert(PeerFigureOf(row));
    }
  }
  if (names.empty()) return {};
  std::string figures = "--figures=";
  for (const std::string& name : names) figures += name + ",";
  return bench::MeasurePeers(
      options, {{"bench_llama_cpp.py", {figures}}, {"bench_transformers.py", {figures}}});
}

struct Results {
  std::vector<bench::Row> rows;
  std::vector<EngineMemory> memory;
};

// `base`: resident bytes of the program before it had any model.
void Measure(const Group& group, double base, const bench::Limits& limits,
             const bench::BenchOptions& options, Results* results) {
  bench::ResetPeak();
  const BenchModel model =
      group.micro ? MicroBenchModel(group.format) : LoadBenchModel(options.model, group.format);
  std::fprintf(stderr, "measuring %s in %s\n", group.micro ? "the micro model" : "SmolLM2",
               model.weights.c_str());
  if (!group.micro) results->memory.push_back(MeasureMemory(model, base, options));
  for (const EngineRow& row : group.rows) {
    results->rows.push_back(MeasureEngineRow(row, model, limits, options));
    if (group.micro) results->rows.back().name = "micro " + results->rows.back().name;
  }
}

std::string MemoryText(const std::vector<EngineMemory>& all) {
  bench::Table table(
      {"memory", "weights", "cache", "most while generating", "beyond", "most while loading"});
  for (const EngineMemory& m : all) {
    table.AddRow({m.weights, bench::FormatBytes(m.weight_bytes), bench::FormatBytes(m.cache_bytes),
                  bench::FormatBytes(m.generate_peak), bench::FormatBytes(m.beyond()),
                  bench::FormatBytes(m.load_peak)});
  }
  return table.Text();
}

base::Json MemoryJson(const std::vector<EngineMemory>& all) {
  base::Json out = base::Json::array();
  for (const EngineMemory& m : all) {
    out.push_back({{"weights", m.weights},
                   {"base_bytes", m.base_bytes},
                   {"weight_bytes", m.weight_bytes},
                   {"cache_bytes", m.cache_bytes},
                   {"generate_peak", m.generate_peak},
                   {"load_peak", m.load_peak}});
  }
  return out;
}

int Run() {
  const bench::BenchOptions options = bench::OptionsFromFlags();
  const bench::OthersClock others;
  const std::vector<std::string> peers = {"transformers", "llama.cpp"};
  const std::vector<Group> groups = Groups(options);
  const std::vector<bench::PeerFigure> figures = Peers(groups, options);
  const bench::Limits limits = bench::MeasureLimits(options.threads);
  const double base = static_cast<double>(bench::ResidentBytes());
  Results results;
  for (const Group& group : groups) Measure(group, base, limits, options, &results);

  std::printf("%s\nKernels: %s\n\n%s", bench::LimitsText(limits).c_str(), kernels::IsaName(),
              bench::ComparisonText(results.rows, peers, figures).c_str());
  if (!results.memory.empty()) std::printf("\n%s", MemoryText(results.memory).c_str());
  for (const std::string& peer : peers) {
    const double bytes = bench::PeerValue(figures, peer, "peak_memory");
    if (bytes > 0)
      std::printf("Resident, %s: %s\n", peer.c_str(), bench::FormatBytes(bytes).c_str());
  }
  const double share = others.Share();
  std::printf("\n%s\n", bench::OthersText(share).c_str());
  bench::WriteResult(options, "engine_bench",
                     {{"limits", bench::LimitsJson(limits)},
                      {"rows", bench::ComparisonJson(results.rows, peers, figures)},
                      {"memory", MemoryJson(results.memory)},
                      {"peers", bench::PeersJson(figures)},
                      {"others_share", share}});
  return 0;
}

}  // namespace
}  // namespace r1bench::model

int main(int argc, char** argv) {
  return r1bench::base::Main(
      argc, argv, {"engine_bench", "measures the engine beside its peers", r1bench::model::kManual},
      r1bench::model::Run);
}
