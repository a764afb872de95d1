// The lower half of the page: metrics, samples, provenance.
#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "reports/html.h"
#include "reports/text.h"

namespace r1bench::reports {
namespace {

using base::StrCat;

constexpr size_t kMaxSamples = 40;
constexpr size_t kOpenSamples = 3;
constexpr size_t kMaxResponseBytes = 20000;
constexpr size_t kLeadBytes = 160;

// The n of all cells, or -1 if they differ.
int64_t CommonN(const MetricTable& table) {
  int64_t common = 0;
  bool first = true;
  for (const auto& row : table.cells) {
    for (const Metric* cell : row) {
      if (cell == nullptr) continue;
      if (!first && cell->n != common) return -1;
      common = cell->n;
      first = false;
    }
  }
  return common;
}

std::string CellHtml(const Metric* metric, bool show_n) {
  if (metric == nullptr) return "<td class=\"num\"><small>–</small></td>";
  std::string html = StrCat("<td class=\"num\">", FormatValue(metric->value, metric->unit));
  if (HasInterval(*metric)) {
    html += StrCat("<small>", FormatInterval(metric->interval, metric->unit), "</small>");
  }
  if (show_n) html += StrCat("<small>n = ", metric->n, "</small>");
  if (!metric->reference.empty()) {
    html += StrCat("<small>", EscapeHtml(metric->reference), "</small>");
  }
  return html + "</td>";
}

std::string TableHtml(const MetricTable& table) {
  const int64_t common_n = CommonN(table);
  std::string html = StrCat("<div class=\"card scroll", table.groups.size() == 1 ? " single" : "",
                            "\"><table><thead><tr><th scope=\"col\">");
  if (common_n >= 0) html += StrCat("n = ", common_n);
  html += "</th>";
  for (const std::string& group : table.groups) {
    html += StrCat("<th scope=\"col\" class=\"num\">", EscapeHtml(group), "</th>");
  }
  html += "</tr></thead><tbody>\n";
  for (size_t row = 0; row < table.names.size(); ++row) {
    std::string unit;
    for (const Metric* cell : table.cells[row]) {
      if (cell != nullptr && cell->unit != "share" && cell->unit != "count") unit = cell->unit;
    }
    html += StrCat("<tr><th scope=\"row\">", EscapeHtml(table.names[row]));
    if (!unit.empty()) html += StrCat("<small>", EscapeHtml(unit), "</small>");
    html += "</th>";
    for (const Metric* cell : table.cells[row]) html += CellHtml(cell, common_n < 0);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

// "correct" and the like in the colours of verdicts; anything else plain.
std::string StatusPill(const std::string& status) {
  if (status.empty()) return "";
  const char* css = "";
  if (status == "correct") css = "reproduced";
  if (status == "wrong" || status == "incorrect") css = "not-reproduced";
  return StrCat("<span class=\"pill ", css, "\">", EscapeHtml(status), "</span>");
}

std::string ResponseHtml(const char* title, const std::string& text, const std::string& status) {
  return StrCat("<section><h4>", title, StatusPill(status), "</h4><pre>",
                text.empty() ? "(empty)" : EscapeHtml(Shortened(text, kMaxResponseBytes)),
                "</pre></section>");
}

std::string SampleHtml(const SamplePair& s, bool open) {
  const bool single = s.after.empty() && s.after_status.empty();
  std::string lead = s.prompt.substr(0, kLeadBytes);
  std::replace(lead.begin(), lead.end(), '\n', ' ');
  std::string html = StrCat("<details class=\"sample card\"", open ? " open" : "",
                            "><summary><code>", EscapeHtml(s.id), "</code><span class=\"lead\">",
                            EscapeHtml(lead), "</span>", StatusPill(s.before_status));
  if (!single) html += StrCat("<span>→</span>", StatusPill(s.after_status));
  html += StrCat("</summary>\n<div class=\"prompt\"><h4>Prompt</h4><pre>",
                 EscapeHtml(Shortened(s.prompt, kMaxResponseBytes)),
                 "</pre></div><div class=\"pair", single ? " single" : "", "\">",
                 ResponseHtml(single ? "Response" : "Before", s.before, s.before_status));
  if (!single) html += ResponseHtml("After", s.after, s.after_status);
  return html + "</div></details>\n";
}

std::string Fact(std::string_view name, const std::string& value) {
  if (value.empty()) return "";
  return StrCat("<dt>", name, "</dt><dd>", value, "</dd>\n");
}

std::string SeedsText(const std::vector<uint64_t>& seeds) {
  std::string text;
  for (const uint64_t seed : seeds) text += StrCat(text.empty() ? "" : ", ", seed);
  return text;
}

}  // namespace

bool HasInterval(const Metric& metric) {
  const base::Interval& i = metric.interval;
  return std::isfinite(i.lo) && std::isfinite(i.hi) && (i.lo != 0 || i.hi != 0);
}

std::vector<MetricTable> MetricTables(const std::vector<Metric>& metrics) {
  std::vector<std::string> groups;
  for (const Metric& m : metrics) {
    if (std::find(groups.begin(), groups.end(), m.group) == groups.end()) groups.push_back(m.group);
  }
  std::vector<MetricTable> tables;
  for (const std::string& group : groups) {
    std::vector<std::string> names;
    for (const Metric& m : metrics) {
      const bool is_new = std::find(names.begin(), names.end(), m.name) == names.end();
      if (m.group == group && is_new) names.push_back(m.name);
    }
    // Join the first table that has at least half of these rows.
    const auto fits = [&](const MetricTable& table) {
      const auto known = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
        return std::find(table.names.begin(), table.names.end(), name) != table.names.end();
      });
      return 2 * static_cast<size_t>(known) >= names.size();
    };
    auto table = std::find_if(tables.begin(), tables.end(), fits);
    if (table == tables.end()) table = tables.insert(tables.end(), MetricTable{});
    table->groups.push_back(group);
    for (const std::string& name : names) {
      if (std::find(table->names.begin(), table->names.end(), name) == table->names.end()) {
        table->names.push_back(name);
      }
    }
  }
  for (MetricTable& table : tables) {
    for (const std::string& name : table.names) {
      std::vector<const Metric*>& row = table.cells.emplace_back();
      for (const std::string& group : table.groups) {
        const auto cell = std::find_if(metrics.begin(), metrics.end(), [&](const Metric& m) {
          return m.group == group && m.name == name;
        });
        row.push_back(cell == metrics.end() ? nullptr : &*cell);
      }
    }
  }
  return tables;
}

std::string MetricsHtml(const Report& report) {
  if (report.metrics.empty()) return "";
  std::string html =
      "<h2 id=\"metrics\">Metrics</h2>\n<p>Values with 95 % intervals; n counts what the interval "
      "rests on.</p>\n<div class=\"tables\">\n";
  for (const MetricTable& table : MetricTables(report.metrics)) html += TableHtml(table);
  return html + "</div>\n";
}

std::string SamplesHtml(const Report& report) {
  if (report.samples.empty()) return "";
  std::string html =
      "<h2 id=\"samples\">Sample responses</h2>\n<p>The same prompts, answered before and after. "
      "All responses: samples.jsonl in this folder.</p>\n";
  for (size_t i = 0; i < std::min(report.samples.size(), kMaxSamples); ++i) {
    html += SampleHtml(report.samples[i], i < kOpenSamples);
  }
  if (report.samples.size() > kMaxSamples) {
    html += StrCat("<p class=\"empty\">", report.samples.size() - kMaxSamples,
                   " more in report.json.</p>\n");
  }
  return html;
}

std::string ProvenanceHtml(const Report& report) {
  const base::RunInfo& run = report.run;
  std::string html =
      "<h2 id=\"provenance\">Provenance</h2>\n<p>What it takes to get the same numbers again.</p>\n"
      "<div class=\"split\"><div class=\"card\"><h3>The run</h3><dl class=\"facts\">\n";
  html += Fact("Status", EscapeHtml(StatusName(report.status)));
  if (!report.signature.empty()) {
    html += Fact("Signature", StrCat("<code>", EscapeHtml(report.signature), "</code>"));
  }
  html += Fact("Seeds", SeedsText(report.seeds));
  html += Fact("Started", EscapeHtml(run.started_utc));
  html += Fact("Run time", FormatDuration(report.wall_seconds));
  html += Fact("Commit", StrCat("<code>", EscapeHtml(run.git_commit), "</code>"));
  html += Fact("Compiler", EscapeHtml(run.compiler));
  html += Fact("Processor", EscapeHtml(StrCat(run.cpu_model, ", ", run.isa)));
  html += Fact("Threads", StrCat(run.threads, " of ", run.cores, " cores"));
  html += Fact("Memory", StrCat(run.memory_gib, " GiB"));
  html += Fact("System", EscapeHtml(run.os));
  for (const DataSource& data : report.data) {
    html += Fact(EscapeHtml(data.name),
                 StrCat(EscapeHtml(data.detail), data.detail.empty() ? "" : "<br>",
                        "<code title=\"SHA-256\">", EscapeHtml(data.sha256), "</code>"));
  }
  html += "</dl></div>\n<div class=\"card\"><h3>Run it again</h3>";
  html += StrCat("<pre>./bazelw run //experiments/", EscapeHtml(report.experiment),
                 " -- \\\n    --flagfile=THIS_FOLDER/config.flags</pre>");
  html +=
      StrCat("<h3>config.flags</h3><pre>", EscapeHtml(report.flags_text), "</pre></div></div>\n");
  return html;
}

}  // namespace r1bench::reports
