#include "reports/report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <regex>

#include "base/error.h"
#include "base/files.h"
#include "base/testing.h"
#include "reports/verdict.h"

namespace r1bench::reports {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr char kHostile[] =
    "</pre></script><script>steal()</script><img src=http://evil onerror=x> '\" -->|``` &lt;";

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Finding AFinding() {
  Finding f;
  f.claim_id = "zero.accuracy";
  f.title = "Outcome reward raises accuracy";
  f.source = "v1 2.2.4";
  f.rule = "above +0.10";
  f.effect = 0.5;
  f.interval = {0.4, 0.6};
  f.seeds = 3;
  f.seed_effects = {0.45, 0.5, 0.55};
  Judge(Criterion::kAbove, 0.1, &f);
  return f;
}

Report FullReport() {
  Report r;
  r.experiment = "r1_zero";
  r.question = "Does it?";
  r.scale = "micro";
  r.status = RunStatus::kDone;
  r.status_detail = "all seeds finished";
  r.notes = {"a note"};
  r.run = base::CollectRunInfo();
  r.flags_text = "--k=4\n";
  r.seeds = {1, 2, 18446744073709551615u};
  r.data = {{"suite", "abc123", "500 problems"}};
  r.metrics = {
      {"base", "greedy accuracy", 0.25, {0.2, 0.3}, 500, "share", ""},
      {"after RL", "greedy accuracy", 0.8, {-kInfinity, kInfinity}, 500, "share", "R1 0.9"}};
  r.findings = {AFinding()};
  r.series = {{"accuracy", "rl", 1, {0, 1}, {0.1, 0.9}}, {"accuracy", "rl", 2, {0, 1}, {0.2, 0.8}}};
  r.samples = {{"p1", "prompt?", "before", "wrong", "after", "correct"}};
  r.signature = "9f3a12c4";
  r.wall_seconds = 61.5;
  return r;
}

// Every string that may come from outside set to `text`.
Report ReportOf(const std::string& text) {
  Report r = FullReport();
  for (std::string* s : {&r.experiment, &r.question, &r.scale, &r.status_detail, &r.notes[0],
                         &r.flags_text, &r.data[0].name, &r.data[0].sha256, &r.data[0].detail,
                         &r.signature, &r.run.git_commit, &r.run.cpu_model}) {
    *s = text;
  }
  Metric& m = r.metrics[0];
  m.group = m.name = m.unit = m.reference = text;
  Finding& f = r.findings[0];
  f.claim_id = f.title = f.source = f.rule = f.detail = f.effect_unit = text;
  r.series[0].name = r.series[0].arm = text;
  r.samples[0] = {text, text, text, text, text, text};
  return r;
}

TEST(ReportTest, SurvivesARoundTripThroughAFile) {
  const base::TempDir folder;
  const Report report = FullReport();
  Write(report, folder.path());
  EXPECT_EQ(ToJson(Read(folder.path())), ToJson(report));
  EXPECT_EQ(ToJson(Read(folder.File("report.json"))), ToJson(report));
  const Report again = Read(folder.path());
  EXPECT_EQ(again.metrics[1].interval.lo, -kInfinity);
  EXPECT_EQ(again.findings[0].reproduced_if.hi, kInfinity);
  EXPECT_EQ(again.seeds[2], 18446744073709551615u);
}

TEST(ReportTest, AnEmptyReportIsValidToo) {
  const base::TempDir folder;
  Report report;
  report.run = base::CollectRunInfo();
  Write(report, folder.path());
  EXPECT_EQ(ToJson(Read(folder.path())), ToJson(report));
}

TEST(ReportTest, UnknownNumbersAreNull) {
  Report report = FullReport();
  report.metrics[0].value = std::nan("");
  report.series[0].y[0] = kInfinity;
  const base::Json json = base::ParseJson(base::JsonText(ToJson(report)), "x");
  EXPECT_TRUE(json["metrics"][0]["value"].is_null());
  EXPECT_TRUE(json["series"][0]["y"][0].is_null());
  EXPECT_TRUE(std::isnan(FromJson(json, "x").metrics[0].value));
}

TEST(ReportTest, EveryKeyOfTheSchemaIsDocumentedAndRequired) {
  const base::Json json = ToJson(FullReport());
  for (const auto& [key, value] : json.items()) {
    base::Json without = json;
    without.erase(key);
    const std::string message = base::MessageOf([&] { FromJson(without, "report.json"); });
    EXPECT_EQ(message, "report.json: expected the key \"" + key + "\", which is missing");
  }
}

TEST(ReportTest, WrongContentNamesItsPlace) {
  base::Json json = ToJson(FullReport());
  json["schema_version"] = 2;
  EXPECT_TRUE(Has(base::MessageOf([&] { FromJson(json, "f"); }), "schema version 1, got 2"));
  json = ToJson(FullReport());
  json["findings"][0]["verdict"] = "proved";
  EXPECT_EQ(base::MessageOf([&] { FromJson(json, "f"); }),
            "f.findings[0].verdict: unknown value \"proved\"");
  json = ToJson(FullReport());
  json["series"][1]["y"].push_back(1);
  EXPECT_TRUE(Has(base::MessageOf([&] { FromJson(json, "f"); }), "f.series[1]"));
  json = ToJson(FullReport());
  json["metrics"][0]["interval"] = 3;
  EXPECT_TRUE(Has(base::MessageOf([&] { FromJson(json, "f"); }), "f.metrics[0].interval"));
  EXPECT_THROW(FromJson(base::Json::array(), "f"), base::Error);
  EXPECT_THROW(Read("/no/such/report.json"), base::Error);
}

TEST(ReportTest, AnUnwritableFolderIsAnErrorThatNamesTheFile) {
  EXPECT_TRUE(Has(base::MessageOf([] { Write(FullReport(), "/no/such"); }), "/no/such/report"));
}

// What remains of the page when scripts and styles of our own are taken out.
std::string WithoutAssets(const std::string& html) {
  std::string rest;
  size_t at = 0;
  while (true) {
    const size_t begin = std::min(html.find("<script", at), html.find("<style", at));
    rest += html.substr(at, begin - at);
    if (begin == std::string::npos) return rest;
    const bool script = html.compare(begin, 7, "<script") == 0;
    at = html.find(script ? "</script>" : "</style>", begin);
    if (at == std::string::npos) return rest + "UNCLOSED";
    at += script ? 9 : 8;
  }
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

TEST(HtmlTest, HostileTextStaysText) {
  const std::string clean = Html(FullReport());
  const std::string html = Html(ReportOf(kHostile));
  EXPECT_EQ(Count(html, "<script"), Count(clean, "<script"));
  EXPECT_EQ(Count(html, "</script"), Count(clean, "</script"));
  EXPECT_FALSE(Has(html, "<img"));
  EXPECT_FALSE(Has(WithoutAssets(html), "steal()</script>"));
  EXPECT_TRUE(Has(html, "&lt;script&gt;steal()&lt;/script&gt;"));
  EXPECT_EQ(Count(html, "<pre>"), Count(html, "</pre>"));
}

TEST(HtmlTest, InvalidUtf8AndControlCharactersAreReplaced) {
  const std::string html = Html(ReportOf(std::string("\xff\xfe\0\x1b[31m", 8)));
  EXPECT_FALSE(Has(html, "\xff"));
  EXPECT_FALSE(Has(html, std::string(1, '\0')));
  EXPECT_FALSE(Has(html, "\x1b"));
  const base::TempDir folder;
  Write(ReportOf("\xff\xc3"), folder.path());
  EXPECT_EQ(Read(folder.path()).question, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(HtmlTest, LoadsNothingFromOutside) {
  const std::string html = Html(FullReport());
  EXPECT_TRUE(Has(html, "default-src 'none'"));
  const std::string rest = WithoutAssets(html);
  EXPECT_FALSE(std::regex_search(rest, std::regex("(src|href|action)=\"?(https?:)?//")));
  EXPECT_FALSE(Has(rest, "<link"));
  EXPECT_FALSE(Has(rest, "<iframe"));
  EXPECT_FALSE(std::regex_search(html.substr(0, 40000), std::regex("@import|url\\(")));
}

TEST(HtmlTest, RefreshesItselfOnlyWhileRunning) {
  Report report = FullReport();
  for (const RunStatus status :
       {RunStatus::kRunning, RunStatus::kDone, RunStatus::kInterrupted, RunStatus::kFailed}) {
    report.status = status;
    const std::string html = Html(report);
    EXPECT_EQ(Has(html, "http-equiv=\"refresh\""), status == RunStatus::kRunning);
    EXPECT_TRUE(Has(html, std::string(">") + StatusName(status) + "</span>"));
  }
}

TEST(HtmlTest, ShowsFindingsMetricsSamplesAndProvenance) {
  const std::string html = Html(FullReport());
  for (const char* part :
       {"Outcome reward raises accuracy", "Rule: above +0.10", "0.400 to 0.600", "+0.500",
        "<b>1</b><span>reproduced</span>", "25.0 %", "R1 0.9", "9f3a12c4", "abc123", "--k=4",
        "Before<span class=\"pill not-reproduced\">wrong", "svg class=\"forest reproduced\"",
        "canvas data-chart=\"0\"", "new Chart("}) {
    EXPECT_TRUE(Has(html, part)) << part;
  }
}

TEST(HtmlTest, HugeResponsesAreCutAndManySamplesLimited) {
  Report report = FullReport();
  report.samples.assign(100, {"id", "p", "short", "wrong", "", ""});
  report.samples[0].before = std::string(10 << 20, 'x');
  const std::string html = Html(report);
  EXPECT_LT(html.size(), size_t{4} << 20);
  EXPECT_TRUE(Has(html, "more bytes; the whole response is in samples.jsonl"));
  EXPECT_TRUE(Has(html, "60 more in report.json"));
}

TEST(MarkdownTest, HasTheSameFindingsAndHostileTextStaysInItsCell) {
  const std::string md = Markdown(FullReport());
  EXPECT_TRUE(Has(md,
                  "| **reproduced** | Outcome reward raises accuracy (zero.accuracy; v1 2.2.4)"
                  " | +0.500 | 0.400 to 0.600 | 3 | above +0.10 |"));
  EXPECT_TRUE(Has(md, "**Status: done**"));
  const std::string hostile = Markdown(ReportOf(kHostile));
  EXPECT_FALSE(Has(hostile.substr(0, hostile.find("Flags that run it again")), "<script>"));
  EXPECT_TRUE(hostile.ends_with("\n````\n"));  // longer than the fence inside
}

}  // namespace
}  // namespace r1bench::reports
