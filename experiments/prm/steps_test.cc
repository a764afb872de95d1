// Steps and their labels, arms' names, forms and best of N: what needs no model.
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/main.h"
#include "base/rng.h"
#include "experiments/prm/arms.h"
#include "experiments/prm/ops_steps.h"
#include "experiments/prm/rerank.h"
#include "experiments/prm/text_steps.h"

namespace r1bench::prm {
namespace {

// 3 5 2 6 ?: (3 + 5) mod 7 = 1.
const micro::OpsPrompt kPrompt{3, 5, 2, 6};

const micro::OpsTask& Task() {
  static const auto* const task = new micro::OpsTask(7);
  return *task;
}

std::vector<Step> StepsOf(const std::string& response, Cut cut = Cut::kAttempts) {
  return SplitSteps(Task(), kPrompt, micro::OpsEncode(response), cut);
}

TEST(OpsSteps, EndWithAChecksOrBeforeTheAnswer) {
  const auto steps = StepsOf("+ 1 * 2 W - 5 - 3 W + 1 - 6 A + - E");
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].begin, 0);
  EXPECT_EQ(steps[0].end, 5);
  EXPECT_EQ(steps[2].begin, 10);
  EXPECT_EQ(steps[2].end, 14);  // without a check, before `A`
  EXPECT_TRUE(StepsOf("A + - E").empty());
  EXPECT_TRUE(StepsOf("").empty());
  EXPECT_EQ(StepsOf("V V").size(), 2u);            // garbage has steps, too
  EXPECT_EQ(StepsOf("+ 1 * 2 W + 1").size(), 2u);  // cut off
  EXPECT_EQ(StepsOf("+ 1 * 2 W A + * E W W").size(), 1u);
}

TEST(OpsSteps, EachLabelSaysItsOwn) {
  // + 1 * 2: right arithmetic, misses 6. + 1 - 6: 1 - 2 = -1 = 6 mod 7, hits.
  const auto steps = StepsOf("+ 1 * 2 W + 1 - 6 V + 1 * 2 W + 1 * 2 V + 2 - 6 V V");
  ASSERT_EQ(steps.size(), 6u);
  EXPECT_TRUE(steps[0].valid() && !steps[0].hit);
  EXPECT_EQ(steps[0].progress(), 0.2);
  EXPECT_TRUE(steps[1].valid() && steps[1].hit);
  EXPECT_EQ(steps[1].progress(), 1);
  EXPECT_TRUE(steps[2].repeated && !steps[2].valid());
  EXPECT_EQ(steps[2].progress(), 0.2);  // a repeat is no mistake
  EXPECT_FALSE(steps[3].check_true || steps[3].valid());
  EXPECT_EQ(steps[3].progress(), 0);
  EXPECT_TRUE(!steps[4].arithmetic_right && steps[4].hit);  // the operators solve it all the same
  EXPECT_EQ(steps[4].progress(), 0);
  EXPECT_FALSE(steps[5].well_formed);
}

TEST(OpsSteps, CutByOperationsEndWithNumbersAndChecks) {
  // 3 5 2 6 ?: + 1 can still hit (1 - 2 = 6), * 1 (15 mod 7) as well; - 5 cannot.
  const auto steps = StepsOf("+ 1 * 2 W - 5 - 3 W + 1 * 2 W + 1 - 6 A + - E", Cut::kOperations);
  ASSERT_EQ(steps.size(), 11u);
  EXPECT_EQ(steps[0].end, 2);
  EXPECT_EQ(steps[1].end, 4);
  EXPECT_EQ(steps[2].end, 5);
  EXPECT_EQ(steps[10].end, 19);  // before `A`
  EXPECT_TRUE(steps[0].valid() && steps[0].hit);
  EXPECT_TRUE(steps[1].valid() && !steps[1].hit && !steps[2].hit);
  EXPECT_TRUE(steps[3].valid() && !steps[3].hit);
  EXPECT_EQ(steps[3].progress(), 0.2);
  EXPECT_FALSE(steps[6].repeated);
  EXPECT_TRUE(steps[7].repeated && !steps[8].repeated);  // only the second operation can
  EXPECT_TRUE(steps[10].valid() && steps[10].hit);

  const auto broken = StepsOf("+ 1 V + 1 - 6 + 1 W + 2 - 0 W", Cut::kOperations);
  ASSERT_EQ(broken.size(), 9u);
  EXPECT_TRUE(broken[0].valid());
  EXPECT_FALSE(broken[1].well_formed);  // a check of half an attempt
  EXPECT_TRUE(broken[2].valid() && broken[3].valid());
  EXPECT_FALSE(broken[4].well_formed);  // a third operation
  EXPECT_FALSE(broken[5].well_formed);  // its check
  EXPECT_TRUE(broken[6].well_formed && !broken[6].arithmetic_right);
  EXPECT_TRUE(broken[7].arithmetic_right);  // 2 - 2 = 0: right from where it starts
  EXPECT_TRUE(broken[8].check_true);
}

