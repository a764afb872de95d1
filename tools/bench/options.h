// Flags, beginning and end that the benches of the engine and the trainer share.
#ifndef R1BENCH_TOOLS_BENCH_OPTIONS_H_
#define R1BENCH_TOOLS_BENCH_OPTIONS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tools/bench/peers.h"

namespace r1bench::bench {

struct BenchOptions {
  int threads = 0;     // as given, 0 replaced by the number of cores
  bool quick = false;  // every figure once and shorter: does it run at all?
  std::string peers;   // environment made by tools/peers/setup.sh; empty: no peers
  std::string json;    // file to write; empty: none
  std::string model;   // path of SmolLM2 (a .gguf, or a Hugging Face folder)
  std::string only;    // comma-separated parts of row names; empty: all rows

  bool Wants(std::string_view row) const;
};

// From --threads, --quick, --peers, --json, --model and --only. Sets the number of threads.
BenchOptions OptionsFromFlags();

// The arguments for every script of tools/peers.
std::vector<std::string> PeerArguments(const BenchOptions& options);

// Runs the scripts one after the other, if --peers is given; says on standard error what failed.
// `more` are arguments for that script alone.
struct PeerScript {
  std::string name;
  std::vector<std::string> more = {};
};
std::vector<PeerFigure> MeasurePeers(const BenchOptions& options,
                                     const std::vector<PeerScript>& scripts);

// Seconds of the best of `runs` runs after one that is not counted (quick: of one alone).
double BestSeconds(const BenchOptions& options, int runs, const std::function<double()>& seconds);

// Writes `result` with "program" and "run" (commit, processor, instruction set) put first, if
// --json is given, and says where.
void WriteResult(const BenchOptions& options, std::string_view program, base::Json result);

}  // namespace r1bench::bench

#endif  // R1BENCH_TOOLS_BENCH_OPTIONS_H_
