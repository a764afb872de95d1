// The curve growing on the terminal while a run trains.
//
// On a terminal: one line rewritten in place, with a small plot of accuracy and length so far,
// shortened to the terminal's width.
// Elsewhere (CI, a file): a plain line about ten times a stage. Both go to standard error.
//
//   seed 1  rl        [#########...........]  54/120  accuracy 0.71 ▁▂▄▆▇  length 24.1 ▁▁▃▆▇
#ifndef R1BENCH_EXPERIMENTS_COMMON_LIVE_CURVE_H_
#define R1BENCH_EXPERIMENTS_COMMON_LIVE_CURVE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace r1bench::experiments {

// Block characters for the values, scaled to their own range, at most `width` of them (means of
// equal runs of points). Empty for no values.
std::string Sparkline(const std::vector<double>& values, int width);

class LiveCurve {
 public:
  // `label` names the stage; total_steps > 0.
  LiveCurve(std::string label, int64_t total_steps);
  ~LiveCurve();  // ends the line

  // The first two series are plotted; the rest are printed as numbers. Same names at every call.
  void Point(int64_t step, const std::vector<std::pair<std::string, double>>& values);

 private:
  std::string Line(int64_t step, int plot_width) const;

  std::string label_;
  int64_t total_;
  bool terminal_;
  bool drew_ = false;
  int64_t next_print_ = 0;
  std::vector<std::string> names_;
  std::vector<std::vector<double>> series_;
};

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_LIVE_CURVE_H_