// On random token strings: an attempt is well-formed and valid exactly if its operations are, and
// make up a whole attempt.
TEST(OpsSteps, BothCutsAgreeOnWhatIsValid) {
  base::Rng rng(1, "steps");
  int valid = 0, invalid = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::vector<int32_t> response;
    // Mostly pieces of attempts, so that some are whole.
    for (int piece = 0; piece < 8; ++piece) {
      const micro::OpPair pair = micro::PairAt(static_cast<int>(rng.Below(micro::kNumPairs)));
      const int32_t first = Task().Apply(pair.first, kPrompt.a, kPrompt.b);
      const int32_t second = Task().Apply(pair.second, first, kPrompt.c);
      const auto add = [&](int32_t right) {
        if (rng.UniformDouble() < 0.03) return;
        const bool wrong = rng.UniformDouble() < 0.03;
        response.push_back(wrong ? static_cast<int32_t>(rng.Below(7)) : right);
      };
      add(pair.first);
      add(first);
      add(pair.second);
      add(second);
      add(second == kPrompt.t ? micro::kTokenRight : micro::kTokenWrong);
    }
    const auto attempts = SplitSteps(Task(), kPrompt, response, Cut::kAttempts);
    const auto operations = SplitSteps(Task(), kPrompt, response, Cut::kOperations);
    size_t next = 0;
    for (const Step& attempt : attempts) {
      bool well_formed = true, all = true;
      int count = 0;
      for (; next < operations.size() && operations[next].end <= attempt.end; ++next, ++count) {
        well_formed = well_formed && operations[next].well_formed;
        all = all && operations[next].valid();
      }
      const bool whole = count == 3 || (count == 2 && attempt.end - attempt.begin == 4);
      EXPECT_EQ(attempt.well_formed, well_formed && whole);
      EXPECT_EQ(attempt.valid(), all && whole);
      (attempt.valid() ? valid : invalid) += 1;
    }
    EXPECT_EQ(next, operations.size());
  }
  EXPECT_GT(valid, 1000);
  EXPECT_GT(invalid, 1000);
}

TEST(OpsSteps, TheBlindViewHasNoNumbersAndNoChecks) {
  const auto prompt = Task().PromptTokens(kPrompt);
  const auto response = micro::OpsEncode("+ 1 * 2 W + 1 - 6 V A + - E");
  const auto steps = SplitSteps(Task(), kPrompt, response, Cut::kAttempts);
  const StepView all = ViewSteps(prompt, response, steps, false);
  EXPECT_EQ(all.tokens.size(), prompt.size() + response.size());
  EXPECT_EQ(all.rows, (std::vector<int64_t>{9, 14}));
  const StepView blind = ViewSteps(prompt, response, steps, true);
  EXPECT_EQ(micro::OpsDecode(blind.tokens), micro::OpsDecode(micro::OpsEncode("3526?+*+-A+-E")));
  EXPECT_EQ(blind.rows, (std::vector<int64_t>{6, 8}));
}

