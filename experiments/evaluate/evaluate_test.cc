#include <gflags/gflags.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/main.h"
#include "base/paths.h"
#include "base/signals.h"
#include "experiments/evaluate/run.h"
#include "experiments/evaluate/text.h"

DECLARE_bool(greedy);
DECLARE_int32(k);
DECLARE_int32(seeds);
DECLARE_double(temperature);
DECLARE_string(completions);
DECLARE_string(suite);
DECLARE_string(template);

namespace r1bench::evaluate {
namespace {

// A fresh folder as the caller's, with three problems and three completions of each.
class EvaluateTest : public testing::Test {
 protected:
  EvaluateTest() {
    const std::filesystem::path temporary(testing::TempDir());
    const char* test = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = (temporary / base::StrCat("evaluate_", test)).lexically_normal();
    std::filesystem::remove_all(folder_);
    base::MakeDirs(folder_);
    setenv("BUILD_WORKING_DIRECTORY", folder_.c_str(), 1);
    std::string problems, completions;
    for (const char* n : {"1", "2", "3"}) {
      problems += base::StrCat(R"({"id": "p)", n, R"(", "problem": "Say )", n, R"(", "answer": ")",
                               n, "\"}\n");
      completions += base::StrCat(R"({"id": "p)", n, R"(", "completions": ["\\boxed{)", n,
                                  R"(}", "\\boxed{1}", "I do not know"]})", "\n");
    }
    base::WriteFileAtomic(folder_ + "/three.jsonl", problems);
    base::WriteFileAtomic(folder_ + "/said.jsonl", completions);
    FLAGS_seeds = 1;
    FLAGS_suite = "three.jsonl";
    FLAGS_completions = "said.jsonl";
    FLAGS_k = 3;
  }
  ~EvaluateTest() override { base::OnFailure(nullptr); }

  std::shared_ptr<experiments::RunFolder> NewRun() const {
    return experiments::RunFolder::Create(folder_ + "/runs", "evaluate", "--k=3\n");
  }
  reports::Report RunIn(std::shared_ptr<experiments::RunFolder> run) const {
    const EvaluateOptions options = OptionsFromFlags();
    return RunEvaluate(options, LoadInputs(options), std::move(run));
  }

  gflags::FlagSaver saver_;
  std::string folder_;
};

double Value(const reports::Report& report, const std::string& name) {
  for (const reports::Metric& metric : report.metrics) {
    if (metric.name == name) return metric.value;
  }
  ADD_FAILURE() << "no metric " << name;
  return -1;
}

