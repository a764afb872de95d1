// Reference solutions of public data sets, which have to pass, and programs that must not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/jsonl.h"
#include "base/runfiles.h"
#include "verifiers/code/code_judge.h"

namespace r1bench::verifiers {
namespace {

struct Case {
  std::string id;
  CodeProblem problem;
  CodeLanguage language = CodeLanguage::kPython;
  std::string source = {};
};

class DataSetsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    try {
      judge_ = std::make_unique<CodeJudge>(JudgeOptions{.workers = 2});
    } catch (const base::Error& error) {
      refusal_ = error.what();
    }
  }
  static void TearDownTestSuite() { judge_.reset(); }
  void SetUp() override {
    if (judge_ == nullptr) GTEST_SKIP() << refusal_;
    const char* const root = std::getenv("R1_DATA_DIR");
    if (root == nullptr || *root == '\0') GTEST_SKIP() << "R1_DATA_DIR is not set";
    root_ = root;
  }

  std::vector<base::Json> Rows(const std::string& file) const {
    std::vector<base::Json> rows;
    base::ForEachJsonLine(base::JoinPath(root_, "data/" + file),
                          [&](const base::Json& row, int) { rows.push_back(row); });
    return rows;
  }

  // Judges all, on as many threads as there are workers.
  static std::vector<CodeResult> Judge(const std::vector<Case>& cases) {
    std::vector<CodeResult> results(cases.size());
    std::mutex mutex;
    size_t next = 0;
    const auto work = [&] {
      while (true) {
        std::unique_lock lock(mutex);
        const size_t i = next++;
        if (i >= cases.size()) return;
        lock.unlock();
        results[i] = judge_->Judge(cases[i].problem, {cases[i].language, cases[i].source});
      }
    };
    std::thread other(work);
    work();
    other.join();
    return results;
  }

  static void ExpectAll(const std::vector<Case>& cases, bool accepted) {
    const std::vector<CodeResult> results = Judge(cases);
    for (size_t i = 0; i < cases.size(); ++i) {
      EXPECT_EQ(results[i].verdict == CodeVerdict::kAccepted, accepted)
          << cases[i].id << ": " << CodeVerdictName(results[i].verdict) << " "
          << results[i].message;
      EXPECT_NE(results[i].verdict, CodeVerdict::kInternalError) << cases[i].id;
    }
  }

  static inline std::unique_ptr<CodeJudge> judge_;
  static inline std::string refusal_;
  std::string root_;
};

std::string Text(const base::Json& row, const char* key) {
  return base::JsonGet<std::string>(row, key, "the data set");
}

Case HumanEvalCase(const base::Json& row, const std::string& answer) {
  Case one{.id = Text(row, "id"), .problem = {.mode = CodeMode::kHumanEval}, .source = answer};
  one.problem.prompt = Text(row, "problem");
  one.problem.entry_point = Text(row, "entry_point");
  one.problem.check = Text(row, "test");
  return one;
}

TEST_F(DataSetsTest, HumanEvalAcceptsItsReferences) {
  std::vector<Case> cases;
  for (const base::Json& row : Rows("humaneval.jsonl")) {
    cases.push_back(HumanEvalCase(row, Text(row, "answer")));
  }
  EXPECT_EQ(cases.size(), 164u);
  ExpectAll(cases, true);
}

TEST_F(DataSetsTest, HumanEvalRejectsFunctionsThatReturnNothing) {
  std::vector<Case> cases;
  for (const base::Json& row : Rows("humaneval.jsonl")) {
    cases.push_back(HumanEvalCase(row, "    return None\n"));
  }
  ExpectAll(cases, false);
}

TEST_F(DataSetsTest, HumanEvalXAcceptsItsReferencesInCpp) {
  const bool boost = std::filesystem::exists("/usr/include/boost/any.hpp");
  std::vector<Case> cases;
  for (const base::Json& row : Rows("humaneval_x_cpp_dev.jsonl")) {
    Case one{.id = Text(row, "id"), .problem = {}, .language = CodeLanguage::kCpp};
    one.source = Text(row, "problem") + Text(row, "answer") + Text(row, "test");
    one.problem.tests = {{"", ""}};
    if (one.source.find("boost/") != one.source.npos && !boost) continue;
    if (one.source.find("openssl/") != one.source.npos) {
      if (!std::filesystem::exists("/usr/include/openssl/md5.h")) continue;
      one.problem.limits.compiler.push_back("-l:libcrypto.a");
    }
    cases.push_back(std::move(one));
  }
  EXPECT_GE(cases.size(), 89u);
  ExpectAll(cases, true);
}

Case LibraryCheckerCase(const base::Json& row, const std::string& source) {
  Case one{.id = Text(row, "id"), .problem = {}, .language = CodeLanguage::kCpp};
  one.problem = ParseCodeProblem({{"tests", row["tests"]}}, {}, one.id);
  one.problem.limits.run.cpu_ms =
      static_cast<int64_t>(1e3 * base::JsonGet<double>(row, "time_limit_s", one.id));
  one.source = source;
  return one;
}

TEST_F(DataSetsTest, LibraryCheckerAcceptsOurSolutions) {
  std::vector<Case> cases;
  for (const base::Json& row : Rows("library_checker_stdio_dev.jsonl")) {
    const std::string path = base::FindRunfile("verifiers/code/testdata/library_checker/" +
                                               base::BaseName(Text(row, "id")) + ".cc");
    if (!path.empty()) cases.push_back(LibraryCheckerCase(row, base::ReadFile(path)));
  }
  EXPECT_EQ(cases.size(), 14u);
  ExpectAll(cases, true);
}

TEST_F(DataSetsTest, LibraryCheckerRejectsTheSolutionOfAnother) {
  const std::string other = base::ReadFile(
      base::Runfile("verifiers/code/testdata/library_checker/lyndon_factorization.cc"));
  std::vector<Case> cases;
  for (const base::Json& row : Rows("library_checker_stdio_dev.jsonl")) {
    if (!Text(row, "id").ends_with("/lyndon_factorization")) {
      cases.push_back(LibraryCheckerCase(row, other));
    }
  }
  ExpectAll(cases, false);
}

}  // namespace
}  // namespace r1bench::verifiers
