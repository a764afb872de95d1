#include "tools/results/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/runfiles.h"

namespace r1bench::results {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

Entry OneFinding() {
  Entry entry;
  entry.name = "toy";
  entry.report.experiment = "toy";
  entry.report.question = "Does it work?";
  entry.report.scale = "micro";
  entry.report.seeds = {1, 2};
  entry.report.signature = "0123abcd";
  reports::Finding finding;
  finding.claim_id = "toy.works";
  finding.title = "It works";
  finding.verdict = reports::FindingOutcome::kNotReproduced;
  finding.seeds = 2;
  entry.report.findings = {finding};
  entry.readme = "# toy\n\n## Findings: rules, fixed before the run\n";
  entry.findings = "// one\n{\"toy.works\", ...},\n";
  return entry;
}

TEST(IndexMarkdown, ARowLeadsToRuleCodeAndNumbers) {
  const std::string page = IndexMarkdown({OneFinding()});
  EXPECT_THAT(page, HasSubstr("toy/README.md#findings-rules-fixed-before-the-run"));
  EXPECT_THAT(page, HasSubstr("toy/findings.cc#L2"));
  EXPECT_THAT(page, HasSubstr("results/toy/report.md#findings"));
  EXPECT_THAT(page, HasSubstr("1 not reproduced"));
}

TEST(IndexMarkdown, APresetHasItsOwnCommandAndNumbers) {
  Entry entry = OneFinding();
  entry.preset = "hard";
  const std::string page = IndexMarkdown({entry});
  EXPECT_THAT(page, HasSubstr("`./bazelw run //experiments/toy -- --flagfile=hard.flags`"));
  EXPECT_THAT(page, HasSubstr("results/toy-hard/report.md#findings"));
  EXPECT_THAT(page, HasSubstr("toy/findings.cc#L2"));
}

TEST(IndexMarkdown, RefusesAClaimWithoutARuleAndAReadmeWithoutRules) {
  Entry entry = OneFinding();
  entry.findings = "";
  EXPECT_THROW(IndexMarkdown({entry}), base::Error);
  entry = OneFinding();
  entry.readme = "# toy\n";
  EXPECT_THROW(IndexMarkdown({entry}), base::Error);
}

TEST(BrokenLinks, FindsMissingFilesHeadingsAndLines) {
  const std::string folder = base::JoinPath(testing::TempDir(), "links");
  base::MakeDirs(folder);
  base::WriteFileAtomic(folder + "/a.md", "# A Heading, with dots.\ntext\n");
  EXPECT_THAT(BrokenLinks("[x](a.md) [x](a.md#a-heading-with-dots) [x](a.md#L2)", folder),
              IsEmpty());
  EXPECT_EQ(BrokenLinks("[x](b.md) [x](a.md#other) [x](a.md#L3)", folder).size(), 3u);
}

TEST(Keep, RefusesARunThatIsNotDone) {
  const std::string folder = base::JoinPath(testing::TempDir(), "run");
  base::MakeDirs(folder);
  reports::Report report = OneFinding().report;
  reports::Write(report, folder);
  EXPECT_THROW(Keep(folder, "", testing::TempDir()), base::Error);
  report.status = reports::RunStatus::kDone;
  report.run.git_commit = "0123-dirty";
  reports::Write(report, folder);
  EXPECT_THROW(Keep(folder, "", testing::TempDir()), base::Error);
}

TEST(Keep, ThinsCurvesToTheLastPointAndForgetsFolders) {
  const std::string folder = base::JoinPath(testing::TempDir(), "long_run");
  base::MakeDirs(folder);
  reports::Report report = OneFinding().report;
  report.status = reports::RunStatus::kDone;
  reports::Series series{"accuracy", "rl", 1, {}, {}};
  for (int i = 0; i < 1000; ++i) {
    series.x.push_back(i);
    series.y.push_back(2.0 * i);
  }
  report.series = {series};
  report.run.flags = {{"steps", "100"}, {"runs_dir", "somewhere"}};
  reports::Write(report, folder);
  Keep(folder, "", testing::TempDir());
  const reports::Report kept =
      reports::Read(base::JoinPath(testing::TempDir(), "experiments/results/toy"));
  ASSERT_EQ(kept.series.at(0).x.size(), 40u);
  EXPECT_EQ(kept.series[0].x.back(), 999);
  EXPECT_EQ(kept.series[0].y.back(), 1998);
  EXPECT_EQ(kept.run.flags, base::Json({{"steps", "100"}}));
}

TEST(Keep, APresetsReportStandsBesideTheDefaults) {
  const std::string root = base::JoinPath(testing::TempDir(), "presets");
  const std::string run = base::JoinPath(root, "run");
  base::MakeDirs(run);
  reports::Report report = OneFinding().report;
  report.status = reports::RunStatus::kDone;
  report.run.flags = base::Json::object();
  reports::Write(report, run);
  base::MakeDirs(root + "/experiments/toy");
  base::WriteFileAtomic(root + "/experiments/toy/README.md", "# toy\n\n## Rules\n");
  base::WriteFileAtomic(root + "/experiments/toy/findings.cc", "\"toy.works\"\n");
  Keep(run, "hard", root);
  Keep(run, "", root);
  const std::vector<Entry> entries = ReadEntries(root);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].preset, "");
  EXPECT_EQ(entries[1].name, "toy");
  EXPECT_EQ(entries[1].preset, "hard");
}

// The page in the project is the one that its reports give, and none of its links is broken.
TEST(Project, TheIndexIsUpToDateAndItsLinksLeadSomewhere) {
  const std::string page = base::Runfile("experiments/README.md");
  const std::string experiments = base::DirName(page);
  const std::string text = base::ReadFile(page);
  EXPECT_EQ(text, IndexMarkdown(ReadEntries(base::DirName(experiments))))
      << "run ./bazelw run //tools/results";
  EXPECT_THAT(BrokenLinks(text, experiments), IsEmpty());
}

}  // namespace
}  // namespace r1bench::results
