// Scores on labelled cases, where the data is at hand (R1_DATA_DIR): $R1_DATA_DIR/cases/math holds
// JSONL files with `gold`, `prediction`, `pred_form` ("bare" or "text"), `expect` and `disputed`.
// The floors are the measured scores; false accepts are the worse error, since a policy learns to
// produce them.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::verifiers {
namespace {

struct Score {
  int positives = 0, negatives = 0, false_accepts = 0, false_rejects = 0;
};

// A reference that cannot be read accepts nothing.
bool Accepted(const MathVerifier& verifier, const data::Problem& problem, const base::Json& row) {
  std::unique_ptr<const PreparedProblem> prepared;
  try {
    prepared = verifier.Prepare(problem);
  } catch (const base::Error&) {
    return false;
  }
  const std::string prediction = row["prediction"].get<std::string>();
  const Verdict verdict = row["pred_form"] == "bare" ? verifier.VerifyAnswer(*prepared, prediction)
                                                     : verifier.Verify(*prepared, prediction);
  EXPECT_NE(verdict.status, Status::kError) << problem.id << ": " << verdict.reason;
  return verdict.reward > 0;
}

Score ScoreOf(const std::string& path, MathPolicy policy = MathPolicy::kReward) {
  const MathVerifier verifier(MathOptions{policy});
  Score score;
  base::ForEachJsonLine(path, [&](const base::Json& row, int /*line*/) {
    if (row["disputed"].get<bool>() || row["expect"].is_null()) return;
    data::Problem problem;
    problem.id = row["id"].get<std::string>();
    problem.answer = row["gold"].get<std::string>();
    const bool expect = row["expect"].get<bool>();
    ++(expect ? score.positives : score.negatives);
    const bool accepted = Accepted(verifier, problem, row);
    if (accepted && !expect) ++score.false_accepts;
    if (!accepted && expect) ++score.false_rejects;
    if (accepted != expect) std::cout << (expect ? "rejected " : "ACCEPTED ") << problem.id << "\n";
  });
  std::cout << path << ": false accepts " << score.false_accepts << " of " << score.negatives
            << ", false rejects " << score.false_rejects << " of " << score.positives << "\n";
  return score;
}

class MathCases : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* root = std::getenv("R1_DATA_DIR");
    if (root == nullptr) GTEST_SKIP() << "R1_DATA_DIR is not set";
    folder_ = std::string(root) + "/cases/math/";
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << folder_ << " is not there";
  }
  std::string folder_;
};

TEST_F(MathCases, ProbesHaveNoError) {
  const Score score = ScoreOf(folder_ + "probes.jsonl");
  EXPECT_EQ(score.false_accepts, 0);
  EXPECT_EQ(score.false_rejects, 0);
}

TEST_F(MathCases, RealisticResponsesHaveNoError) {
  const Score score = ScoreOf(folder_ + "realistic_dev.jsonl");
  EXPECT_EQ(score.false_accepts, 0);
  EXPECT_EQ(score.false_rejects, 0);
}

TEST_F(MathCases, RealModelAnswersHaveNoError) {
  const Score score = ScoreOf(folder_ + "realmodel_dev.jsonl");
  EXPECT_EQ(score.false_accepts, 0);
  EXPECT_EQ(score.false_rejects, 0);
}

TEST_F(MathCases, PathologicalInputsAreBounded) {
  const Score score = ScoreOf(folder_ + "pathological_dev.jsonl");
  EXPECT_EQ(score.false_accepts, 0);
  EXPECT_EQ(score.false_rejects, 0);
}

// Cases of other verifiers. README.md says why each of those that are rejected is.
TEST_F(MathCases, AnchorCasesHaveNoFalseAccept) {
  const Score score = ScoreOf(folder_ + "anchor_cases_dev.jsonl", MathPolicy::kLenient);
  EXPECT_EQ(score.false_accepts, 0);
  EXPECT_LE(score.false_rejects, 10);
}

}  // namespace
}  // namespace r1bench::verifiers
