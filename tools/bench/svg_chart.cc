#include "tools/bench/svg_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "base/error.h"

namespace r1bench::bench {
namespace {

// Pixels.
constexpr double kWidth = 860, kHeight = 440;  // of one chart with everything around it
constexpr double kLeft = 80, kTop = 40, kPlotWidth = 540, kPlotHeight = 340;

// Distinguishable with every common kind of colour blindness (Okabe and Ito), and then dashes.
constexpr std::array<const char*, 8> kColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                 "#e69f00", "#56b4e9", "#000000", "#8c6d1f"};

std::string Number(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.1f", value);
  return buffer;
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

// From values to the unit interval.
struct Axis {
  double lo = 0, hi = 1;
  bool logarithmic = false;

  double Place(double value) const {
    if (logarithmic) return std::log(value / lo) / std::log(hi / lo);
    return (value - lo) / (hi - lo);
  }
};

// `margin`: room beside the least and the greatest value, as a share of the axis.
Axis MakeAxis(std::vector<double> values, bool logarithmic, double margin,
              const std::string& title) {
  base::Require(!values.empty(), "the chart \"", title, "\" has no points");
  const auto [lo, hi] = std::minmax_element(values.begin(), values.end());
  base::Require(std::isfinite(*lo) && std::isfinite(*hi) && (!logarithmic || *lo > 0),
                "the chart \"", title, "\" has a value that its axis cannot show");
  Axis axis{*lo, *hi, logarithmic};
  if (!logarithmic) axis.lo = std::min(0.0, axis.lo);
  if (axis.hi <= axis.lo) axis.hi = axis.lo + std::max(1.0, std::abs(axis.lo));
  if (logarithmic) {
    const double factor = std::pow(axis.hi / axis.lo, margin);
    return {axis.lo / factor, axis.hi * factor, true};
  }
  const double room = margin * (axis.hi - axis.lo);
  return {axis.lo == 0 ? 0 : axis.lo - room, axis.hi + room, false};
}

std::string Text(double x, double y, std::string_view anchor, std::string_view text,
                 std::string_view more = "") {
  return base::StrCat("<text x=\"", Number(x), "\" y=\"", Number(y), "\" text-anchor=\"", anchor,
                      "\"", more, ">", Escaped(text), "</text>\n");
}

std::string Segment(double x1, double y1, double x2, double y2, std::string_view style) {
  return base::StrCat("<line x1=\"", Number(x1), "\" y1=\"", Number(y1), "\" x2=\"", Number(x2),
                      "\" y2=\"", Number(y2), "\" ", style, "/>\n");
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart) {
    std::vector<double> xs, ys;
    for (const ChartLine& line : chart.lines) {
      for (const ChartPoint& p : line.points) {
        xs.push_back(p.x);
        ys.push_back(p.y);
      }
    }
    x_ = MakeAxis(std::move(xs), chart.log_x, 0, chart.title);
    y_ = MakeAxis(std::move(ys), chart.log_y, 0.05, chart.title);
  }

  std::string Svg() const { return Frame() + Ticks() + Marks() + Lines(); }

 private:
  double X(double value) const { return kLeft + kPlotWidth * x_.Place(value); }
  double Y(double value) const { return kTop + kPlotHeight * (1 - y_.Place(value)); }

  std::string Frame() const {
    const double middle = kTop + kPlotHeight / 2;
    return Text(kLeft, kTop - 16, "start", chart_.title, " font-weight=\"bold\"") +
           Text(kLeft + kPlotWidth / 2, kTop + kPlotHeight + 42, "middle", chart_.x_label) +
           Text(20, middle, "middle", chart_.y_label,
                base::StrCat(" transform=\"rotate(-90 20 ", Number(middle), ")\"")) +
           base::StrCat("<rect x=\"", Number(kLeft), "\" y=\"", Number(kTop), "\" width=\"",
                        Number(kPlotWidth), "\" height=\"", Number(kPlotHeight),
                        "\" fill=\"none\" stroke=\"#888\"/>\n");
  }

  std::string Ticks() const {
    std::string out;
    for (const double value : AxisTicks(x_.lo, x_.hi, x_.logarithmic)) {
      out += Segment(X(value), kTop, X(value), kTop + kPlotHeight, "stroke=\"#e4e4e4\"");
      out += Text(X(value), kTop + kPlotHeight + 18, "middle", TickText(value));
    }
    for (const double value : AxisTicks(y_.lo, y_.hi, y_.logarithmic)) {
      out += Segment(kLeft, Y(value), kLeft + kPlotWidth, Y(value), "stroke=\"#e4e4e4\"");
      out += Text(kLeft - 8, Y(value) + 4, "end", TickText(value));
    }
    return out;
  }

  std::string Marks() const {
    std::string out;
    double y = kTop + kPlotHeight - 8;
    for (const ChartMark& mark : chart_.marks) {
      if (!(mark.x >= x_.lo && mark.x <= x_.hi)) continue;
      out += Segment(X(mark.x), kTop, X(mark.x), kTop + kPlotHeight,
                     "stroke=\"#555\" stroke-dasharray=\"2 3\"");
      const bool right = x_.Place(mark.x) > 0.6;
      out += Text(X(mark.x) + (right ? -5 : 5), y, right ? "end" : "start", mark.label);
      y -= 16;
    }
    return out;
  }

  std::string Lines() const {
    std::string out;
    double y = kTop + 10;
    for (size_t i = 0; i < chart_.lines.size(); ++i) {
      const ChartLine& line = chart_.lines[i];
      const size_t number = line.colour_of < 0 ? i : static_cast<size_t>(line.colour_of);
      const char* const colour = kColours[number % kColours.size()];
      const std::string stroke = base::StrCat("stroke=\"", colour, "\" stroke-width=\"2\"",
                                              line.dashed ? " stroke-dasharray=\"6 4\"" : "");
      out += Path(line, stroke, colour);
      const double x = kLeft + kPlotWidth + 16;
      out += Segment(x, y - 4, x + 24, y - 4, stroke) + Text(x + 30, y, "start", line.label);
      y += 18;
    }
    return out;
  }

  std::string Path(const ChartLine& line, const std::string& stroke, const char* colour) const {
    std::string path, dots;
    for (const ChartPoint& p : line.points) {
      path += base::StrCat(path.empty() ? "M" : " L", Number(X(p.x)), " ", Number(Y(p.y)));
      if (line.dashed) continue;
      dots += base::StrCat("<circle cx=\"", Number(X(p.x)), "\" cy=\"", Number(Y(p.y)),
                           "\" r=\"3\" fill=\"", colour, "\"/>\n");
    }
    if (path.empty()) return "";
    return base::StrCat("<path d=\"", path, "\" fill=\"none\" ", stroke, "/>\n", dots);
  }

  const Chart& chart_;
  Axis x_, y_;
};

}  // namespace

