// The files that report.html embeds, compiled in (assets.cc is made by reports/embed.cc).
#ifndef R1BENCH_REPORTS_ASSETS_H_
#define R1BENCH_REPORTS_ASSETS_H_

#include <string_view>

namespace r1bench::reports {

extern const std::string_view kChartJs;
extern const std::string_view kPageCss;
extern const std::string_view kPageJs;

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_ASSETS_H_
