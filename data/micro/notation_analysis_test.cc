#include "data/micro/notation_analysis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace r1bench::micro {
namespace {

// Prompt 3 5 2 2: 3 + 5 = 1 and 1 * 2 = 2, so (+, *) solves it.
NotationAnalysis Of(const std::string& response, Notation asked = Notation::kA) {
  return Analyze(OpsTask(7), NotationPrompt{{3, 5, 2, 2}, asked},
                 kNotationAlphabet.Encode(response));
}

TEST(NotationAnalysis, ReadsAMixedSearch) {
  const NotationAnalysis a = Of("m 5 p 0 w + 1 * 2 V a + * E");
  EXPECT_EQ(a.ops.attempts, 2);
  EXPECT_EQ(a.ops.grade.status, OpsStatus::kCorrect);
  EXPECT_EQ(a.words, 6);
  EXPECT_EQ(a.off_words, 3);
  EXPECT_EQ(a.answer_words, 3);
  EXPECT_EQ(a.off_answer_words, 1);
  EXPECT_EQ(a.consistency, 0.5);
  EXPECT_TRUE(a.mixed_thought());
  EXPECT_TRUE(a.uses_both());
  EXPECT_FALSE(a.format_error);
  EXPECT_EQ(a.judged[0], 1);
  EXPECT_EQ(a.judged[1], 1);
  EXPECT_EQ(a.ops.out_of_order, 1);  // (-, +) is number 3, (+, *) number 2
}

TEST(NotationAnalysis, TellsTheThoughtFromTheAnswer) {
  const NotationAnalysis answer_only = Of("+ 1 * 2 V a + * E");
  EXPECT_FALSE(answer_only.mixed_thought());
  EXPECT_TRUE(answer_only.mixed());
  EXPECT_EQ(answer_only.consistency, 1.0);
  const NotationAnalysis other = Of("p 1 t 2 v a p t E");
  EXPECT_TRUE(other.mixed());
  EXPECT_FALSE(other.uses_both());
  EXPECT_FALSE(Of("p 1 t 2 v a p t E", Notation::kB).mixed());
}

TEST(NotationAnalysis, FormatErrorsAreTokensOutOfPlaceAndMissingAnswers) {
  for (const char* response : {"", "+ 1 * 2", "+ 1 * 2 E", "A + E", "+ + 1 * 2 A + * E",
                               "V + 1 * 2 A + * E", "+ 1 * 2 V V A + * E"}) {
    EXPECT_TRUE(Of(response).format_error) << response;
  }
  EXPECT_FALSE(Of("A + * E").format_error);
  EXPECT_FALSE(Of("+ 3 * 0 V A - - E").format_error);  // wrong in all it says, but well formed
}

TEST(NotationAnalysis, AcceptsAnyTokens) {
  const std::vector<int32_t> garbage = {99, -3, 7, 1 << 30, 21, 7, 7};
  const NotationAnalysis a =
      Analyze(OpsTask(7), NotationPrompt{{3, 5, 2, 2}, Notation::kB}, garbage);
  EXPECT_EQ(a.ops.length, 5);
  EXPECT_EQ(a.words, 1);
  EXPECT_EQ(a.off_words, 1);
  EXPECT_TRUE(a.format_error);
}

TEST(NotationAudit, SumsByThePromptsNotation) {
  NotationAudit audit;
  audit.Add(Of("+ 1 * 2 V A + * E"));                // A, pure, right
  audit.Add(Of("+ 1 * 2 v A + * E"));                // A, one word of three off
  audit.Add(Of("+ 1 * 2 W A - - E", Notation::kB));  // B, wholly off, false check
  EXPECT_EQ(audit.all.count(), 3);
  EXPECT_EQ(audit.asked[0].count(), 2);
  EXPECT_EQ(audit.all.mixed, 2);
  EXPECT_EQ(audit.all.uses_both, 1);
  EXPECT_DOUBLE_EQ(audit.asked[0].mean_consistency(), (1 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(audit.asked[1].mean_consistency(), 0);
  EXPECT_DOUBLE_EQ(audit.all.share_off_words(), 4.0 / 9);
  EXPECT_DOUBLE_EQ(audit.check_accuracy(Notation::kA), 0.5);
  EXPECT_DOUBLE_EQ(audit.check_accuracy(Notation::kB), 1.0);
}

TEST(NotationGate, LooksAtTheChecksOfReliableNotationsOnly) {
  NotationAudit audit;
  for (int i = 0; i < 40; ++i) {
    audit.Add(Of("- 5 + 0 W + 1 * 2 V A + * E"));      // a search that finds it
    audit.Add(Of("- 5 + 0 A - + E"));                  // a guess that misses
    audit.Add(Of("m 5 p 0 v a m p E", Notation::kB));  // a false check in B
  }
  EXPECT_TRUE(CheckNotationGate(audit, {0, 0.25}).passed);
  const GateResult all = CheckNotationGate(audit, {0, 0});
  ASSERT_EQ(all.failures.size(), 1u);
  EXPECT_NE(all.failures[0].find("check"), std::string::npos);
  EXPECT_FALSE(CheckNotationGate(audit, {0.25, 0}).passed);
}

TEST(PredictedMixing, ReweightsTheRatesToTheLengths) {
  MixingByLength base, trained;
  base.responses[1] = 80;
  base.mixed[1] = 8;  // 0.1
  base.responses[2] = 20;
  base.mixed[2] = 10;  // 0.5
  EXPECT_DOUBLE_EQ(PredictedMixing(base, base), 0.18);
  trained.responses[1] = 10;
  trained.responses[2] = 30;
  EXPECT_DOUBLE_EQ(PredictedMixing(base, trained), (0.1 * 10 + 0.5 * 30) / 40);
  // Too few in the base: on from the nearest shorter bin that has enough.
  base.responses[5] = 3;
  base.mixed[5] = 0;
  trained = {};
  trained.responses[5] = 7;
  const double pure = 1 - MixingPerAttempt(base);
  EXPECT_NEAR(PredictedMixing(base, trained), 1 - 0.5 * pure * pure * pure, 1e-12);
  // Shorter than anything known: the overall rate.
  trained = {};
  trained.responses[0] = 1;
  EXPECT_DOUBLE_EQ(PredictedMixing(base, trained), 18.0 / 103);
  EXPECT_EQ(PredictedMixing({}, trained), 0);
  EXPECT_EQ(PredictedMixing(base, {}), 0);
}

// Bins 1 to 4 with shares of 1 - (1 - r)^n.
MixingByLength PerAttempt(double r, int64_t responses) {
  MixingByLength base;
  for (size_t n = 1; n <= 4; ++n) {
    base.responses[n] = responses;
    base.mixed[n] = std::llround(static_cast<double>(responses) * (1 - std::pow(1 - r, n)));
  }
  return base;
}

TEST(PredictedMixing, IsTheTruthBeyondTheBasesLengthsWhereEveryAttemptMixesAlike) {
  for (const double r : {0.0, 0.03, 0.2, 0.6}) {
    const MixingByLength base = PerAttempt(r, 1000000);
    EXPECT_NEAR(MixingPerAttempt(base), r, 1e-5);
    for (size_t n = 5; n < MixingByLength::kBins; ++n) {
      MixingByLength trained;
      trained.responses[n] = 10;
      EXPECT_NEAR(PredictedMixing(base, trained), 1 - std::pow(1 - r, n), 1e-4) << r << " " << n;
    }
  }
}

TEST(PredictedMixing, NeverFallsWithLengthBeyondTheBases) {
  MixingByLength base = PerAttempt(0.1, 50);
  base.mixed[4] = 49;  // far above the curve
  double last = 49.0 / 50;
  for (size_t n = 5; n < MixingByLength::kBins; ++n) {
    MixingByLength trained;
    trained.responses[n] = 1;
    const double predicted = PredictedMixing(base, trained);
    EXPECT_GE(predicted, last);
    EXPECT_LE(predicted, 1);
    last = predicted;
  }
}

TEST(MixingPerAttempt, OfNoneAndOfAll) {
  MixingByLength base;
  EXPECT_NEAR(MixingPerAttempt(base), 0, 1e-12);
  base.responses[2] = 30;
  EXPECT_NEAR(MixingPerAttempt(base), 0, 1e-12);
  base.mixed[2] = 30;
  EXPECT_NEAR(MixingPerAttempt(base), 1, 1e-12);
  EXPECT_NEAR(PredictedMixing(base, base), 1, 1e-12);
}

TEST(MixingByLength, LongResponsesShareTheLastBin) {
  std::string text;
  for (int i = 0; i < 14; ++i) text += "+ 1 * 2 ";
  MixingByLength lengths;
  lengths.Add(Of(text + "a + * E"));
  lengths.Add(Of("A + * E"));
  EXPECT_EQ(lengths.responses[12], 1);
  EXPECT_EQ(lengths.mixed[12], 1);
  EXPECT_EQ(lengths.responses[0], 1);
  EXPECT_EQ(lengths.mixed[0], 0);
}

}  // namespace
}  // namespace r1bench::micro
