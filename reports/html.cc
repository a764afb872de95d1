#include "reports/html.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "reports/assets.h"
#include "reports/curves.h"
#include "reports/forest.h"
#include "reports/text.h"

namespace r1bench::reports {
namespace {

using base::StrCat;

constexpr int kRefreshSeconds = 10;

// A page from a file may load nothing from anywhere, whatever a model wrote into it.
constexpr char kPolicy[] =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

int CountOf(const Report& report, FindingOutcome outcome) {
  return static_cast<int>(std::count_if(report.findings.begin(), report.findings.end(),
                                        [&](const Finding& f) { return f.verdict == outcome; }));
}

std::string Tile(const std::string& value, std::string_view label, const char* value_class = "") {
  return StrCat("<div class=\"tile\"><b class=\"", value_class, "\">", EscapeHtml(value),
                "</b><span>", label, "</span></div>\n");
}

std::string VerdictTiles(const Report& report) {
  if (report.findings.empty()) return "";
  std::string html;
  for (const FindingOutcome outcome : {FindingOutcome::kReproduced, FindingOutcome::kNotReproduced,
                                       FindingOutcome::kInconclusive}) {
    const int count = CountOf(report, outcome);
    html += StrCat("<div class=\"tile count ", count == 0 ? "zero" : VerdictClass(outcome),
                   "\"><b>", count, "</b><span>", OutcomeName(outcome), "</span></div>\n");
  }
  return html;
}

std::string FindingRow(const Finding& f) {
  std::string html =
      StrCat("<tr><td><div class=\"claim\">", EscapeHtml(f.title), "</div><small>",
             "<span class=\"claimid\">", EscapeHtml(f.claim_id), "</span> · ", EscapeHtml(f.source),
             "</small><div class=\"rule\">Rule: ", EscapeHtml(f.rule), "</div>");
  if (!f.detail.empty()) html += StrCat("<div class=\"rule\">", EscapeHtml(f.detail), "</div>");
  html += StrCat("</td><td class=\"num\"><span class=\"effect\">",
                 FormatEffect(f.effect, EscapeHtml(f.effect_unit)), "</span></td><td>",
                 f.seeds < 2 ? "–" : FormatInterval(f.interval), ForestSvg(f),
                 "</td><td class=\"num\">", f.seeds, "</td><td><span class=\"pill ",
                 VerdictClass(f.verdict), "\">", OutcomeName(f.verdict), "</span></td></tr>\n");
  return html;
}

base::Json ChartsJson(const std::vector<Chart>& charts) {
  base::Json json = base::Json::array();
  for (const Chart& chart : charts) {
    base::Json curves = base::Json::array();
    for (const Curve& curve : chart.curves) {
      base::Json c = base::Json::object();
      c["arm"] = curve.arm;
      c["seeds"] = curve.seeds;
      c["x"] = curve.x;
      c["mean"] = curve.mean;
      c["lo"] = curve.lo;
      c["hi"] = curve.hi;
      curves.push_back(std::move(c));
    }
    base::Json c = base::Json::object();
    c["curves"] = std::move(curves);
    json.push_back(std::move(c));
  }
  return json;
}

std::string NavHtml(const Report& report) {
  std::string html = "<nav><div>";
  const auto link = [&](bool shown, const char* id, const char* text) {
    if (shown) html += StrCat("<a href=\"#", id, "\">", text, "</a>");
  };
  link(true, "findings", "Findings");
  link(!report.series.empty(), "curves", "Curves");
  link(!report.metrics.empty(), "metrics", "Metrics");
  link(!report.samples.empty(), "samples", "Samples");
  link(true, "provenance", "Provenance");
  return html + "</div></nav>\n";
}

}  // namespace

const char* VerdictClass(FindingOutcome outcome) {
  switch (outcome) {
    case FindingOutcome::kReproduced:
      return "reproduced";
    case FindingOutcome::kNotReproduced:
      return "not-reproduced";
    case FindingOutcome::kInconclusive:
      return "inconclusive";
  }
  return "";
}

std::string HeaderHtml(const Report& report) {
  const std::string status = StatusName(report.status);
  std::string html =
      StrCat("<header><div><div class=\"titleline\"><h1><span class=\"brand\">r1bench / </span>",
             EscapeHtml(report.experiment), "</h1>");
  if (!report.scale.empty()) {
    html += StrCat("<span class=\"pill\">", EscapeHtml(report.scale), " scale</span>");
  }
  html += StrCat("<span class=\"pill ", status, "\">", status, "</span></div>\n",
                 "<p class=\"question\">", EscapeHtml(report.question), "</p>\n",
                 "<div class=\"glance\">", VerdictTiles(report));
  html += Tile(std::to_string(report.seeds.size()), report.seeds.size() == 1 ? "seed" : "seeds");
  if (report.wall_seconds > 0) html += Tile(FormatDuration(report.wall_seconds), "run time");
  html += Tile(report.run.git_commit.substr(0, 10), "commit", "code");
  if (!report.signature.empty()) html += Tile(report.signature, "signature", "code");
  html += "</div>\n";
  if (!report.status_detail.empty()) {
    html += StrCat("<div class=\"note ", status, "\">", EscapeHtml(report.status_detail), "</div>");
  }
  for (const std::string& note : report.notes) {
    html += StrCat("<div class=\"note\">", EscapeHtml(note), "</div>\n");
  }
  return html + "</div></header>\n";
}

std::string FindingsHtml(const Report& report) {
  std::string html =
      "<h2 id=\"findings\">Findings</h2>\n<p>Each verdict follows from the 95 % interval of the "
      "effect over seeds by a rule that was fixed before the run. Shaded: where the whole interval "
      "must lie for &ldquo;reproduced&rdquo;. One seed is always inconclusive.</p>\n";
  if (report.findings.empty()) {
    return html + "<div class=\"card\"><p class=\"empty\">" +
           (report.status == RunStatus::kRunning ? "They are computed as seeds finish."
                                                 : "This run tests no claim.") +
           "</p></div>\n";
  }
  html +=
      "<div class=\"card scroll\"><table><thead><tr><th scope=\"col\">Claim</th>"
      "<th scope=\"col\" class=\"num\">Effect</th><th scope=\"col\">95 % interval</th>"
      "<th scope=\"col\" class=\"num\">Seeds</th><th scope=\"col\">Verdict</th></tr></thead>"
      "<tbody>\n";
  for (const Finding& finding : report.findings) html += FindingRow(finding);
  return html + "</tbody></table></div>\n";
}

std::string ChartsHtml(const Report& report) {
  const std::vector<Chart> charts = ChartsOf(report.series);
  if (charts.empty()) return "";
  std::string html =
      "<h2 id=\"curves\">Curves</h2>\n<p>Thin lines are means over seeds, thick lines their "
      "running "
      "means; bands span the least and the greatest seed.</p>\n<div class=\"charts\">\n";
  for (size_t i = 0; i < charts.size(); ++i) {
    const std::string title = EscapeHtml(charts[i].title);
    html += StrCat("<div class=\"card chart\"><h3>", title, "</h3><p>", EscapeHtml(charts[i].unit),
                   "</p><div><canvas data-chart=\"", i, "\" role=\"img\" aria-label=\"", title,
                   " over steps\"></canvas></div></div>\n");
  }
  html += StrCat("</div>\n<script type=\"application/json\" id=\"charts\">",
                 ScriptJson(ChartsJson(charts)), "</script>\n");
  return html + StrCat("<script>", kChartJs, "</script>\n<script>", kPageJs, "</script>\n");
}

std::string Html(const Report& report) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += StrCat("<meta http-equiv=\"Content-Security-Policy\" content=\"", kPolicy, "\">\n");
  if (report.status == RunStatus::kRunning) {
    html += StrCat("<meta http-equiv=\"refresh\" content=\"", kRefreshSeconds, "\">\n");
  }
  html += StrCat("<title>", EscapeHtml(report.experiment), " · r1bench</title>\n<style>\n",
                 kPageCss, "</style>\n</head>\n<body>\n");
  html += HeaderHtml(report) + NavHtml(report) + "<main>\n" + FindingsHtml(report) +
          ChartsHtml(report) + MetricsHtml(report) + SamplesHtml(report) + ProvenanceHtml(report);
  html += StrCat("<footer>Written by r1bench, report schema ", kSchemaVersion,
                 ". The same content for programs: report.json.</footer>\n");
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace r1bench::reports
