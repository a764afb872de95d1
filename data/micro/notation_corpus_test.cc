#include "data/micro/notation_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"
#include "data/micro/notation_analysis.h"

namespace r1bench::micro {
namespace {

constexpr int kDocuments = 40000;

// |count - n p| within 5 standard deviations of the binomial distribution.
void ExpectBinomial(int64_t count, int64_t n, double p, const std::string& what) {
  const double sd = std::sqrt(static_cast<double>(n) * p * (1 - p));
  EXPECT_NEAR(static_cast<double>(count), static_cast<double>(n) * p, 5 * sd + 1e-9) << what;
}

std::span<const int32_t> Response(const NotationDocument& document) {
  return std::span(document.tokens).subspan(kPromptTokens);
}

class NotationCorpusTest : public ::testing::Test {
 protected:
  NotationCorpus Corpus(std::string_view mixture, uint64_t seed = 5,
                        const OpsCorpusOptions& options = {}) const {
    return NotationCorpus(task_, split_.train, seed, options, MixtureByName(mixture));
  }

  OpsTask task_{7};
  OpsSplit split_ = SplitPrompts(task_, 256, 7);
};

TEST_F(NotationCorpusTest, SameSeedSameDocuments) {
  const NotationCorpus corpus = Corpus("unreliable_b"), again = Corpus("unreliable_b");
  const NotationCorpus other = Corpus("unreliable_b", 6);
  int differ = 0;
  for (uint64_t i = 0; i < 500; ++i) {
    EXPECT_EQ(corpus.Document(i).tokens, again.Document(i).tokens);
    differ += corpus.Document(i).tokens != other.Document(i).tokens ? 1 : 0;
  }
  EXPECT_GT(differ, 400);
}

TEST_F(NotationCorpusTest, BehavioursAndPromptsHaveTheirSharesAndArithmeticIsRight) {
  const NotationCorpus corpus = Corpus("symmetric");
  std::array<int64_t, kNumModes> drawn{};
  int64_t in_b = 0;
  NotationAudit audit;
  for (uint64_t i = 0; i < kDocuments; ++i) {
    const NotationDocument document = corpus.Document(i);
    ASSERT_LE(document.tokens.size(), 64u);
    ASSERT_EQ(ParseNotationPrompt(task_, std::span(document.tokens).first(kPromptTokens)),
              document.prompt);
    const NotationAnalysis analysis = Analyze(task_, document.prompt, Response(document));
    ASSERT_FALSE(analysis.format_error);
    ASSERT_EQ(analysis.ops.repeats, 0);
    audit.Add(analysis);
    ++drawn[static_cast<size_t>(document.mode)];
    in_b += document.prompt.notation == Notation::kB ? 1 : 0;
  }
  ExpectBinomial(drawn[0], kDocuments, 0.78, "guess");
  ExpectBinomial(drawn[1], kDocuments, 0.12, "check");
  ExpectBinomial(in_b, kDocuments, 0.5, "asked in B");
  EXPECT_EQ(audit.all.ops.arithmetic_accuracy(), 1.0);
  EXPECT_EQ(audit.all.ops.check_accuracy(), 1.0);
  EXPECT_TRUE(CheckNotationGate(audit, {0, 0}).passed);
}

// Of a guess everything is known: two words, perhaps a turn, three words.
TEST_F(NotationCorpusTest, GuessesMixAsOftenAsTheMixtureSays) {
  const NotationMixture m = MixtureByName("symmetric");
  const double keep2 = std::pow(1 - m.flip, 2), keep3 = std::pow(1 - m.flip, 3);
  const double off2 = std::pow(m.flip, 2), off3 = std::pow(m.flip, 3);
  const double after_right = (1 - m.leave_off) * keep3 + m.leave_off * off3;
  const double after_off = m.come_back * keep3 + (1 - m.come_back) * off3;
  const double pure = (1 - m.start_off) * keep2 * after_right + m.start_off * off2 * after_off;
  const double first_off = (1 - m.start_off) * m.flip + m.start_off * (1 - m.flip);

  const NotationCorpus corpus =
      Corpus("symmetric", 3, {.share_guess = 1, .share_check = 0, .share_search = 0});
  int64_t mixed = 0, off = 0;
  for (uint64_t i = 0; i < kDocuments; ++i) {
    const NotationDocument document = corpus.Document(i);
    mixed += Analyze(task_, document.prompt, Response(document)).mixed() ? 1 : 0;
    off += NotationOf(Response(document)[0]) != document.prompt.notation ? 1 : 0;
  }
  ExpectBinomial(mixed, kDocuments, 1 - pure, "mixed guesses");
  ExpectBinomial(off, kDocuments, first_off, "first word off");
}

TEST_F(NotationCorpusTest, ChecksAreWrongWhereTheMixtureSaysAndTheAuthorActsOnThem) {
  for (const auto& [name, bad] :
       {std::pair("unreliable_b", Notation::kB), std::pair("unreliable_a", Notation::kA)}) {
    const NotationCorpus corpus =
        Corpus(name, 9, {.share_guess = 0, .share_check = 0, .share_search = 1});
    NotationAudit audit;
    for (uint64_t i = 0; i < 10000; ++i) {
      const NotationDocument document = corpus.Document(i);
      const std::vector<int32_t> response = ToOps(Response(document));
      audit.Add(Analyze(task_, document.prompt, Response(document)));
      // `V` ends the search, right or wrong; nothing else does before the limit.
      const auto rights = std::count(response.begin(), response.end(), kTokenRight);
      ASSERT_LE(rights, 1);
      if (rights == 1) {
        ASSERT_EQ(response[response.size() - 5], kTokenRight);
      }
    }
    EXPECT_EQ(audit.check_accuracy(Other(bad)), 1.0) << name;
    const int64_t judged = audit.judged[Index(bad)];
    ExpectBinomial(judged - audit.judged_right[Index(bad)], judged, 0.25, name);
    // So the search is the better one in the other notation.
    EXPECT_GT(audit.asked[Index(Other(bad))].ops.accuracy(),
              audit.asked[Index(bad)].ops.accuracy() + 0.1);
  }
}

TEST_F(NotationCorpusTest, TheNotationsOfTheSymmetricMixtureDifferInNothing) {
  const NotationCorpus corpus = Corpus("symmetric", 4);
  NotationAudit audit;
  for (uint64_t i = 0; i < kDocuments; ++i) {
    const NotationDocument document = corpus.Document(i);
    audit.Add(Analyze(task_, document.prompt, Response(document)));
  }
  const NotationTotals &a = audit.asked[0], &b = audit.asked[1];
  // Five standard deviations of a difference of two shares of 20,000 documents are below 0.025.
  EXPECT_NEAR(a.Share(a.mixed), b.Share(b.mixed), 0.025);
  EXPECT_NEAR(a.ops.accuracy(), b.ops.accuracy(), 0.025);
  EXPECT_NEAR(a.mean_consistency(), b.mean_consistency(), 0.025);
  EXPECT_GT(audit.all.Share(audit.all.mixed), 0.15);
  EXPECT_LT(audit.all.Share(audit.all.mixed), 0.27);
}

TEST_F(NotationCorpusTest, RefusesBadOptions) {
  EXPECT_THROW(MixtureByName("english"), base::Error);
  const auto make = [this](const OpsTask& task, const NotationMixture& mixture) {
    NotationCorpus(task, split_.train, 1, {}, mixture);
  };
  EXPECT_THROW(make(task_, {.flip = 1.5}), base::Error);
  EXPECT_THROW(make(task_, {.wrong_checks = {0, -0.1}}), base::Error);
  EXPECT_THROW(make(OpsTask(8), {}), base::Error);
  for (const std::string& name : MixtureNames()) EXPECT_NO_THROW(MixtureByName(name));
}

}  // namespace
}  // namespace r1bench::micro
