#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/rng.h"
#include "data/micro/ops_corpus.h"
#include "data/micro/ops_k_corpus.h"
#include "data/micro/ops_k_task.h"

namespace r1bench::micro {
namespace {

OpsCorpusOptions Mixture(const OpsKTask& task) {
  OpsCorpusOptions options;
  options.max_tokens = task.ContextTokens(9);
  return options;
}

TEST(OpsVocabulary, OfTenNumeralsIsThatOfOpsM) {
  const OpsVocabulary vocabulary;
  EXPECT_EQ(vocabulary.size(), kOpsVocabSize);
  EXPECT_EQ(vocabulary.op(0), kTokenAdd);
  EXPECT_EQ(vocabulary.op(2), kTokenMul);
  EXPECT_EQ(vocabulary.right(), kTokenRight);
  EXPECT_EQ(vocabulary.wrong(), kTokenWrong);
  EXPECT_EQ(vocabulary.question(), kTokenQuestion);
  EXPECT_EQ(vocabulary.answer(), kTokenAnswer);
  EXPECT_EQ(vocabulary.end(), kTokenEnd);
  EXPECT_EQ(vocabulary.pad(), kTokenPad);
  for (int32_t id = -1; id <= kOpsVocabSize; ++id) {
    const std::vector<int32_t> ids = {id};
    EXPECT_EQ(vocabulary.Decode(ids), OpsDecode(ids));
  }
}

TEST(OpsVocabulary, WritesTwoDigitNumeralsAsOneToken) {
  const OpsVocabulary vocabulary(13);
  EXPECT_EQ(vocabulary.size(), 22);
  std::vector<int32_t> all;
  for (int32_t id = 0; id < vocabulary.size(); ++id) all.push_back(id);
  EXPECT_EQ(vocabulary.Encode(vocabulary.Decode(all)), all);
  EXPECT_EQ(vocabulary.Encode(" 12 1 2\n*"), (std::vector<int32_t>{12, 1, 2, 15}));
  EXPECT_THROW(vocabulary.Encode("13"), base::Error);
  EXPECT_THROW(vocabulary.Encode("1+"), base::Error);
  EXPECT_THROW(OpsVocabulary(1), base::Error);
}

TEST(OpsKTask, RefusesOptionsOutOfRange) {
  EXPECT_THROW(OpsKTask({.operands = 2}), base::Error);
  EXPECT_THROW(OpsKTask({.operands = 7}), base::Error);
  EXPECT_THROW(OpsKTask({.modulus = 14}), base::Error);
  EXPECT_THROW(OpsKTask({.modulus = 1}), base::Error);
}

// (((3 + 5) * 2) - 6) = 10 (mod 11).
TEST(OpsKTask, StatesQuestionsOfFourOperands) {
  const OpsKTask task({.operands = 4, .modulus = 11});
  const OpsKPrompt prompt{{3, 5, 2, 6}, 10};
  EXPECT_EQ(task.num_combos(), 27);
  EXPECT_EQ(task.PromptId(prompt), "ops4-11-3.5.2.6-10");
  const std::vector<int32_t> tokens = task.PromptTokens(prompt);
  EXPECT_EQ(task.vocabulary().Decode(tokens), "3 5 2 6 10 ? ");
  EXPECT_EQ(task.ParsePrompt(tokens), prompt);
  EXPECT_THROW(task.ParsePrompt(std::span(tokens).first(5)), base::Error);
  EXPECT_TRUE(task.Solves(prompt, 0 * 9 + 2 * 3 + 1));
  const auto status = [&](const char* text) {
    return GradeAnswer(task, prompt, task.vocabulary().Encode(text)).status;
  };
  EXPECT_EQ(status("+ 8 * 5 - 10 V A + * - E"), OpsStatus::kCorrect);
  EXPECT_EQ(status("A - - - E"), OpsStatus::kWrong);
  EXPECT_EQ(status("A + * E"), OpsStatus::kUnparsable);
  EXPECT_EQ(status("A + * - - E"), OpsStatus::kUnparsable);
  EXPECT_EQ(status("+ 8 E"), OpsStatus::kNoAnswer);
  EXPECT_EQ(status("A + * -"), OpsStatus::kTruncated);
}

TEST(OpsKTask, SolveShareCountsCompletions) {
  for (int operands = 3; operands <= 6; ++operands) {
    const OpsKTask task({.operands = operands, .modulus = 7});
    for (const OpsKPrompt& prompt : SplitOpsK(task, {0, 1}, 20, 0, 3).train) {
      int solutions = 0;
      for (int combo = 0; combo < task.num_combos(); ++combo) {
        solutions += task.Solves(prompt, combo) ? 1 : 0;
        std::vector<int> ops;
        for (int i = 0; i < task.num_ops(); ++i) ops.push_back(ComboOp(combo, task.num_ops(), i));
        ASSERT_EQ(task.SolveShare(prompt, ops), task.Solves(prompt, combo) ? 1 : 0);
      }
      const double share = static_cast<double>(solutions) / task.num_combos();
      ASSERT_DOUBLE_EQ(task.SolveShare(prompt), share);
      double mean = 0;
      for (int op = 0; op < 3; ++op) mean += task.SolveShare(prompt, std::array<int, 1>{op}) / 3;
      ASSERT_NEAR(mean, share, 1e-12);
    }
  }
}

TEST(OpsKTask, SplitGivesWhatTheBandHolds) {
  const OpsKTask task({.operands = 3, .modulus = 7});
  const OpsKSplit split = SplitOpsK(task, {0.09, 0.13}, 100000, 50, 5);
  const OpsTask ops_m(7);
  int64_t in_band = 0;
  for (const OpsPrompt& prompt : ops_m.solvable()) {
    in_band += ops_m.NumSolutions(prompt) == 1 ? 1 : 0;
  }
  EXPECT_EQ(split.held_out.size(), 50u);
  EXPECT_EQ(static_cast<int64_t>(split.train.size()), in_band - 50);
}

TEST(OpsKTask, SplitsDistinctPromptsOfTheBand) {
  for (int operands = 3; operands <= 6; ++operands) {
    const OpsKTask task({.operands = operands, .modulus = 7});
    const OpsKSplit split = SplitOpsK(task, {0.09, 0.13}, 300, 100, 5);
    ASSERT_EQ(split.train.size(), 300u);
    ASSERT_EQ(split.held_out.size(), 100u);
    std::set<std::string> ids;
    for (const auto* part : {&split.train, &split.held_out}) {
      for (const OpsKPrompt& prompt : *part) {
        EXPECT_TRUE(ids.insert(task.PromptId(prompt)).second);
        EXPECT_GE(task.SolveShare(prompt), 0.09);
        EXPECT_LE(task.SolveShare(prompt), 0.13);
      }
    }
    EXPECT_EQ(SplitOpsK(task, {0.09, 0.13}, 10, 100, 5).held_out, split.held_out);
    EXPECT_NE(SplitOpsK(task, {0.09, 0.13}, 10, 100, 6).held_out, split.held_out);
    EXPECT_THROW(SplitOpsK(task, {0.4999, 0.49991}, 10, 0, 5), base::Error);
  }
}

// OPS-K with three operands and ten numerals is OPS-M.
TEST(OpsKTask, OfThreeOperandsIsOpsM) {
  const OpsTask task_m(7);
  const OpsKTask task_k({.operands = 3, .modulus = 7, .numerals = 10});
  base::Rng rng(1, "test");
  for (int i = 0; i < 3000; ++i) {
    const OpsPrompt m = task_m.solvable()[rng.Below(1765)];
    const OpsKPrompt k{{m.a, m.b, m.c}, m.t};
    ASSERT_EQ(task_k.PromptTokens(k), task_m.PromptTokens(m));
    std::vector<int32_t> response =
        SampleResponse(task_k, k, static_cast<OpsMode>(i % 3), Mixture(task_k), rng);
    // Sometimes with an error in it.
    if (i % 2 == 0) response[rng.Below(response.size())] = static_cast<int32_t>(rng.Below(20));
    const OpsAnalysis a = Analyze(task_m, m, response), b = Analyze(task_k, k, response);
    ASSERT_EQ(a.grade.status, b.grade.status);
    ASSERT_EQ(a.mode, b.mode);
    ASSERT_EQ(a.arithmetic_slips, b.arithmetic_slips);
    ASSERT_EQ(a.arithmetic_steps, b.arithmetic_steps);
    ASSERT_EQ(a.judged_right, b.judged_right);
    ASSERT_EQ(a.repeats, b.repeats);
    ASSERT_EQ(a.stray, b.stray);
  }
}

TEST(OpsKCorpus, WritesRightDocumentsInItsShares) {
  for (int operands = 3; operands <= 6; ++operands) {
    const OpsKTask task({.operands = operands, .modulus = 11});
    const OpsKSplit split = SplitOpsK(task, {0.09, 0.13}, 200, 0, 5);
    const OpsKCorpus corpus(task, split.train, 7, Mixture(task));
    std::array<int64_t, kNumModes> drawn{};
    OpsAudit audit;
    constexpr int kDocuments = 10000;
    for (uint64_t i = 0; i < kDocuments; ++i) {
      const OpsKDocument document = corpus.Document(i);
      const auto tokens = std::span(document.tokens);
      const auto prompt_tokens = static_cast<size_t>(task.prompt_tokens());
      ASSERT_EQ(task.ParsePrompt(tokens.first(prompt_tokens)), document.prompt);
      ASSERT_LE(tokens.size(), static_cast<size_t>(task.ContextTokens(9)));
      const OpsAnalysis a = Analyze(task, document.prompt, tokens.subspan(prompt_tokens));
      ASSERT_EQ(a.stray, 0);
      ASSERT_EQ(a.repeats, 0);
      ASSERT_FALSE(a.truncated);
      audit.Add(a);
      ++drawn[static_cast<size_t>(document.mode)];
    }
    EXPECT_EQ(audit.arithmetic_accuracy(), 1.0);
    EXPECT_EQ(audit.check_accuracy(), 1.0);
    EXPECT_TRUE(CheckGate(audit).passed);
    EXPECT_NEAR(drawn[0], 0.78 * kDocuments, 5 * std::sqrt(0.78 * 0.22 * kDocuments));
    EXPECT_NEAR(drawn[2], 0.10 * kDocuments, 5 * std::sqrt(0.1 * 0.9 * kDocuments));
    // A guess solves as often as the band says: operators are not picked with the target in view.
    EXPECT_NEAR(audit.mode_accuracy(OpsMode::kGuess), 0.11, 0.025);
    EXPECT_EQ(corpus.Document(3).tokens, corpus.Document(3).tokens);
  }
}

TEST(OpsKCorpus, BlindFormsPrintNoNumbers) {
  const OpsKTask hidden({.operands = 4, .modulus = 11, .form = OpsForm::kHidden});
  const OpsKTask answer({.operands = 4, .modulus = 11, .form = OpsForm::kAnswerOnly});
  const OpsKSplit split = SplitOpsK(hidden, {0.09, 0.13}, 200, 0, 5);
  const OpsKCorpus hidden_corpus(hidden, split.train, 7, Mixture(hidden));
  const OpsKCorpus answer_corpus(answer, split.train, 7, Mixture(answer));
  OpsAudit audit;
  for (uint64_t i = 0; i < 3000; ++i) {
    const OpsKDocument document = hidden_corpus.Document(i);
    const auto response = std::span(document.tokens).subspan(6);
    for (const int32_t id : response) ASSERT_FALSE(hidden.vocabulary().IsNumeral(id));
    const OpsAnalysis a = Analyze(hidden, document.prompt, response);
    ASSERT_EQ(a.mode, document.mode == OpsMode::kSearch && a.attempts == 1 ? OpsMode::kCheck
                                                                           : document.mode);
    ASSERT_EQ(a.stray, 0);
    ASSERT_EQ(a.judged, a.checks);
    audit.Add(a);
    EXPECT_EQ(answer_corpus.Document(i).tokens.size(), 6u + 5u);
  }
  EXPECT_EQ(audit.check_accuracy(), 1.0);
  EXPECT_EQ(audit.arithmetic_steps(), 0);
  EXPECT_GT(audit.judged(), 500);
}

TEST(OpsKCorpus, RefusesBadOptions) {
  const OpsKTask task({.operands = 4, .modulus = 11});
  const std::vector<OpsKPrompt> prompts = {{{3, 5, 2, 6}, 10}};
  EXPECT_THROW(OpsKCorpus(task, {}, 1, Mixture(task)), base::Error);
  OpsCorpusOptions options = Mixture(task);
  options.max_give_up = 28;
  EXPECT_THROW(OpsKCorpus(task, prompts, 1, options), base::Error);
  options = Mixture(task);
  options.max_tokens = 17;
  EXPECT_THROW(OpsKCorpus(task, prompts, 1, options), base::Error);
}

}  // namespace
}  // namespace r1bench::micro
