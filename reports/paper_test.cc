#include "reports/paper.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "base/testing.h"

namespace r1bench::reports {
namespace {

TEST(PaperTest, KnowsBenchmarksByAnySpelling) {
  for (const char* name : {"AIME 2024", "aime2024", "aime_2024"}) {
    const auto figures = FiguresFor(PaperFigures(), name, "pass@1");
    ASSERT_EQ(figures.size(), 9u) << name;
    EXPECT_EQ(figures[0].model, "DeepSeek-R1");
    EXPECT_EQ(figures[0].percent, 79.8);
  }
  EXPECT_EQ(FiguresFor(PaperFigures(), "math500", "pass@1")[1].percent, 95.9);
  EXPECT_TRUE(FiguresFor(PaperFigures(), "math500", "cons@64").empty());
  EXPECT_TRUE(FiguresFor(PaperFigures(), "gsm8k", "pass@1").empty());
}

TEST(PaperTest, ReferenceIsOneLineOrEmpty) {
  EXPECT_EQ(PaperReference("math500", "pass@1"),
            "report: DeepSeek-R1 97.3 %, DeepSeek-R1-Zero 95.9 %, "
            "DeepSeek-R1-Distill-Qwen-1.5B 83.9 %");
  EXPECT_EQ(PaperReference("aime_style", "pass@1"), "");
}

TEST(ReadPaperTablesTest, ReadsBothShapesAndKeepsTheFirstOfEqualFigures) {
  const base::TempDir folder;
  const std::string path = folder.Write("t.json", R"({"tables": {
    "a": {"rows": [{"model": "M", "values": {"AIME2024_pass@1": {"value": 1.5, "source": "s"},
                                             "AIME2024_cons@64": {"value": null, "source": "s"}}}]},
    "b": {"rows": [{"benchmark": "AIME 2024", "metric": "Pass@1",
                    "values": {"M": {"value": 9}, "N": {"value": 2}}},
                   {"other": 1}, 5]}}})");
  const std::vector<PaperFigure> figures = ReadPaperTables(path);
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0].model, "M");
  EXPECT_EQ(figures[0].percent, 1.5);
  EXPECT_EQ(figures[0].source, "s");
  EXPECT_EQ(figures[1].model, "N");
  EXPECT_EQ(FiguresFor(figures, "aime2024", "pass@1").size(), 2u);
}

TEST(ReadPaperTablesTest, OtherFilesAreErrorsThatNameThem) {
  const base::TempDir folder;
  for (const char* text : {"[]", "{}", "{\"tables\": 3}", "{\"tables\": {\"a\": {}}}", "{"}) {
    const std::string path = folder.Write("t.json", text);
    const std::string message = base::MessageOf([&] { ReadPaperTables(path); });
    EXPECT_TRUE(message.starts_with(path)) << message;
  }
  EXPECT_THROW(ReadPaperTables("/no/such"), base::Error);
}

// The built-in table against the transcribed tables, where these are at hand.
TEST(PaperTest, BuiltInFiguresAgreeWithTheTranscribedTables) {
  const char* const folder = std::getenv("R1_DATA_DIR");
  if (folder == nullptr) GTEST_SKIP() << "needs R1_DATA_DIR";
  const auto read = ReadPaperTables(base::StrCat(folder, "/data/paper_tables.json"));
  for (const PaperFigure& figure : PaperFigures()) {
    bool found = false;
    for (const PaperFigure& other : FiguresFor(read, figure.benchmark, figure.metric)) {
      if (other.model != figure.model) continue;
      EXPECT_EQ(other.percent, figure.percent) << figure.model << " " << figure.benchmark;
      found = true;
    }
    EXPECT_TRUE(found) << figure.model << " " << figure.benchmark << " " << figure.metric;
  }
}

}  // namespace
}  // namespace r1bench::reports
