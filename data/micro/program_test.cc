#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/micro/program_corpus.h"
#include "data/micro/program_task.h"

namespace r1bench::micro {
namespace {

constexpr Recipe kExample = {
    RecipeStep{StepKind::kAdd, 3}, {StepKind::kMultiply, 2}, {StepKind::kSubtract, 1}};
constexpr Recipe kRemainders = {
    RecipeStep{StepKind::kSubtract, 9}, {StepKind::kRemainder, 5}, {StepKind::kMultiply, 4}};

TEST(ProgramTask, StepsAreDoneInOrder) {
  EXPECT_EQ(Value(kExample, 5), 15);
  EXPECT_EQ(Value(kRemainders, 13), 16);
  EXPECT_EQ(Value(kRemainders, 2), 12);  // (2 - 9) % 5 is 3 in Python
}

TEST(ProgramTask, SourcesHaveTheParenthesesTheyNeed) {
  EXPECT_EQ(Source(kExample), "(x+3)*2-1");
  EXPECT_EQ(FlatSource(kExample), "x+3*2-1");
  EXPECT_EQ(Source(kRemainders), "(x-9)%5*4");
  EXPECT_EQ(Source({RecipeStep{StepKind::kAdd, 1}, {StepKind::kMultiply, 2}, {StepKind::kAdd, 3}}),
            "(x+1)*2+3");
  EXPECT_EQ(Source({RecipeStep{StepKind::kMultiply, 7},
                    {StepKind::kSubtract, 4},
                    {StepKind::kRemainder, 9}}),
            "(x*7-4)%9");
  EXPECT_EQ(Source({RecipeStep{StepKind::kAdd, 1}, {StepKind::kAdd, 2}, {StepKind::kMultiply, 3}}),
            "(x+1+2)*3");
}

bool Contains(const std::vector<Recipe>& recipes, const Recipe& recipe) {
  return std::ranges::binary_search(recipes, recipe);
}

TEST(ProgramTask, TheWorldHasTheRecipesThatNeedParentheses) {
  const std::vector<Recipe> recipes = AllRecipes();
  EXPECT_TRUE(std::ranges::is_sorted(recipes));
  EXPECT_GT(recipes.size(), 15000u);
  for (const Recipe& recipe : recipes) {
    EXPECT_NE(Source(recipe), FlatSource(recipe));
    EXPECT_NE(Source(recipe).find('('), std::string::npos);
  }
  EXPECT_TRUE(Contains(recipes, kExample));
  // Nothing to be careless about; and parentheses that change nothing.
  EXPECT_FALSE(Contains(
      recipes,
      {RecipeStep{StepKind::kMultiply, 2}, {StepKind::kAdd, 3}, {StepKind::kSubtract, 1}}));
  EXPECT_FALSE(Contains(
      recipes, {RecipeStep{StepKind::kAdd, 3}, {StepKind::kMultiply, 1}, {StepKind::kAdd, 1}}));
}

TEST(ProgramTask, PromptsAndIds) {
  EXPECT_EQ(kProgramAlphabet.Decode(RecipePrompt(kExample)), "+ 3 * 2 - 1 ? ");
  EXPECT_EQ(RecipePrompt(kExample).size(), static_cast<size_t>(kProgramPromptTokens));
  EXPECT_EQ(RecipeId(kExample), "recipe+3*2-1");
  EXPECT_EQ(kProgramAlphabet.size(), kProgramVocabSize);
  EXPECT_EQ(kProgramAlphabet.Char(kProgramEnd), 'E');
  EXPECT_EQ(kProgramAlphabet.Char(kProgramPad), '_');
}

TEST(ProgramTask, TheSourceOfAResponseEndsAtItsEnd) {
  EXPECT_EQ(ProgramSource(kProgramAlphabet.Encode("3*x+16E7?")), "3*x+16");
  EXPECT_EQ(ProgramSource(kProgramAlphabet.Encode("x**2")), "x**2");
  EXPECT_EQ(ProgramSource({}), "");
}

TEST(ProgramTask, SplitsAreDisjointAndDependOnTheSeedAlone) {
  const RecipeSplit split = SplitRecipes(200, 1);
  EXPECT_EQ(split.held_out.size(), 200u);
  EXPECT_EQ(split.train.size() + split.held_out.size(), AllRecipes().size());
  for (const Recipe& recipe : split.held_out) EXPECT_FALSE(Contains(split.train, recipe));
  EXPECT_EQ(SplitRecipes(200, 1).held_out, split.held_out);
  EXPECT_NE(SplitRecipes(200, 2).held_out, split.held_out);
  EXPECT_THROW(SplitRecipes(static_cast<int>(AllRecipes().size()), 1), base::Error);
}

TEST(ProgramCorpus, WritersWriteWhatTheyAreSaidToWrite) {
  const ProgramCorpus corpus(SplitRecipes(200, 1).train, 1);
  std::map<ProgramWriter, int> count;
  constexpr int kDocuments = 4000;
  for (int i = 0; i < kDocuments; ++i) {
    const ProgramDocument document = corpus.Document(static_cast<uint64_t>(i));
    const std::string source =
        ProgramSource(std::span(document.tokens).subspan(kProgramPromptTokens));
    ++count[document.writer];
    EXPECT_EQ(document.tokens.back(), kProgramEnd);
    const bool right = document.writer == ProgramWriter::kRight;
    EXPECT_EQ(source == Source(document.recipe), right) << source;
    EXPECT_EQ(source == FlatSource(document.recipe), document.writer == ProgramWriter::kCareless);
    if (document.writer == ProgramWriter::kSlip) {
      EXPECT_EQ(source.size(), Source(document.recipe).size());
    }
  }
  EXPECT_NEAR(count[ProgramWriter::kRight], 0.20 * kDocuments, 120);
  EXPECT_NEAR(count[ProgramWriter::kCareless], 0.50 * kDocuments, 120);
  EXPECT_NEAR(count[ProgramWriter::kSlip], 0.15 * kDocuments, 120);
}

TEST(ProgramCorpus, ADocumentDependsOnSeedAndIndexAlone) {
  const std::vector<Recipe> train = SplitRecipes(200, 1).train;
  EXPECT_EQ(ProgramCorpus(train, 3).Document(77).tokens,
            ProgramCorpus(train, 3).Document(77).tokens);
  EXPECT_NE(ProgramCorpus(train, 3).Document(77).tokens,
            ProgramCorpus(train, 4).Document(77).tokens);
}

TEST(ProgramCorpus, RefusesBadShares) {
  const std::vector<Recipe> train = SplitRecipes(200, 1).train;
  ProgramCorpusOptions options;
  options.share_right = 0.9;
  EXPECT_THROW(ProgramCorpus(train, 1, options), base::Error);
  EXPECT_THROW(ProgramCorpus({}, 1), base::Error);
}

}  // namespace
}  // namespace r1bench::micro
