// Parts of report.html. The page itself: Html in reports/report.h.
#ifndef R1BENCH_REPORTS_HTML_H_
#define R1BENCH_REPORTS_HTML_H_

#include <string>
#include <string_view>

#include "reports/report.h"

namespace r1bench::reports {

// Metrics whose groups have rows in common, shown as one table: a row a name, a column a group.
struct MetricTable {
  std::vector<std::string> groups, names;
  // cells[row][column]; null where a group lacks the row.
  std::vector<std::vector<const Metric*>> cells;
};
std::vector<MetricTable> MetricTables(const std::vector<Metric>& metrics);

// True if the metric's interval says something: finite, and not the default of none.
bool HasInterval(const Metric& metric);

// "reproduced", "not-reproduced", "inconclusive": class names of page.css.
const char* VerdictClass(FindingOutcome outcome);

std::string HeaderHtml(const Report& report);
std::string FindingsHtml(const Report& report);
std::string ChartsHtml(const Report& report);  // with the data and the script
std::string MetricsHtml(const Report& report);
std::string SamplesHtml(const Report& report);
std::string ProvenanceHtml(const Report& report);

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_HTML_H_
