// The report's own figures, to be set beside measured ones.
//
// A small table of facts is built in: pass@1 and cons@64 on AIME 2024 and MATH-500 of DeepSeek-R1,
// R1-Zero and the distilled models (arXiv 2501.12948 v1, tables 2, 4, 5 and 6). More can be read
// from a JSON file of the report's tables. A benchmark is known by any common spelling: "AIME
// 2024", "aime2024", "MATH-500", "math500".
#ifndef R1BENCH_REPORTS_PAPER_H_
#define R1BENCH_REPORTS_PAPER_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace r1bench::reports {

struct PaperFigure {
  std::string benchmark;  // "AIME 2024"
  std::string metric;     // "pass@1", "cons@64"
  std::string model;      // "DeepSeek-R1"
  double percent = 0;
  std::string source;  // "v1 Table 4"
};

// The built-in table.
const std::vector<PaperFigure>& PaperFigures();

// Every figure in a JSON file of tables: {"tables": {id: {"rows": [...]}}}, where a row is either a
// model with values named BENCHMARK_METRIC, or a benchmark and metric with a value a model; a value
// is {"value": number or null, "source": text}. Rows of other shapes are skipped. Of a figure given
// by several tables the first is kept. Throws base::Error that names the path if it is no such
// file.
std::vector<PaperFigure> ReadPaperTables(const std::string& path);

// The figures of one benchmark and metric, in the order given.
std::vector<PaperFigure> FiguresFor(std::span<const PaperFigure> figures,
                                    std::string_view benchmark, std::string_view metric);

// One line for Metric::reference, "report: DeepSeek-R1 79.8 %, DeepSeek-R1-Zero 71.0 %"; "" if the
// built-in table has nothing for this benchmark and metric.
std::string PaperReference(std::string_view benchmark, std::string_view metric);

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_PAPER_H_
