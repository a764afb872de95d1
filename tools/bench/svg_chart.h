// Line charts as SVG: axes (linear or logarithmic), ticks, labels, marks and a legend. A picture is
// a column of charts. Plain text; needs no library to be made and a browser to be seen.
#ifndef R1BENCH_TOOLS_BENCH_SVG_CHART_H_
#define R1BENCH_TOOLS_BENCH_SVG_CHART_H_

#include <span>
#include <string>
#include <vector>

namespace r1bench::bench {

struct ChartPoint {
  double x = 0, y = 0;
};

struct ChartLine {
  std::string label = {};
  std::vector<ChartPoint> points = {};
  bool dashed = false;  // a limit rather than a measurement; drawn without dots
  int colour_of = -1;   // the line whose colour it takes, by number; -1: a colour of its own
};

// A vertical line where something happens.
struct ChartMark {
  double x = 0;
  std::string label;
};

struct Chart {
  std::string title = {}, x_label = {}, y_label = {};
  bool log_x = false, log_y = false;
  std::vector<ChartLine> lines = {};
  std::vector<ChartMark> marks = {};
};

// Values at which an axis from lo to hi (lo < hi) is ticked: for a logarithmic one powers of 2, or
// of 10 if it spans 3 decades; for a linear one, and for a logarithmic one of less than 3
// doublings, multiples of 1, 2 or 5 times a power of 10.
std::vector<double> AxisTicks(double lo, double hi, bool logarithmic);

// "2,048", "0.5", "64".
std::string TickText(double value);

// Throws base::Error for a chart without a point, or with values that a logarithmic axis lacks.
std::string SvgPicture(std::span<const Chart> charts);

}  // namespace r1bench::bench

#endif  // R1BENCH_TOOLS_BENCH_SVG_CHART_H_
