#include "experiments/common/finding_rules.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace r1bench::experiments {
namespace {

FindingRule Rule() {
  FindingRule rule;
  rule.claim_id = "x.words";
  rule.stages = {"rl"};
  rule.effect = [](const SeedResults& s) { return Get(s, "rl", "off_words"); };
  return rule;
}

SeedResults Seed(const base::Json& metrics) { return {{"rl", metrics}}; }

TEST(ApplyRules, ASeedThatLacksTheMetricIsLeftOutAndNamed) {
  const std::vector<SeedResults> seeds = {Seed({{"off_words", 0.2}}), Seed({{"accuracy", 1}}),
                                          Seed({{"off_words", 0.4}}),
                                          Seed({{"off_words", nullptr}})};
  std::vector<std::string> notes;
  const auto findings = ApplyRules({Rule()}, seeds, {11, 12, 13, 14}, &notes);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].seeds, 2);
  EXPECT_NEAR(findings[0].effect, 0.3, 1e-12);
  EXPECT_EQ(findings[0].seed_effects.size(), 2u);
  EXPECT_EQ(findings[0].detail,
            "Left out: seed 12: stage rl has no metric off_words; seed 14: stage rl has no metric "
            "off_words.");
  EXPECT_TRUE(notes.empty());
}

TEST(ApplyRules, WithoutAnySeedLeftThereIsANoteAndNoFinding) {
  std::vector<std::string> notes;
  const std::vector<SeedResults> seeds = {Seed({{"accuracy", 1}})};
  EXPECT_TRUE(ApplyRules({Rule()}, seeds, {}, &notes).empty());
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0], "No finding x.words: seed 1: stage rl has no metric off_words.");
  EXPECT_TRUE(ApplyRules({Rule()}, seeds).empty());
}

TEST(ApplyRules, AStageThatWasNotRunIsNoNewsAndOtherErrorsAreNotHidden) {
  std::vector<std::string> notes;
  EXPECT_TRUE(ApplyRules({Rule()}, {SeedResults{}}, {}, &notes).empty());
  EXPECT_TRUE(notes.empty());
  FindingRule broken = Rule();
  broken.effect = [](const SeedResults& s) { return Get(s, "no such stage", "off_words"); };
  EXPECT_THROW(ApplyRules({broken}, {Seed({{"off_words", 1}})}), base::Error);
  EXPECT_THROW(ApplyRules({Rule()}, {SeedResults{}}, {1, 2}), base::Error);
}

TEST(ApplyRules, WholeSeedsHaveNoDetail) {
  const auto findings = ApplyRules({Rule()}, {Seed({{"off_words", 0.5}})});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].detail, "");
}

}  // namespace
}  // namespace r1bench::experiments
