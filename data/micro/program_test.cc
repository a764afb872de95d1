#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/micro/program_corpus.h"
#include "data/micro/program_task.h"

namespace r1bench::micro {
namespace {

const Program kExample = {ProgramKind::kRising, 3, 16};

std::vector<int> Values(const Program& program) {
  std::vector<int> values;
  for (const int x : kShownInputs) values.push_back(Value(program, x));
  for (const int x : kHiddenInputs) values.push_back(Value(program, x));
  return values;
}

TEST(ProgramTask, ValuesAreThoseOfTheWrittenForm) {
  EXPECT_EQ(Value(kExample, 5), 31);
  EXPECT_EQ(Value({ProgramKind::kRisingLess, 7, 3}, 4), 25);
  EXPECT_EQ(Value({ProgramKind::kFalling, 4, 30}, 7), 2);
  EXPECT_EQ(Value({ProgramKind::kSquare, 2, 9}, 10), 209);
  EXPECT_EQ(Value({ProgramKind::kSquareLess, 3, 12}, 1), -9);
  EXPECT_EQ(Value({ProgramKind::kRest, 4, 50}, 7), 53);
}

TEST(ProgramTask, FormsAreTheShortest) {
  EXPECT_EQ(Source(kExample), "3*x+16");
  EXPECT_EQ(Source({ProgramKind::kRising, 1, 0}), "x");
  EXPECT_EQ(Source({ProgramKind::kRisingLess, 1, 2}), "x-2");
  EXPECT_EQ(Source({ProgramKind::kFalling, 1, 20}), "20-x");
  EXPECT_EQ(Source({ProgramKind::kSquare, 1, 4}), "x*x+4");
  EXPECT_EQ(Source({ProgramKind::kSquareLess, 2, 8}), "2*x*x-8");
  EXPECT_EQ(Source({ProgramKind::kRest, 3, 0}), "x%3");
}

TEST(ProgramTask, PromptsShowThreeValuesAndDecideTheFunction) {
  const std::vector<Program> programs = AllPrograms();
  EXPECT_GT(programs.size(), 1500u);
  std::set<std::string> ids;
  for (const Program& program : programs) {
    ASSERT_TRUE(ids.insert(ProgramId(program)).second) << Source(program);
    const std::vector<int32_t> prompt = ProgramPrompt(program);
    ASSERT_EQ(prompt.size(), static_cast<size_t>(kProgramPromptTokens));
    for (size_t i = 0; i < kShownInputs.size(); ++i) {
      ASSERT_EQ(10 * prompt[2 * i] + prompt[2 * i + 1], Value(program, kShownInputs[i]));
    }
  }
  EXPECT_EQ(kProgramAlphabet.Decode(ProgramPrompt(kExample)), "2 2 2 5 3 1 ? ");
  EXPECT_EQ(ProgramId(kExample), "program-222531");
}

// What the shown values leave open would be luck, not skill.
TEST(ProgramTask, DifferentFunctionsDifferInTheirShownValues) {
  std::map<std::string, std::vector<int>> by_prompt;
  for (const Program& program : AllPrograms()) {
    const auto [at, is_new] = by_prompt.try_emplace(ProgramId(program), Values(program));
    EXPECT_TRUE(is_new) << Source(program);
  }
}

TEST(ProgramTask, TheSourceOfAResponseEndsAtItsEnd) {
  EXPECT_EQ(ProgramSource(kProgramAlphabet.Encode("3*x+16E7?")), "3*x+16");
  EXPECT_EQ(ProgramSource(kProgramAlphabet.Encode("x//2")), "x//2");
  EXPECT_EQ(ProgramSource({}), "");
}

TEST(ProgramTask, SplitsAreDisjointAndDependOnTheSeedAlone) {
  const ProgramSplit split = SplitPrograms(200, 1);
  EXPECT_EQ(split.held_out.size(), 200u);
  EXPECT_EQ(split.train.size() + split.held_out.size(), AllPrograms().size());
  std::set<std::string> train;
  for (const Program& program : split.train) train.insert(ProgramId(program));
  for (const Program& program : split.held_out) EXPECT_FALSE(train.contains(ProgramId(program)));
  EXPECT_EQ(SplitPrograms(200, 1).held_out, split.held_out);
  EXPECT_NE(SplitPrograms(200, 2).held_out, split.held_out);
  EXPECT_THROW(SplitPrograms(static_cast<int>(AllPrograms().size()), 1), base::Error);
}

TEST(ProgramCorpus, WritersWriteWhatTheyAreSaidToWrite) {
  const std::vector<Program> train = SplitPrograms(200, 1).train;
  const ProgramCorpus corpus(train, 1);
  std::map<ProgramWriter, int> count, same;
  constexpr int kDocuments = 4000;
  for (int i = 0; i < kDocuments; ++i) {
    const ProgramDocument document = corpus.Document(static_cast<uint64_t>(i));
    const std::span<const int32_t> response =
        std::span(document.tokens).subspan(kProgramPromptTokens);
    ++count[document.writer];
    same[document.writer] += ProgramSource(response) == Source(document.program);
    ASSERT_EQ(document.tokens.back(), kProgramEnd);
  }
  EXPECT_EQ(same[ProgramWriter::kRight], count[ProgramWriter::kRight]);
  EXPECT_EQ(same[ProgramWriter::kCareless], 0);
  EXPECT_EQ(same[ProgramWriter::kBroken], 0);
  EXPECT_LT(same[ProgramWriter::kGuess], 5);
  EXPECT_NEAR(count[ProgramWriter::kRight], 0.25 * kDocuments, 120);
  EXPECT_NEAR(count[ProgramWriter::kCareless], 0.45 * kDocuments, 120);
  EXPECT_NEAR(count[ProgramWriter::kGuess], 0.20 * kDocuments, 120);
}

TEST(ProgramCorpus, ADocumentDependsOnSeedAndIndexAlone) {
  const std::vector<Program> train = SplitPrograms(200, 1).train;
  EXPECT_EQ(ProgramCorpus(train, 3).Document(77).tokens,
            ProgramCorpus(train, 3).Document(77).tokens);
  EXPECT_NE(ProgramCorpus(train, 3).Document(77).tokens,
            ProgramCorpus(train, 4).Document(77).tokens);
}

TEST(ProgramCorpus, RefusesBadShares) {
  const std::vector<Program> train = SplitPrograms(200, 1).train;
  ProgramCorpusOptions options;
  options.share_right = 0.9;
  EXPECT_THROW(ProgramCorpus(train, 1, options), base::Error);
  EXPECT_THROW(ProgramCorpus({}, 1), base::Error);
}

}  // namespace
}  // namespace r1bench::micro
