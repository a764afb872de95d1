// The table that a bench prints: our figure, the peers', the ratios, and the share of the machine's
// own limit.
#ifndef R1BENCH_TOOLS_BENCH_COMPARISON_H_
#define R1BENCH_TOOLS_BENCH_COMPARISON_H_

#include <string>
#include <vector>

#include "base/json.h"
#include "tools/bench/limits.h"
#include "tools/bench/peers.h"

namespace r1bench::bench {

struct Row {
  std::string name = {};        // "decode, 64 sequences"
  std::string weights = {};     // "bf16"
  std::string figure = {};      // what the peers call it: "decode_64"; empty: no peer does it
  std::string unit = {};        // "tokens/s", or "s", of which fewer is better
  double ours = 0;              // in that unit
  double limit = 0;             // what the machine allows, in that unit; 0: unknown
  std::string limited_by = {};  // "memory", "arithmetic"
};

// The least time of `bound` in the unit of a row that processes `tokens` ("s": tokens unused).
void SetLimit(const Bound& bound, double tokens, Row* row);

// How many times better `ours` is than `theirs`, and which share of the limit it reaches. 0 if a
// figure is missing.
double Ratio(const Row& row, double theirs);
double ShareOfLimit(const Row& row);

// A column for each of `peers`, in that order, with its ratio.
std::string ComparisonText(const std::vector<Row>& rows, const std::vector<std::string>& peers,
                           const std::vector<PeerFigure>& figures);
// [{"name": ..., "ours": ..., "peers": {"transformers": {"value": ..., "ratio": ...}}, ...}]
base::Json ComparisonJson(const std::vector<Row>& rows, const std::vector<std::string>& peers,
                          const std::vector<PeerFigure>& figures);

}  // namespace r1bench::bench

#endif  // R1BENCH_TOOLS_BENCH_COMPARISON_H_
