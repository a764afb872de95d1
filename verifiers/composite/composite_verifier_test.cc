#include "verifiers/composite/composite_verifier.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"
#include "verifiers/format/format_verifier.h"

namespace r1bench::verifiers {
namespace {

// 1 if the response holds the reference answer.
class ContainsVerifier : public Verifier {
 public:
  std::string name() const override { return "contains"; }
  std::string version() const override { return "7"; }
  std::unique_ptr<const PreparedProblem> Prepare(const data::Problem& problem) const override {
    base::Require(problem.has_answer(), "expected an answer");
    auto prepared = std::make_unique<Text>();
    prepared->text = problem.answer;
    return prepared;
  }

 protected:
  struct Text : PreparedProblem {
    std::string text;
  };
  Verdict Judge(const PreparedProblem& problem, std::string_view response) const override {
    Verdict verdict;
    base::Require(response != "boom", "boom");
    const bool found = response.find(static_cast<const Text&>(problem).text) != response.npos;
    verdict.reward = found ? 1 : 0;
    verdict.status = found ? Status::kCorrect : Status::kWrong;
    verdict.details["answer"] = "seen";
    return verdict;
  }
};

CompositeVerifier Make(double format_weight) {
  return CompositeVerifier({{"accuracy", 1, std::make_shared<ContainsVerifier>()},
                            {"format", format_weight, std::make_shared<FormatVerifier>()}});
}

data::Problem Five() {
  data::Problem problem;
  problem.answer = "5";
  return problem;
}

TEST(CompositeVerifier, AddsWeightedPartsAndNamesThem) {
  const CompositeVerifier verifier = Make(0.5);
  const auto prepared = verifier.Prepare(Five());
  const Verdict both = verifier.Verify(*prepared, "<think>a</think><answer>5</answer>");
  EXPECT_DOUBLE_EQ(both.reward, 1.5);
  EXPECT_EQ(both.status, Status::kCorrect);
  EXPECT_EQ(both.details["parts"]["accuracy"]["reward"], 1.0);
  EXPECT_EQ(both.details["parts"]["format"]["weight"], 0.5);
  EXPECT_EQ(both.details["answer"], "seen");
  EXPECT_EQ(both.verifier, "composite(accuracy*1+format*0.5)");
  EXPECT_EQ(both.version, "contains 7, format 1");
  EXPECT_DOUBLE_EQ(verifier.Verify(*prepared, "it is 5").reward, 1.0);
  const Verdict form = verifier.Verify(*prepared, "<think>a</think><answer>6</answer>");
  EXPECT_DOUBLE_EQ(form.reward, 0.5);
  EXPECT_EQ(form.status, Status::kWrong);
}

TEST(CompositeVerifier, AFailedPartIsAnError) {
  const CompositeVerifier verifier = Make(1);
  EXPECT_EQ(verifier.Verify(*verifier.Prepare(Five()), "boom").status, Status::kError);
}

TEST(CompositeVerifier, RefusesBadParts) {
  const auto format = std::make_shared<FormatVerifier>();
  EXPECT_THROW(CompositeVerifier({}), base::Error);
  EXPECT_THROW(CompositeVerifier({{"a", 1, nullptr}}), base::Error);
  EXPECT_THROW(CompositeVerifier({{"a", 1, format}, {"a", 1, format}}), base::Error);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(CompositeVerifier({{"a", nan, format}}), base::Error);
}

}  // namespace
}  // namespace r1bench::verifiers
