#include "reports/forest.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "reports/html.h"

namespace r1bench::reports {
namespace {

constexpr double kWidth = 190, kMiddle = 13, kMargin = 0.12;

// From values to pixels. Infinite ends go to the edges.
struct Scale {
  double lo, hi;
  double operator()(double value) const {
    return kWidth * std::clamp((value - lo) / (hi - lo), 0.0, 1.0);
  }
};

// Wide enough for all finite ends, and for some of the region.
Scale ScaleFor(const Finding& f) {
  std::vector<double> values = {f.effect, f.interval.lo, f.interval.hi, f.reproduced_if.lo,
                                f.reproduced_if.hi};
  values.insert(values.end(), f.seed_effects.begin(), f.seed_effects.end());
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  const auto [lo, hi] = std::minmax_element(values.begin(), values.end());
  double pad = (*hi - *lo) * kMargin;
  if (pad <= 0) pad = std::max(std::abs(*hi), 1.0) * kMargin;
  return {*lo - pad, *hi + pad};
}

template <typename... Args>
void Append(std::string* svg, const char* format, Args... args) {
  char text[256];
  svg->append(text, std::snprintf(text, sizeof(text), format, args...));
}

}  // namespace

std::string ForestSvg(const Finding& f) {
  const base::Interval& region = f.reproduced_if;
  if (!std::isfinite(f.effect) || std::isnan(region.lo) || std::isnan(region.hi) ||
      region.lo >= region.hi) {
    return "";
  }
  const Scale x = ScaleFor(f);
  std::string svg;
  Append(&svg, "<svg class=\"forest %s\" viewBox=\"0 0 190 30\" aria-hidden=\"true\">",
         VerdictClass(f.verdict));
  Append(&svg, "<rect class=\"region\" x=\"%.1f\" y=\"2\" width=\"%.1f\" height=\"22\"/>",
         x(region.lo), x(region.hi) - x(region.lo));
  for (const double edge : {region.lo, region.hi}) {
    if (!std::isfinite(edge)) continue;
    Append(&svg, "<line class=\"edge\" x1=\"%.1f\" x2=\"%.1f\" y1=\"2\" y2=\"24\"/>", x(edge),
           x(edge));
  }
  Append(&svg, "<line class=\"axis\" x1=\"0\" x2=\"190\" y1=\"24.5\" y2=\"24.5\"/>");
  if (std::isfinite(f.interval.lo) && std::isfinite(f.interval.hi)) {
    const double lo = x(f.interval.lo), hi = x(f.interval.hi);
    Append(&svg, "<path class=\"bar\" d=\"M%.1f %.0fH%.1fM%.1f 9v8M%.1f 9v8\"/>", lo, kMiddle, hi,
           lo, hi);
  }
  for (const double seed : f.seed_effects) {
    if (!std::isfinite(seed)) continue;
    Append(&svg, "<circle class=\"seed\" cx=\"%.1f\" cy=\"21\" r=\"2\"/>", x(seed));
  }
  Append(&svg, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.0f\" r=\"4\"/></svg>", x(f.effect),
         kMiddle);
  return svg;
}

}  // namespace r1bench::reports
