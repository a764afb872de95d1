#include "tools/bench/options.h"

#include <gflags/gflags.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "base/paths.h"
#include "base/run_info.h"
#include "base/runfiles.h"
#include "kernels/amx.h"
#include "kernels/dispatch.h"

DEFINE_int32(threads, 0, "Threads, ours and the peers'; 0: one a core.");
DEFINE_bool(quick, false, "Everything once and shorter, to see that it runs; no figures to quote.");
DEFINE_string(peers, "",
              "Folder of an environment made by tools/peers/setup.sh: measure the peers too.");
DEFINE_bool(amx, false, "Multiply bf16 on Intel AMX tiles (opt-in; see --help of r1_zero).");
DEFINE_string(json, "", "File to write everything to, with settings and the peers' own lines.");
DEFINE_string(model, "", "SmolLM2 as a .gguf; empty: the one that comes with this program.");
DEFINE_string(only, "", "Only rows with one of these (comma-separated) in their names.");

namespace r1bench::bench {
namespace {

constexpr char kModelFile[] = "../smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

}  // namespace

bool BenchOptions::Wants(std::string_view row) const {
  std::string_view rest = only;
  if (rest.empty()) return true;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(','), rest.size());
    if (end > 0 && row.find(rest.substr(0, end)) != row.npos) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

BenchOptions OptionsFromFlags() {
  BenchOptions options;
  base::RequireUsage(FLAGS_threads >= 0, "expected --threads of at least 0, got ", FLAGS_threads);
  base::SetNumThreads(FLAGS_threads);
  options.threads = base::NumThreads();
  if (FLAGS_amx) {
    base::RequireUsage(kernels::AmxPermitted(),
                       "--amx: this processor, or its operating system, offers no AMX-BF16 tiles");
    kernels::SetMaxIsa(kernels::Isa::kAmx);
  }
  options.quick = FLAGS_quick;
  options.peers = base::CallerPath(FLAGS_peers);
  options.json = base::CallerPath(FLAGS_json);
  options.only = FLAGS_only;
  options.model = FLAGS_model.empty() ? base::Runfile(kModelFile) : base::CallerPath(FLAGS_model);
  return options;
}

std::vector<std::string> PeerArguments(const BenchOptions& options) {
  std::vector<std::string> arguments = {
      (options.model.ends_with(".gguf") ? "--gguf=" : "--model=") + options.model,
      base::StrCat("--threads=", options.threads)};
  if (options.quick) arguments.push_back("--quick");
  return arguments;
}

std::vector<PeerFigure> MeasurePeers(const BenchOptions& options,
                                     const std::vector<PeerScript>& scripts) {
  std::vector<PeerFigure> figures;
  if (options.peers.empty()) return figures;
  for (const PeerScript& script : scripts) {
    std::vector<std::string> arguments = PeerArguments(options);
    arguments.insert(arguments.end(), script.more.begin(), script.more.end());
    PeerRun run = RunPeer(options.peers, script.name, arguments);
    if (!run.problem.empty()) std::fprintf(stderr, "warning: %s\n", run.problem.c_str());
    std::move(run.figures.begin(), run.figures.end(), std::back_inserter(figures));
  }
  return figures;
}

double BestSeconds(const BenchOptions& options, int runs, const std::function<double()>& seconds) {
  double best = seconds();
  for (int run = 0; run < runs && !options.quick; ++run) {
    const double now = seconds();
    best = run == 0 ? now : std::min(best, now);
  }
  return best;
}

void WriteResult(const BenchOptions& options, std::string_view program, base::Json result) {
  if (options.json.empty()) return;
  base::Json all = {{"program", program}, {"run", base::ToJson(base::CollectRunInfo())}};
  all.update(result);
  base::WriteFileAtomic(options.json, base::JsonText(all, 2) + "\n");
  std::printf("%s\n", options.json.c_str());
}

}  // namespace r1bench::bench
