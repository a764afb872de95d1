// Tables of figures for a terminal that are valid Markdown too, and figures as people read them.
#ifndef R1BENCH_TOOLS_BENCH_TABLE_H_
#define R1BENCH_TOOLS_BENCH_TABLE_H_

#include <string>
#include <vector>

namespace r1bench::bench {

// Three significant digits, thousands apart by commas: "0.0123", "4.57", "38.0", "1,130". "-" for
// what is not finite or not above 0 (not measured).
std::string FormatNumber(double value);
std::string FormatRatio(double value);  // "2.31x"
std::string FormatShare(double value);  // "71 %"
std::string FormatBytes(double value);  // "98.4 MB" (10^6)

// The first column is aligned left, the others right.
class Table {
 public:
  explicit Table(std::vector<std::string> headers);
  void AddRow(std::vector<std::string> cells);  // as many cells as headers
  std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;  // the headers first
};

}  // namespace r1bench::bench

#endif  // R1BENCH_TOOLS_BENCH_TABLE_H_
