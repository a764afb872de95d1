// experiments/README.md from the reports kept under experiments/results: every question with its
// verdicts, and every claim with links to its rule, to the code of the rule and to the numbers.
//
// The page is made, not written: links that a move or a rename would break are found by the test.
#ifndef R1BENCH_TOOLS_RESULTS_INDEX_H_
#define R1BENCH_TOOLS_RESULTS_INDEX_H_

#include <string>
#include <vector>

#include "reports/report.h"

namespace r1bench::results {

// One experiment that has a kept report.
struct Entry {
  std::string name;    // "r1_zero": its folder under experiments/
  std::string preset;  // "micro_code": run with its micro_code.flags; empty: as it comes
  reports::Report report;
  std::string readme;    // text of its README.md
  std::string findings;  // text of its findings.cc, where its rules stand
};

// Those under `root`/experiments/results, in folders called NAME or NAME-PRESET, in the order of
// kOrder, others after it by name. Throws base::Error if a report has no experiment, or the
// experiment no README.md or findings.cc.
std::vector<Entry> ReadEntries(const std::string& root);

// The whole page. Throws base::Error, naming experiment and claim, if a finding's claim id is not
// in findings.cc or the README has no heading about rules.
std::string IndexMarkdown(const std::vector<Entry>& entries);

// The anchor that a Markdown heading gets: lower case, spaces as hyphens, punctuation dropped.
std::string Anchor(std::string_view heading);

// One sentence for each link of `markdown` (a file in the folder `folder`) whose file is not there,
// whose anchor is no heading of it, or whose line (#L12) it does not have. Links to the web are
// not looked at.
std::vector<std::string> BrokenLinks(const std::string& markdown, const std::string& folder);

// What is kept of a run: report.md as it is, and report.json with at most 40 points a curve and
// without the flags that name folders.
// Writes both to the folder of the experiment and the preset it was run with. Throws base::Error if
// the run is not done, or was made from a tree with uncommitted changes.
void Keep(const std::string& run_folder, const std::string& preset, const std::string& root);

}  // namespace r1bench::results

#endif  // R1BENCH_TOOLS_RESULTS_INDEX_H_
