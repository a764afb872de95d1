// Suites of programs, from saved completions through the sandbox to the report.
#include <gflags/gflags.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/main.h"
#include "base/testing.h"
#include "experiments/common/graders.h"
#include "experiments/evaluate/run.h"

DECLARE_int32(k);
DECLARE_int32(seeds);
DECLARE_string(completions);
DECLARE_string(suite);

namespace r1bench::evaluate {
namespace {

constexpr char kRight[] = "```python\\nprint(sum(map(int, input().split())))\\n```";
constexpr char kWrong[] = "```cpp\\n#include <cstdio>\\nint main() { puts(\\\"3\\\"); }\\n```";

// Two contests of two problems, two responses to each: one right in either order, but for the last
// problem, which is not solved.
class EvaluateCodeTest : public testing::Test {
 protected:
  void SetUp() override {
    try {
      experiments::MakeGrader(eval::ProblemKind::kProgram);
    } catch (const base::Error& error) {
      GTEST_SKIP() << error.what();
    }
    setenv("BUILD_WORKING_DIRECTORY", folder_.path().c_str(), 1);
    std::string problems, completions;
    for (int n = 0; n < 4; ++n) {
      problems += base::StrCat(R"({"id": "p)", n, R"(", "problem": "Add.", "contest": "c)", n / 2,
                               R"(", "letter": ")", n % 2 == 0 ? "A" : "B",
                               R"(", "rating": 900, "points": 500, "checker": "tokens", "tests": )",
                               R"([{"input": "1 2\n", "output": "3\n"}, )",
                               R"({"input": "4 5\n", "output": "9\n"}]})", "\n");
      const char* const first = n % 2 == 0 ? kRight : kWrong;
      const char* const second = n == 3 ? "I give up." : n % 2 == 0 ? kWrong : kRight;
      completions += base::StrCat(R"({"id": "p)", n, R"(", "completions": [")", first, "\", \"",
                                  second, "\"]}\n");
    }
    folder_.Write("adding.jsonl", problems);
    folder_.Write("said.jsonl", completions);
    FLAGS_seeds = 1;
    FLAGS_suite = "adding.jsonl";
    FLAGS_completions = "said.jsonl";
    FLAGS_k = 2;
  }
  void TearDown() override { base::OnFailure(nullptr); }

  base::TempDir folder_;
  gflags::FlagSaver saver_;
};

double Value(const reports::Report& report, const std::string& name) {
  for (const reports::Metric& metric : report.metrics) {
    if (metric.name == name) return metric.value;
  }
  ADD_FAILURE() << "no metric " << name;
  return -1;
}

TEST_F(EvaluateCodeTest, ProgramsAreRunAndContestsRated) {
  const std::shared_ptr<experiments::RunFolder> run =
      experiments::RunFolder::Create(folder_.File("runs"), "evaluate", "--k=2\n");
  const EvaluateOptions options = OptionsFromFlags();
  Inputs inputs = LoadInputs(options);
  EXPECT_EQ(inputs.exams.at(0).prompt.name(), "code");
  const reports::Report report = RunEvaluate(options, std::move(inputs), run);
  EXPECT_DOUBLE_EQ(Value(report, "pass@1"), 3 * 0.5 / 4);
  EXPECT_DOUBLE_EQ(Value(report, "pass@2"), 0.75);
  EXPECT_DOUBLE_EQ(Value(report, "answered"), 7.0 / 8);
  EXPECT_GT(Value(report, "rating (simulated field)"),
            Value(report, "rating, one attempt (simulated field)"));

  const base::Json rating = base::ReadJsonFile(run->File("rating.json"))["adding"];
  EXPECT_EQ(rating["contests"][0]["solved"], 2);
  EXPECT_EQ(rating["contests"][1]["solved"], 1);
  EXPECT_EQ(rating["notes"][0], "simulated field, not comparable with Codeforces");
  const auto in_sandbox = [](const std::string& note) {
    return note.starts_with("adding: programs ran in ");
  };
  EXPECT_TRUE(std::any_of(report.notes.begin(), report.notes.end(), in_sandbox));
  const std::string samples = base::ReadFile(run->File("samples.jsonl"));
  EXPECT_NE(samples.find("WA on test 2"), std::string::npos) << samples;
}

}  // namespace
}  // namespace r1bench::evaluate
