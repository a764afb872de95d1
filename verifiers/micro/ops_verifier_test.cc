#include "verifiers/micro/ops_verifier.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace r1bench::verifiers {
namespace {

// (3 + 5) * 2 = 16 = 2 mod 7.
data::Problem ThreeFiveTwo() {
  data::Problem problem;
  problem.id = "demo";
  problem.problem = "3 5 2 2 ?";
  return problem;
}

TEST(OpsVerifier, OnlyTheAnswerCounts) {
  const OpsVerifier verifier(7);
  const auto prepared = verifier.Prepare(ThreeFiveTwo());
  EXPECT_EQ(verifier.Verify(*prepared, "+ 1 * 2 V A + * ").reward, 1.0);
  EXPECT_EQ(verifier.Verify(*prepared, "A + * E ").reward, 1.0);
  EXPECT_EQ(verifier.Verify(*prepared, "+ 1 * 2 V A + + ").reward, 0.0);
  EXPECT_EQ(verifier.Verify(*prepared, "A + * ").details["canonical"], "+ * ");
}

TEST(OpsVerifier, GivesAVerdictOnAnyBytes) {
  const OpsVerifier verifier(7);
  const auto prepared = verifier.Prepare(ThreeFiveTwo());
  EXPECT_EQ(verifier.Verify(*prepared, "").status, Status::kNoAnswer);
  EXPECT_EQ(verifier.Verify(*prepared, "A").status, Status::kUnparsable);
  EXPECT_EQ(verifier.Verify(*prepared, "A + \xff").status, Status::kUnparsable);
  EXPECT_EQ(verifier.Verify(*prepared, std::string(1 << 20, '+')).reward, 0.0);
}

TEST(OpsVerifier, RefusesAPromptThatIsNone) {
  data::Problem problem = ThreeFiveTwo();
  problem.problem = "3 5 2 ?";
  EXPECT_THROW(OpsVerifier(7).Prepare(problem), base::Error);
}

}  // namespace
}  // namespace r1bench::verifiers