std::vector<std::string> SortedLines(const std::string& path) {
  std::istringstream text(base::ReadFile(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_F(EvaluateTest, RelativePathsMeanTheCallersFolderAndStayAbsoluteInTheFlags) {
  const EvaluateOptions options = OptionsFromFlags();
  EXPECT_EQ(options.suites, std::vector<std::string>{folder_ + "/three.jsonl"});
  EXPECT_EQ(options.completions, folder_ + "/said.jsonl");
  EXPECT_EQ(FLAGS_suite, folder_ + "/three.jsonl");  // as config.flags will have it
}

TEST_F(EvaluateTest, SuitesAreSeparatedByCommas) {
  FLAGS_suite = "math_style,three.jsonl,";
  const std::vector<std::string> expected = {"math_style", folder_ + "/three.jsonl"};
  EXPECT_EQ(OptionsFromFlags().suites, expected);
}

TEST_F(EvaluateTest, RefusesFlagsOutOfRange) {
  const auto refused = [](const char* flag, const char* value) {
    gflags::FlagSaver saver;
    gflags::SetCommandLineOption(flag, value);
    EXPECT_THROW(OptionsFromFlags(), base::UsageError) << flag << "=" << value;
  };
  refused("k", "0");
  refused("greedy", "true");  // k is 3
  refused("temperature", "0");
  refused("temperature", "nan");
  refused("top_p", "1.5");
  refused("limit", "-1");
  refused("seeds", "2");
  refused("suite", "no_such_suite");
  refused("suite", ",");
  refused("template", "no_such_template");
  refused("rating_compat", "elo");
  refused("max_attempts", "0");
}

TEST_F(EvaluateTest, TwoSuitesOfOneNameAreRefused) {
  FLAGS_suite = "three.jsonl,three.jsonl";
  EXPECT_THROW(LoadInputs(OptionsFromFlags()), base::UsageError);
}

TEST_F(EvaluateTest, ScoresSavedCompletionsAsTheDefinitionsSay) {
  const reports::Report report = RunIn(NewRun());
  EXPECT_NEAR(Value(report, "pass@1"), (2.0 / 3 + 1.0 / 3 + 1.0 / 3) / 3, 1e-12);
  EXPECT_DOUBLE_EQ(Value(report, "pass@3"), 1.0);
  EXPECT_DOUBLE_EQ(Value(report, "cons@3"), (1 + 0.5 + 0.5) / 3);  // ties count by share
  EXPECT_DOUBLE_EQ(Value(report, "answered"), 2.0 / 3);
  EXPECT_EQ(report.status, reports::RunStatus::kDone);
  EXPECT_NE(Summary(report).find("three (3 problems)"), std::string::npos);
}

// Problems with answers will do: what makes a contest is its fields.
TEST_F(EvaluateTest, ASuiteInContestsIsRatedAndSaysThatTheFieldIsSimulated) {
  std::string problems;
  for (const char* n : {"1", "2", "3"}) {
    problems += base::StrCat(R"({"id": "p)", n, R"(", "problem": "Say )", n, R"(", "answer": ")", n,
                             R"(", "contest": "c)", n[0] == '3' ? 2 : 1,
                             R"(", "rating": 1200, "points": 500})", "\n");
  }
  base::WriteFileAtomic(folder_ + "/three.jsonl", problems);
  const auto run = NewRun();
  const reports::Report report = RunIn(run);
  const double rating = Value(report, "rating (simulated field)");
  EXPECT_GT(rating, Value(report, "rating, one attempt (simulated field)"));
  EXPECT_GT(Value(report, "percentile (simulated field)"), 0);
  EXPECT_GT(Value(report, "rating by difficulty"), 500);
  const std::string note = "simulated field, not comparable with Codeforces";
  EXPECT_EQ(report.notes.at(0), "three: " + note);
  const base::Json json = base::ReadJsonFile(run->File("rating.json"));
  EXPECT_EQ(json["three"]["rating"]["value"], rating);
  EXPECT_EQ(json["three"]["contests"].size(), 2u);
  EXPECT_EQ(json["three, one attempt"]["max_attempts"], 1);
  for (const std::string& text :
       {Summary(report), reports::Markdown(report), reports::Html(report)}) {
    EXPECT_NE(text.find(note), std::string::npos);
  }
  EXPECT_NE(Summary(report).find("rating (simulated field) by part (n)"), std::string::npos);
}

TEST_F(EvaluateTest, ACutRunGoesOnToTheSameSamples) {
  const auto whole = NewRun();
  RunIn(whole);
  const auto cut = NewRun();
  RunIn(cut);
  // As a kill would leave it: two responses logged and committed, half a line behind them.
  const std::string log = base::ReadFile(cut->File("samples.jsonl"));
  const size_t kept = log.find('\n', log.find('\n') + 1) + 1;
  base::WriteFileAtomic(cut->File("samples.jsonl"), log.substr(0, kept + 10));
  base::Json state = cut->state();
  state["samples_bytes"] = kept;
  base::WriteFileAtomic(cut->File("state.json"), state.dump());

  const reports::Report report = RunIn(experiments::RunFolder::Resume(cut->path(), "--k=3\n"));
  EXPECT_EQ(SortedLines(cut->File("samples.jsonl")), SortedLines(whole->File("samples.jsonl")));
  EXPECT_NEAR(Value(report, "pass@1"), 4.0 / 9, 1e-12);
}

TEST_F(EvaluateTest, AStopLeavesAReportAndWhatWasFinished) {
  const auto run = NewRun();
  const char* argv[] = {"evaluate"};
  const base::ProgramInfo info{"evaluate", "test", ""};
  const int status = base::Main(1, const_cast<char**>(argv), info, [&] {
    base::SetStopSignalForTest(15);
    RunIn(run);
    return 0;
  });
  base::SetStopSignalForTest(0);
  EXPECT_EQ(status, 128 + 15);
  const reports::Report report = reports::Read(run->path());
  EXPECT_EQ(report.status, reports::RunStatus::kInterrupted);
  EXPECT_NE(report.status_detail.find("responses are in samples.jsonl"), std::string::npos);
  RunIn(experiments::RunFolder::Resume(run->path(), "--k=3\n"));
  EXPECT_EQ(SortedLines(run->File("samples.jsonl")).size(), 9u);
}

TEST_F(EvaluateTest, ResumesOnlyWithTheInputsItBeganWith) {
  const auto run = NewRun();
  RunIn(run);
  base::WriteFileAtomic(folder_ + "/three.jsonl",
                        R"({"id": "p1", "problem": "Say 1", "answer": "7"})"
                        "\n");
  try {
    RunIn(experiments::RunFolder::Resume(run->path(), "--k=3\n"));
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("suite three"), std::string::npos) << error.what();
  }
}

TEST_F(EvaluateTest, MissingCompletionsAreNamedBeforeAnythingIsWritten) {
  FLAGS_k = 4;
  EXPECT_THROW(LoadInputs(OptionsFromFlags()), base::Error);
  FLAGS_k = 1;
  base::WriteFileAtomic(folder_ + "/said.jsonl", R"({"id": "p1", "completions": ["1"]})"
                                                 "\n");
  try {
    LoadInputs(OptionsFromFlags());
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("\"p2\""), std::string::npos) << error.what();
  }
}

TEST_F(EvaluateTest, ThePlanCountsResponsesAndTokens) {
  EvaluateOptions options = OptionsFromFlags();
  options.params.max_new_tokens = 100;
  EXPECT_NE(PlanText(options).find("three: 3 problems x 3 = 9 responses, at most 900 tokens"),
            std::string::npos)
      << PlanText(options);
}

TEST_F(EvaluateTest, TheListNamesSuitesAndModels) {
  for (const char* name : {"math_style", "aime_style", "codeforces_style", "smollm2"}) {
    EXPECT_NE(ListText().find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace r1bench::evaluate
