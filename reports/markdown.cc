// report.md: the same content as the page, for terminals and code reviews.
#include <algorithm>

#include "base/error.h"
#include "reports/html.h"
#include "reports/report.h"
#include "reports/text.h"

namespace r1bench::reports {
namespace {

using base::StrCat;

// A fence longer than any run of backticks in the text.
std::string Fenced(std::string_view text) {
  size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<size_t>(3, longest + 1), '`');
  return StrCat(fence, "\n", ValidUtf8(text), text.ends_with('\n') ? "" : "\n", fence, "\n");
}

std::string FindingsMarkdown(const Report& report) {
  if (report.findings.empty()) return "";
  std::string md =
      "## Findings\n\n| verdict | claim | effect | 95 % interval | seeds | rule |\n"
      "|---|---|---|---|---|---|\n";
  for (const Finding& f : report.findings) {
    md += StrCat("| **", OutcomeName(f.verdict), "** | ", EscapeMarkdown(f.title), " (",
                 EscapeMarkdown(f.claim_id), "; ", EscapeMarkdown(f.source), ") | ",
                 FormatEffect(f.effect, EscapeMarkdown(f.effect_unit)), " | ",
                 f.seeds < 2 ? "–" : FormatInterval(f.interval), " | ", f.seeds, " | ",
                 EscapeMarkdown(f.rule), f.detail.empty() ? "" : " — ", EscapeMarkdown(f.detail),
                 " |\n");
  }
  return md + "\n";
}

std::string MetricsMarkdown(const Report& report) {
  if (report.metrics.empty()) return "";
  std::string md = "## Metrics\n\n";
  std::string group;
  for (const Metric& m : report.metrics) {
    if (&m == &report.metrics.front() || m.group != group) {
      group = m.group;
      md +=
          StrCat(&m == &report.metrics.front() ? "" : "\n", "### ", EscapeMarkdown(group),
                 "\n\n| metric | value | 95 % interval | n | published |\n|---|---|---|---|---|\n");
    }
    md += StrCat("| ", EscapeMarkdown(m.name), " | ", FormatValue(m.value, m.unit), " | ",
                 HasInterval(m) ? FormatInterval(m.interval, m.unit) : "–", " | ", m.n, " | ",
                 EscapeMarkdown(m.reference), " |\n");
  }
  return md + "\n";
}

std::string ProvenanceMarkdown(const Report& report) {
  const base::RunInfo& run = report.run;
  std::string md = "## Provenance\n\n";
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) md += StrCat("- ", name, ": ", value, "\n");
  };
  line("signature", EscapeMarkdown(report.signature));
  line("started", EscapeMarkdown(run.started_utc));
  line("run time", FormatDuration(report.wall_seconds));
  line("commit", EscapeMarkdown(run.git_commit));
  line("machine", EscapeMarkdown(StrCat(run.cpu_model, ", ", run.isa, ", ", run.threads, " of ",
                                        run.cores, " cores, ", run.memory_gib, " GiB, ", run.os)));
  line("compiler", EscapeMarkdown(run.compiler));
  for (const DataSource& d : report.data) {
    const std::string hash = d.sha256.empty() ? "" : " sha256 " + d.sha256;
    line("data", EscapeMarkdown(StrCat(d.name, " ", d.detail, hash)));
  }
  return md + "\nFlags that run it again:\n\n" + Fenced(report.flags_text);
}

}  // namespace

std::string Markdown(const Report& report) {
  std::string md =
      StrCat("# ", EscapeMarkdown(report.experiment), "\n\n", EscapeMarkdown(report.question),
             "\n\n**Status: ", StatusName(report.status), "**");
  if (!report.scale.empty()) md += StrCat(", ", EscapeMarkdown(report.scale), " scale");
  md += StrCat(", ", report.seeds.size(), report.seeds.size() == 1 ? " seed" : " seeds", "\n\n");
  if (!report.status_detail.empty()) md += EscapeMarkdown(report.status_detail) + "\n\n";
  for (const std::string& note : report.notes) md += "> " + EscapeMarkdown(note) + "\n\n";
  return md + FindingsMarkdown(report) + MetricsMarkdown(report) + ProvenanceMarkdown(report);
}

}  // namespace r1bench::reports
