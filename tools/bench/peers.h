// Running the scripts of tools/peers and reading their figures.
//
// A script prints one JSON object a line (tools/peers/peer_common.py). One that fails costs its own
// figures, not the run: the reason stands in PeerRun::problem.
#ifndef R1BENCH_TOOLS_BENCH_PEERS_H_
#define R1BENCH_TOOLS_BENCH_PEERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace r1bench::bench {

struct PeerFigure {
  std::string peer;    // "transformers", "llama.cpp", "TRL"
  std::string figure;  // "decode_16"
  double value = 0;
  std::string unit;  // "tokens/s", "s", "bytes"
  base::Json line;   // all that the script said
};

struct PeerRun {
  std::vector<PeerFigure> figures;
  std::string problem;  // empty: none
};

// Lines that do not begin with '{' are left out. Throws base::Error that names `where` and the line
// for one that is no such object.
std::vector<PeerFigure> ParsePeerLines(std::string_view text, std::string_view where);

// The value, or 0 if that figure is not there.
double PeerValue(const std::vector<PeerFigure>& figures, std::string_view peer,
                 std::string_view figure);

// All that the scripts said, for a file.
base::Json PeersJson(const std::vector<PeerFigure>& figures);

// Runs `environment`/bin/python on a script of tools/peers ("bench_trl.py", found among the
// program's runfiles) and waits for its end. Its standard error goes to ours. Throws base::Error if
// the environment has no Python (tools/peers/setup.sh makes one).
PeerRun RunPeer(const std::string& environment, const std::string& script,
                const std::vector<std::string>& arguments);

}  // namespace r1bench::bench

#endif  // R1BENCH_TOOLS_BENCH_PEERS_H_
