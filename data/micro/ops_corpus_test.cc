#include "data/micro/ops_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>

#include "base/error.h"
#include "data/micro/ops_analysis.h"

namespace r1bench::micro {
namespace {

constexpr int kDocuments = 40000;

// |count - n p| within 5 standard deviations of the binomial distribution.
void ExpectBinomial(int64_t count, int64_t n, double p, const std::string& what) {
  const double sd = std::sqrt(static_cast<double>(n) * p * (1 - p));
  EXPECT_NEAR(static_cast<double>(count), static_cast<double>(n) * p, 5 * sd + 1e-9) << what;
}

std::span<const int32_t> Response(const OpsDocument& document) {
  return std::span(document.tokens).subspan(kPromptTokens);
}

class OpsCorpusTest : public ::testing::Test {
 protected:
  OpsTask task_{7};
  OpsSplit split_ = SplitPrompts(task_, 256, 7);
};

TEST_F(OpsCorpusTest, SameSeedSameCorpusAndAnyStart) {
  const OpsCorpus corpus(task_, split_.train, 11);
  const OpsCorpus again(task_, split_.train, 11);
  const OpsCorpus other(task_, split_.train, 12);
  int differ = 0;
  for (uint64_t i = 0; i < 500; ++i) {
    EXPECT_EQ(corpus.Document(i).tokens, again.Document(i).tokens);
    differ += corpus.Document(i).tokens != other.Document(i).tokens ? 1 : 0;
  }
  EXPECT_GT(differ, 400);
  const std::vector<OpsDocument> block = corpus.Documents(123, 5);
  ASSERT_EQ(block.size(), 5u);
  for (uint64_t i = 0; i < 5; ++i) EXPECT_EQ(block[i].tokens, corpus.Document(123 + i).tokens);
}

TEST_F(OpsCorpusTest, UsesOnlyItsPromptsAndCoversThem) {
  const OpsCorpus corpus(task_, split_.train, 3);
  std::set<std::string> train, seen;
  for (const OpsPrompt& prompt : split_.train) train.insert(task_.PromptId(prompt));
  for (const OpsDocument& document : corpus.Documents(0, kDocuments)) {
    ASSERT_EQ(task_.ParsePrompt(std::span(document.tokens).first(kPromptTokens)), document.prompt);
    seen.insert(task_.PromptId(document.prompt));
  }
  EXPECT_EQ(seen, train);
}

TEST_F(OpsCorpusTest, BehavioursHaveTheirSharesAndEveryTokenIsRight) {
  const OpsCorpus corpus(task_, split_.train, 5);
  std::array<int64_t, kNumModes> drawn{};
  OpsAudit audit;
  for (const OpsDocument& document : corpus.Documents(0, kDocuments)) {
    ASSERT_LE(document.tokens.size(), 64u);
    const OpsAnalysis analysis = Analyze(task_, document.prompt, Response(document));
    ASSERT_EQ(analysis.stray, 0);
    ASSERT_EQ(analysis.repeats, 0);
    ASSERT_FALSE(analysis.truncated);
    ASSERT_EQ(analysis.judged, analysis.checks);
    audit.Add(analysis);
    ++drawn[static_cast<size_t>(document.mode)];
  }
  ExpectBinomial(drawn[0], kDocuments, 0.78, "guess");
  ExpectBinomial(drawn[1], kDocuments, 0.12, "check");
  ExpectBinomial(drawn[2], kDocuments, 0.10, "search");
  EXPECT_EQ(audit.arithmetic_accuracy(), 1.0);
  EXPECT_EQ(audit.check_accuracy(), 1.0);
  EXPECT_TRUE(CheckGate(audit).passed);
}

TEST_F(OpsCorpusTest, TheAnswerRepeatsTheLastAttempt) {
  const OpsCorpus corpus(task_, split_.train, 5);
  for (const OpsDocument& document : corpus.Documents(0, 5000)) {
    const std::span<const int32_t> response = Response(document);
    const size_t n = response.size();
    const size_t last = n - 4 - (document.mode == OpsMode::kGuess ? 0 : 1) - 4;
    EXPECT_EQ(response[n - 3], response[last]);
    EXPECT_EQ(response[n - 2], response[last + 2]);
  }
}

// "None better than random search": the first attempt is uniform over the nine pairs whatever the
// target is, so it solves as often as the prompt's share of solutions; and a search that is
// allowed k attempts succeeds as often as k draws without replacement do.
TEST_F(OpsCorpusTest, NoBehaviourBeatsRandomSearch) {
  const OpsCorpus corpus(task_, split_.train, 9);
  std::array<int64_t, kNumPairs> first{};
  double expected_first = 0, variance_first = 0, expected_search = 0, variance_search = 0;
  int64_t first_right = 0, search_right = 0;
  for (const OpsDocument& document : corpus.Documents(0, kDocuments)) {
    const std::span<const int32_t> response = Response(document);
    const OpPair pair{response[0], response[2]};
    ++first[static_cast<size_t>(PairIndex(pair))];
    const int s = task_.NumSolutions(document.prompt);
    const double p = s / 9.0;
    expected_first += p;
    variance_first += p * (1 - p);
    first_right += task_.Solves(document.prompt, pair) ? 1 : 0;
    if (document.mode != OpsMode::kSearch) continue;
    double found = 0;  // mean over k = 2..9 of 1 - C(9-s, k) / C(9, k)
    for (int k = 2; k <= 9; ++k) {
      double miss = 1;
      for (int i = 0; i < k; ++i) miss *= std::max(0, 9 - s - i) / (9.0 - i);
      found += (1 - miss) / 8;
    }
    expected_search += found;
    variance_search += found * (1 - found);
    search_right += GradeAnswer(task_, document.prompt, response).reward > 0 ? 1 : 0;
  }
  for (const int64_t count : first) ExpectBinomial(count, kDocuments, 1.0 / 9, "first attempt");
  EXPECT_NEAR(static_cast<double>(first_right), expected_first, 5 * std::sqrt(variance_first));
  EXPECT_NEAR(static_cast<double>(search_right), expected_search, 5 * std::sqrt(variance_search));
}

TEST_F(OpsCorpusTest, SearchStopsAtTheFirstSuccessAndWithinItsLimit) {
  OpsCorpusOptions options{.share_guess = 0, .share_check = 0, .share_search = 1};
  options.min_give_up = 3;
  options.max_give_up = 4;
  const OpsCorpus corpus(task_, split_.train, 2, options);
  int gave_up_at[2] = {0, 0};
  for (const OpsDocument& document : corpus.Documents(0, 5000)) {
    const std::span<const int32_t> response = Response(document);
    const auto rights = std::count(response.begin(), response.end(), kTokenRight);
    const auto wrongs = std::count(response.begin(), response.end(), kTokenWrong);
    ASSERT_LE(rights + wrongs, 4);
    ASSERT_LE(rights, 1);
    if (rights == 1) {
      EXPECT_EQ(response[response.size() - 5], kTokenRight);
    } else {
      ASSERT_GE(wrongs, 3);
      ++gave_up_at[wrongs - 3];
    }
  }
  EXPECT_GT(gave_up_at[0], 100);
  EXPECT_GT(gave_up_at[1], 100);
}

TEST_F(OpsCorpusTest, DocumentsRespectTheTokenCap) {
  OpsCorpusOptions options{.share_guess = 0, .share_check = 0, .share_search = 1};
  options.max_tokens = 24;  // 5 + 3 * 5 + 4
  const OpsCorpus corpus(task_, split_.train, 2, options);
  size_t longest = 0;
  for (const OpsDocument& document : corpus.Documents(0, 2000)) {
    longest = std::max(longest, document.tokens.size());
  }
  EXPECT_EQ(longest, 24u);
}

TEST_F(OpsCorpusTest, RefusesBadOptions) {
  auto make = [this](const OpsCorpusOptions& options) {
    OpsCorpus corpus(task_, split_.train, 1, options);
  };
  EXPECT_THROW(make({.share_guess = 0.5, .share_check = 0.1, .share_search = 0.1}), base::Error);
  EXPECT_THROW(make({.share_guess = 1.1, .share_check = -0.1, .share_search = 0}), base::Error);
  EXPECT_THROW(make({.min_give_up = 0}), base::Error);
  EXPECT_THROW(make({.min_give_up = 5, .max_give_up = 4}), base::Error);
  EXPECT_THROW(make({.max_give_up = 10}), base::Error);
  EXPECT_THROW(make({.max_tokens = 13}), base::Error);
  EXPECT_THROW(OpsCorpus(task_, {}, 1), base::Error);
}

}  // namespace
}  // namespace r1bench::micro
