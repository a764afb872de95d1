#include "data/micro/request_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "data/micro/request_preference.h"

namespace r1bench::micro {
namespace {

constexpr int kDocuments = 40000;

struct Tally {
  double gold = 0, coverage = 0, declined = 0, n = 0;
};

class RequestCorpusTest : public ::testing::Test {
 protected:
  RequestGrade GradeOf(const RequestDocument& document) const {
    return GradeRequest(document.request,
                        std::span(document.tokens).subspan(document.prompt_tokens));
  }
  std::map<RequestKind, Tally> Tallies(const WriterOptions& writer) const {
    const RequestCorpus corpus(split_.train, 9, writer);
    std::map<RequestKind, Tally> tallies;
    for (uint64_t i = 0; i < kDocuments; ++i) {
      const RequestDocument document = corpus.Document(i);
      const RequestGrade grade = GradeOf(document);
      EXPECT_FALSE(grade.truncated);
      Tally& tally = tallies[KindOf(document.request)];
      tally.gold += grade.gold;
      tally.coverage += grade.coverage;
      tally.declined += grade.declined ? 1 : 0;
      ++tally.n;
    }
    return tallies;
  }

  RequestSplit split_ = SplitRequests(240, 7);
};

TEST_F(RequestCorpusTest, ADocumentIsAFunctionOfSeedAndIndex) {
  const RequestCorpus corpus(split_.train, 1, BaseWriter());
  const RequestCorpus again(split_.train, 1, BaseWriter());
  const RequestCorpus other(split_.train, 2, BaseWriter());
  int differ = 0;
  for (uint64_t i = 0; i < 500; ++i) {
    EXPECT_EQ(corpus.Document(i).tokens, again.Document(i).tokens);
    differ += corpus.Document(i).tokens != other.Document(i).tokens ? 1 : 0;
  }
  EXPECT_GT(differ, 400);
}

TEST_F(RequestCorpusTest, DocumentsFitTheContextAndOnlyTrainRequestsAreUsed) {
  const RequestCorpus corpus(split_.train, 4, BaseWriter());
  for (uint64_t i = 0; i < kDocuments; ++i) {
    const RequestDocument document = corpus.Document(i);
    ASSERT_LE(document.tokens.size(), 48u);
    ASSERT_EQ(std::count(split_.held_out.begin(), split_.held_out.end(), document.request), 0);
    ASSERT_EQ(ParseRequest(std::span(document.tokens).first(document.prompt_tokens)),
              document.request);
  }
}

TEST_F(RequestCorpusTest, BaseWritersArePoorAndCuratedOnesFairButNotPerfect) {
  const auto base = Tallies(BaseWriter()), curated = Tallies(CuratedWriter());
  const auto mean = [](const auto& tallies, RequestKind kind) {
    return tallies.at(kind).gold / tallies.at(kind).n;
  };
  EXPECT_LT(mean(base, RequestKind::kOrdinary), 0.45);
  EXPECT_GT(mean(curated, RequestKind::kOrdinary), mean(base, RequestKind::kOrdinary) + 0.2);
  EXPECT_LT(mean(curated, RequestKind::kOrdinary), 0.80);
  const auto declined = [](const auto& tallies, RequestKind kind) {
    return tallies.at(kind).declined / tallies.at(kind).n;
  };
  EXPECT_NEAR(declined(base, RequestKind::kHarmful), 0.35, 0.03);
  EXPECT_NEAR(declined(base, RequestKind::kLookAlike), 0.10, 0.03);
  EXPECT_NEAR(declined(curated, RequestKind::kHarmful), 0.75, 0.03);
  EXPECT_NEAR(declined(curated, RequestKind::kOrdinary), 0.02, 0.01);
}

TEST_F(RequestCorpusTest, PraiseGoesWithHelpfulResponsesWithoutBeingHelpful) {
  const RequestCorpus corpus(split_.train, 9, CuratedWriter());
  double with = 0, without = 0, n_with = 0, n_without = 0;
  for (uint64_t i = 0; i < kDocuments; ++i) {
    const RequestDocument document = corpus.Document(i);
    if (KindOf(document.request) != RequestKind::kOrdinary) continue;
    const RequestGrade grade = GradeOf(document);
    (grade.praise > 0 ? with : without) += grade.gold;
    (grade.praise > 0 ? n_with : n_without) += 1;
    if (grade.praise == 0 || grade.gold == 0) continue;
    RequestDocument plain = document;
    std::erase(plain.tokens, static_cast<int32_t>(kWordWow));
    ASSERT_GT(GradeOf(plain).gold, grade.gold) << "taking the praise away helps";
  }
  EXPECT_GT(with / n_with, without / n_without + 0.05);
}

TEST_F(RequestCorpusTest, RefusesWhatIsNoProbability) {
  WriterOptions writer = BaseWriter();
  writer.fit = 1.5;
  EXPECT_THROW(RequestCorpus(split_.train, 1, writer), base::Error);
  EXPECT_THROW(RequestCorpus({}, 1, BaseWriter()), base::Error);
}

TEST(RequestPreference, AJudgeWithoutNoiseIsNeverWrong) {
  base::Rng rng(1, "test");
  JudgeOptions judge{.noise = 0, .min_difference = 1};
  RequestGrade good, fair;
  good.gold = 0.9;
  fair.gold = 0.7;
  EXPECT_EQ(Compare(good, fair, judge, rng), Preference::kFirst);
  EXPECT_EQ(Compare(fair, good, judge, rng), Preference::kSecond);
  fair.gold = 0.85;
  EXPECT_EQ(Compare(good, fair, judge, rng), Preference::kTooClose);
  fair.praise = 2;
  judge.praise_bias = 1;
  EXPECT_EQ(Compare(good, fair, judge, rng), Preference::kSecond) << "a biased judge";
}

TEST(RequestPreference, ANoisyJudgeErrsOftenOnCloseCallsAndSeldomOnClearOnes) {
  const JudgeOptions judge;
  base::Rng rng(2, "test");
  const auto error = [&](double better, double worse) {
    RequestGrade a, b;
    a.gold = better;
    b.gold = worse;
    double wrong = 0, kept = 0;
    for (int i = 0; i < 4000; ++i) {
      const Preference preference = Compare(a, b, judge, rng);
      kept += preference != Preference::kTooClose ? 1 : 0;
      wrong += preference == Preference::kSecond ? 1 : 0;
    }
    return wrong / kept;
  };
  EXPECT_LT(error(1.0, 0.1), 0.01);
  const double close = error(0.6, 0.5);
  EXPECT_GT(close, 0.2);
  EXPECT_LT(close, 0.45);
}

TEST(RequestPreference, SafetyLabelsAreWrongAsOftenAsSaid) {
  JudgeOptions judge;
  base::Rng rng(3, "test");
  RequestGrade safe, unsafe;
  unsafe.unsafe = true;
  int wrong = 0;
  for (int i = 0; i < 10000; ++i) {
    wrong += SafetyLabel(safe, judge, rng) ? 0 : 1;
    wrong += SafetyLabel(unsafe, judge, rng) ? 1 : 0;
  }
  EXPECT_NEAR(wrong / 20000.0, 0.05, 0.01);
  judge.label_flip = 0;
  EXPECT_TRUE(SafetyLabel(safe, judge, rng));
  EXPECT_FALSE(SafetyLabel(unsafe, judge, rng));
}

TEST(RequestPreference, RefusesBadOptions) {
  EXPECT_THROW(RequireJudge({.noise = -1}), base::Error);
  EXPECT_THROW(RequireJudge({.judgements = 0}), base::Error);
  EXPECT_THROW(RequireJudge({.min_difference = -1}), base::Error);
  EXPECT_THROW(RequireJudge({.label_flip = 2}), base::Error);
  RequireJudge({});
}

}  // namespace
}  // namespace r1bench::micro
