#include "data/micro/notation.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/error.h"

namespace r1bench::micro {
namespace {

std::vector<int32_t> Encode(const std::string& text) { return kNotationAlphabet.Encode(text); }

TEST(Notation, EveryOpsTokenOfOps7ExistsInBothNotationsAndComesBack) {
  std::set<int32_t> used;
  for (int32_t ops = 0; ops < kOpsVocabSize; ++ops) {
    if (ops >= kNotationMaxModulus && ops < kMaxModulus) {
      EXPECT_THROW(FromOps(ops, Notation::kA), base::Error);
      continue;
    }
    for (const Notation notation : {Notation::kA, Notation::kB}) {
      const int32_t id = FromOps(ops, notation);
      used.insert(id);
      EXPECT_EQ(ToOps(id), ops);
      const bool word = IsOperator(ops) || IsCheck(ops) || ops == kTokenAnswer;
      EXPECT_EQ(NotationOf(id).has_value(), word);
      if (word) {
        EXPECT_EQ(NotationOf(id), notation);
      }
    }
  }
  EXPECT_EQ(used.size(), static_cast<size_t>(kNotationVocabSize));
  EXPECT_EQ(ToOps(-1), -1);
  EXPECT_EQ(ToOps(kNotationVocabSize), -1);
  EXPECT_EQ(NotationOf(1 << 20), std::nullopt);
}

TEST(Notation, TextOfBothNotationsMeansTheSame) {
  const std::string ops = "- 5 + 0 W + 1 * 2 V A + * E ";
  EXPECT_EQ(OpsDecode(ToOps(Encode(ops))), ops);
  EXPECT_EQ(OpsDecode(ToOps(Encode("m 5 p 0 w p 1 t 2 v a p t E"))), ops);
  EXPECT_EQ(OpsDecode(ToOps(Encode("m 5 + 0 w + 1 t 2 V a p * E"))), ops);
}

TEST(Notation, PromptsRoundTripAndDifferInOneToken) {
  const OpsTask task(7);
  for (const NotationPrompt& prompt : InBothNotations(task.solvable())) {
    const std::vector<int32_t> tokens = PromptTokens(task, prompt);
    ASSERT_EQ(tokens.size(), static_cast<size_t>(kPromptTokens));
    ASSERT_EQ(ParseNotationPrompt(task, tokens), prompt);
  }
  const std::vector<int32_t> in_b = PromptTokens(task, {{3, 5, 2, 6}, Notation::kB});
  EXPECT_EQ(kNotationAlphabet.Decode(in_b), "3 5 2 6 q ");
  EXPECT_EQ(PromptId(task, {{3, 5, 2, 6}, Notation::kB}), "ops7-3526-B");
  EXPECT_THROW(ParseNotationPrompt(task, Encode("3 5 2 q")), base::Error);
  EXPECT_THROW(ParseNotationPrompt(task, Encode("3 5 2 6 +")), base::Error);
}

TEST(NotationConsistency, IsTheShareOfTheTargetsWordsBeforeTheAnswer) {
  const auto share = [](const char* text) {
    return NotationConsistency(Notation::kA, Encode(text));
  };
  EXPECT_EQ(share("+ 1 * 2 V A + * E"), 1.0);
  EXPECT_EQ(share("p 1 t 2 v A + * E"), 0.0);
  EXPECT_EQ(share("+ 1 t 2 A + * E"), 0.5);
  EXPECT_EQ(share("+ 1 * 2 v a p t E"), 2.0 / 3);  // the answer is not looked at
  EXPECT_EQ(share("a p t E + + +"), 0.0);          // nor what follows; no words: 0
  EXPECT_EQ(share("1 2 3"), 0.0);
  EXPECT_EQ(share(""), 0.0);
  EXPECT_EQ(share("+ 1 * 2 V"), 1.0);  // cut off
  EXPECT_EQ(NotationConsistency(Notation::kB, Encode("+ 1 t 2 v a p t E")), 2.0 / 3);
  const std::vector<int32_t> garbage = {-7, 99, 7, 1 << 30};
  EXPECT_EQ(NotationConsistency(Notation::kA, garbage), 1.0);
}

TEST(NotationAlphabet, TextAndTokensAreOneToOne) {
  for (int32_t id = 0; id < kNotationVocabSize; ++id) {
    EXPECT_EQ(kNotationAlphabet.Id(kNotationAlphabet.Char(id)), id);
  }
  EXPECT_EQ(kNotationAlphabet.Id('E'), kNotationEnd);
  EXPECT_EQ(kNotationAlphabet.Id('_'), kNotationPad);
  EXPECT_EQ(kNotationAlphabet.Id('7'), -1);
  EXPECT_EQ(kNotationAlphabet.Decode(std::vector<int32_t>{0, 12, -5, 21}), "0 t <-5> E ");
  EXPECT_THROW(Encode("7"), base::Error);
  EXPECT_THROW(kNotationAlphabet.Char(23), base::Error);
}

}  // namespace
}  // namespace r1bench::micro
