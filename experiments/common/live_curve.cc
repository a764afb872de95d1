#include "experiments/common/live_curve.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace r1bench::experiments {
namespace {

constexpr int kPlotWidth = 16;  // a multiple of 4

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, std::fabs(value) < 10 ? "%.3f" : "%.1f", value);
  return text;
}

std::string Bar(int64_t step, int64_t total, int width) {
  const int64_t filled = std::clamp<int64_t>(step * width / total, 0, width);
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

int TerminalColumns() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool BeginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Characters (of UTF-8), each one column wide here.
int Columns(const std::string& text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), BeginsCharacter));
}

// The first `columns` characters: a line that wraps could not be rewritten in place.
std::string Cut(const std::string& text, int columns) {
  int seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (BeginsCharacter(text[i]) && ++seen > columns) return text.substr(0, i);
  }
  return text;
}

// Means of at most `width` equal runs of points.
std::vector<double> Thin(const std::vector<double>& values, int width) {
  const size_t n = values.size();
  const size_t columns = std::min<size_t>(n, width);
  std::vector<double> means(columns);
  for (size_t c = 0; c < columns; ++c) {
    const size_t begin = c * n / columns, end = (c + 1) * n / columns;
    double sum = 0;
    for (size_t i = begin; i < end; ++i) sum += values[i];
    means[c] = sum / static_cast<double>(end - begin);
  }
  return means;
}

}  // namespace

std::string Sparkline(const std::vector<double>& values, int width) {
  static const char* const kLevels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty() || width <= 0) return "";
  const std::vector<double> points = Thin(values, width);
  const auto [low, high] = std::minmax_element(points.begin(), points.end());
  const double range = *high - *low;
  std::string line;
  for (const double point : points) {
    const double level = range > 0 ? (point - *low) / range * 7.0 : 0.0;
    line += std::isfinite(level) ? kLevels[static_cast<int>(level + 0.5)] : "?";
  }
  return line;
}

LiveCurve::LiveCurve(std::string label, int64_t total_steps)
    : label_(std::move(label)), total_(total_steps), terminal_(isatty(STDERR_FILENO) != 0) {}

LiveCurve::~LiveCurve() {
  if (drew_) std::fputc('\n', stderr);
}

std::string LiveCurve::Line(int64_t step, int plot_width) const {
  char head[160];
  std::snprintf(head, sizeof head, "%-22s %s %4lld/%lld", label_.c_str(),
                Bar(step, total_, 20).c_str(), static_cast<long long>(step),
                static_cast<long long>(total_));
  std::string line = head;
  for (size_t i = 0; i < names_.size(); ++i) {
    line += "  " + names_[i] + " " + Number(series_[i].back());
    if (plot_width > 0 && i < 2) line += " " + Sparkline(series_[i], plot_width);
  }
  return line;
}

void LiveCurve::Point(int64_t step, const std::vector<std::pair<std::string, double>>& values) {
  names_.resize(values.size());
  series_.resize(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    names_[i] = values[i].first;
    series_[i].push_back(values[i].second);
  }
  if (terminal_) {
    const int columns = TerminalColumns() - 1;
    int plot_width = kPlotWidth;
    while (plot_width > 0 && Columns(Line(step, plot_width)) > columns) plot_width -= 4;
    std::fprintf(stderr, "\r%s\033[K", Cut(Line(step, plot_width), columns).c_str());
    std::fflush(stderr);
    drew_ = true;
  } else if (step >= next_print_ || step == total_) {
    std::fprintf(stderr, "%s\n", Line(step, kPlotWidth).c_str());
    next_print_ = step + std::max<int64_t>(1, total_ / 10);
  }
}

}  // namespace r1bench::experiments