std::vector<double> AxisTicks(double lo, double hi, bool logarithmic) {
  std::vector<double> ticks;
  constexpr double kSlack = 1e-9;
  if (logarithmic && hi / lo >= 8) {
    const double base = hi / lo < 1000 ? 2 : 10;
    double exponent = std::ceil(std::log(lo) / std::log(base) - kSlack);
    for (; std::pow(base, exponent) <= hi * (1 + kSlack); ++exponent) {
      ticks.push_back(std::pow(base, exponent));
    }
    return ticks;
  }
  const double rough = (hi - lo) / 6;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double step = power * (rough <= power       ? 1
                               : rough <= 2 * power ? 2
                               : rough <= 5 * power ? 5
                                                    : 10);
  for (double k = std::ceil(lo / step - kSlack); k * step <= hi + kSlack * step; ++k) {
    ticks.push_back(k * step);
  }
  return ticks;
}

std::string TickText(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.4g", value);
  if (value < 1000 || value >= 1e6) return buffer;
  std::snprintf(buffer, sizeof buffer, "%.0f", value);
  std::string digits = buffer;
  digits.insert(digits.size() - 3, 1, ',');
  return digits;
}

std::string SvgPicture(std::span<const Chart> charts) {
  const double height = kHeight * static_cast<double>(charts.size());
  std::string svg = base::StrCat("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", kWidth,
                                 "\" height=\"", height, "\" viewBox=\"0 0 ", kWidth, " ", height,
                                 "\" font-family=\"sans-serif\" font-size=\"12\">\n"
                                 "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
  for (size_t i = 0; i < charts.size(); ++i) {
    svg += base::StrCat("<g transform=\"translate(0 ", kHeight * static_cast<double>(i), ")\">\n",
                        Drawing(charts[i]).Svg(), "</g>\n");
  }
  return svg + "</svg>\n";
}

}  // namespace r1bench::bench
