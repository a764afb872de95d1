#include "verifiers/verifier.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/error.h"
#include "base/parallel.h"

namespace r1bench::verifiers {
namespace {

struct Length : PreparedProblem {
  size_t wanted = 0;
};

// Correct when the response has as many bytes as the problem's answer; throws on "boom".
class LengthVerifier : public Verifier {
 public:
  std::string name() const override { return "length"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override {
    base::Require(problem.has_answer(), "problem ", problem.id, ": expected an answer");
    auto prepared = std::make_unique<Length>();
    prepared->wanted = problem.answer.size();
    return prepared;
  }

 protected:
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override {
    if (response == "boom") throw std::runtime_error("inside");
    const bool right = response.size() == static_cast<const Length&>(problem).wanted;
    Verdict verdict;
    verdict.reward = right ? 1 : 0;
    verdict.status = right ? Status::kCorrect : Status::kWrong;
    return verdict;
  }
};

data::Problem WithAnswer(const std::string& answer) {
  data::Problem problem;
  problem.id = "p";
  problem.answer = answer;
  return problem;
}

TEST(Verifier, AnswersInOrderForAnyNumberOfThreads) {
  const LengthVerifier verifier;
  const auto prepared = verifier.Prepare(WithAnswer("abc"));
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) texts.push_back(std::string(static_cast<size_t>(i % 7), 'x'));
  const std::vector<std::string_view> responses(texts.begin(), texts.end());
  for (const int threads : {1, 2, 4}) {
    base::SetNumThreads(threads);
    const std::vector<Verdict> verdicts = verifier.VerifyBatch(*prepared, responses);
    ASSERT_EQ(verdicts.size(), 500u);
    for (size_t i = 0; i < verdicts.size(); ++i) {
      EXPECT_EQ(verdicts[i].reward, i % 7 == 3 ? 1.0 : 0.0);
      EXPECT_EQ(verdicts[i].verifier, "length");
      EXPECT_EQ(verdicts[i].version, "1");
    }
  }
  base::SetNumThreads(0);
}

TEST(Verifier, AnExceptionInsideIsAVerdictAndTouchesNoNeighbour) {
  const LengthVerifier verifier;
  const auto prepared = verifier.Prepare(WithAnswer("abc"));
  const std::vector<std::string_view> responses = {"xyz", "boom", "xyz"};
  const std::vector<Verdict> verdicts = verifier.VerifyBatch(*prepared, responses);
  EXPECT_EQ(verdicts[0].status, Status::kCorrect);
  EXPECT_EQ(verdicts[1].status, Status::kError);
  EXPECT_EQ(verdicts[1].reward, 0);
  EXPECT_NE(verdicts[1].reason.find("inside"), std::string::npos);
  EXPECT_EQ(verdicts[2].status, Status::kCorrect);
}

TEST(Verifier, RefusesAProblemItCannotGrade) {
  const LengthVerifier verifier;
  EXPECT_THROW(verifier.Prepare(WithAnswer("")), base::Error);
  EXPECT_TRUE(verifier.VerifyJobs({}).empty());
  const std::vector<VerifyJob> null_job = {{nullptr, "x"}};
  EXPECT_THROW(verifier.VerifyJobs(null_job), base::Error);
}

}  // namespace
}  // namespace r1bench::verifiers