// Letters and a newline, one token each.
class CharacterCodec : public model::TextCodec {
 public:
  std::vector<int32_t> EncodePrompt(std::string_view text) const override {
    return {text.begin(), text.end()};
  }
  std::vector<int32_t> EncodeContinuation(std::string_view text) const override {
    return EncodePrompt(text);
  }
  std::string_view TokenBytes(int32_t token) const override {
    static const std::string* const kAll = [] {
      auto* all = new std::string;
      for (int c = 0; c < 128; ++c) *all += static_cast<char>(c);
      return all;
    }();
    return std::string_view(*kAll).substr(token, 1);
  }
};

TEST(TextSteps, AreLinesWithSomethingInThem) {
  const CharacterCodec codec;
  const auto ends = [&](std::string_view text) {
    std::vector<int64_t> out;
    for (const Step& step : SplitLines(codec, codec.EncodePrompt(text))) out.push_back(step.end);
    return out;
  };
  EXPECT_EQ(ends("ab\ncd\n"), (std::vector<int64_t>{3, 6}));
  EXPECT_EQ(ends("ab\n\n\ncd"), (std::vector<int64_t>{3, 7}));  // blank lines go with the next
  EXPECT_EQ(ends("\n \n"), (std::vector<int64_t>{}));
  EXPECT_EQ(ends(""), (std::vector<int64_t>{}));
}

TEST(Arms, AreReadFromTheirNames) {
  const Arm arm = ParseArm("prm_mc-mean-outcome");
  EXPECT_EQ(arm.source, Source::kPrmMc);
  EXPECT_EQ(arm.form, Form::kMean);
  EXPECT_TRUE(arm.with_outcome && !arm.refresh);
  EXPECT_EQ(ParseArm("preference-small").size, "small");
  EXPECT_TRUE(ParseArm("prm_mc-min-refresh").refresh);
  EXPECT_TRUE(ParseArm("outcome-long").longer && ParseArm("preference-small").longer);
  EXPECT_TRUE(ParseArm("valid-sum-long").longer);
  EXPECT_EQ(ParseArms("outcome, random\n valid-sum").size(), 3u);
  EXPECT_STREQ(SourceName(Source::kPrmBlind), "prm_blind");
  EXPECT_TRUE(IsFine(ParseArm("prm_mc_fine-mean").source) && IsFine(Source::kRolloutsFine));
  EXPECT_FALSE(IsFine(Source::kRollouts) || IsLearned(Source::kRolloutsFine));
  for (const char* bad :
       {"", "prm", "valid", "valid-max", "outcome-mean", "random-outcome", "valid-mean-refresh",
        "valid-group-outcome", "orm-mean", "preference-huge", "valid-mean-outcome-outcome",
        "preference-small-long"}) {
    EXPECT_THROW(ParseArm(bad), base::UsageError) << bad;
  }
  EXPECT_THROW(ParseArms("outcome outcome"), base::UsageError);
}

TEST(Forms, CombineScores) {
  const std::vector<double> scores = {0.5, 0.25, 1};
  EXPECT_EQ(Combine(Form::kSum, scores), 1.75);
  EXPECT_EQ(Combine(Form::kMean, scores), 1.75 / 3);
  EXPECT_EQ(Combine(Form::kMin, scores), 0.25);
  EXPECT_EQ(Combine(Form::kLast, scores), 1);
  for (const Form form : {Form::kSum, Form::kMean, Form::kMin, Form::kLast}) {
    EXPECT_EQ(Combine(form, {}), 0);
  }
}

TEST(BestOfN, TakesTheBestOfEveryBlockAndSharesTies) {
  const std::vector<double> scores = {1, 3, 2, 2, 5, 5, 0, 0};
  const std::vector<uint8_t> correct = {0, 1, 1, 0, 1, 0, 0, 0};
  EXPECT_EQ(BestOfN(scores, correct, 4, 1), 3.0 / 8);
  EXPECT_EQ(BestOfN(scores, correct, 4, 2), (1 + 0.5 + 0.5 + 0) / 4);
  EXPECT_EQ(BestOfN(scores, correct, 4, 4), (1 + 0.5) / 2);
  EXPECT_THROW(BestOfN(scores, correct, 4, 5), base::Error);
  EXPECT_EQ(BestOfSizes(16), (std::vector<int>{1, 2, 4, 8, 16}));
}

}  // namespace
}  // namespace r1bench::prm
