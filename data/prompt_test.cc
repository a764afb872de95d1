#include "data/prompt.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"

namespace r1bench::data {
namespace {

Problem Sample() {
  Problem problem;
  problem.id = "x";
  problem.problem = "What is $\\frac{1}{2}+\\frac{1}{2}$?";
  return problem;
}

PromptTemplate BuiltIn(const std::string& name) { return PromptTemplate::Load({.name = name}); }

std::string ErrorOf(const PromptTemplateOptions& options) {
  try {
    PromptTemplate::Load(options);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "no error";
}

std::string WriteTemplate(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/" +
                           ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".txt";
  base::WriteFileAtomic(path, text);
  return path;
}

TEST(PromptTest, EveryBuiltInTemplateHoldsTheProblem) {
  for (const std::string& name : PromptTemplate::BuiltInNames()) {
    const PromptTemplate prompt = BuiltIn(name);
    const std::string text = prompt.Render(Sample());
    EXPECT_NE(text.find(Sample().problem), std::string::npos) << name;
    EXPECT_EQ(text.find("{problem}"), std::string::npos) << name;
    EXPECT_EQ(prompt.name(), name);
    EXPECT_EQ(prompt.hash(), base::Sha256Hex(prompt.text()).substr(0, 8));
  }
}

TEST(PromptTest, R1ZeroIsAWholePromptThatAsksForTags) {
  const PromptTemplate prompt = BuiltIn("r1_zero");
  const std::string text = prompt.Render(Sample());
  EXPECT_FALSE(prompt.is_chat_message());
  EXPECT_EQ(prompt.answer_style(), AnswerStyle::kAnswerTag);
  EXPECT_TRUE(text.ends_with("\nUser: " + Sample().problem + "\nAssistant:")) << text;
  for (const char* tag : {"<think>", "</think>", "<answer>", "</answer>"}) {
    EXPECT_NE(text.find(tag), std::string::npos) << tag;
  }
}

TEST(PromptTest, StylesFollowFromTheText) {
  EXPECT_EQ(BuiltIn("boxed").answer_style(), AnswerStyle::kBoxed);
  EXPECT_EQ(BuiltIn("code").answer_style(), AnswerStyle::kCodeBlock);
  EXPECT_EQ(BuiltIn("code_function").answer_style(), AnswerStyle::kCodeBlock);
  EXPECT_EQ(BuiltIn("multiple_choice").answer_style(), AnswerStyle::kLetter);
  EXPECT_EQ(BuiltIn("plain").answer_style(), AnswerStyle::kAnyText);
  EXPECT_TRUE(BuiltIn("boxed").is_chat_message());
  EXPECT_NE(BuiltIn("boxed").Render(Sample()).find("\\boxed{}"), std::string::npos);
}

TEST(PromptTest, ChoicesAreLettered) {
  Problem problem = Sample();
  problem.extra["choices"] = {"one", "two {problem}"};
  EXPECT_EQ(BuiltIn("plain").Render(problem), Sample().problem + "\n\nA) one\nB) two {problem}");
}

TEST(PromptTest, PlaceholdersInsideAProblemStay) {
  Problem problem = Sample();
  problem.problem = "Explain {problem} and {entry_point}.";
  problem.extra["entry_point"] = "solve";
  const PromptTemplate prompt =
      PromptTemplate::FromText("t", "{entry_point}: {problem} ({problem})");
  EXPECT_EQ(prompt.Render(problem),
            "solve: Explain {problem} and {entry_point}. (Explain {problem} and {entry_point}.)");
}

TEST(PromptTest, PiecesKeepTheProblemApart) {
  const auto pieces = PromptTemplate::FromText("t", "<|x|>{problem}<|y|>").RenderPieces(Sample());
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_TRUE(pieces[0].allow_special);
  EXPECT_FALSE(pieces[1].allow_special);
  EXPECT_EQ(pieces[1].text, Sample().problem);
  EXPECT_EQ(pieces[2].text, "<|y|>");
}

TEST(PromptTest, AFileOverridesTheName) {
  const std::string path = WriteTemplate("Q: {problem}\nAssistant: \n");
  const PromptTemplate prompt = PromptTemplate::Load({.name = "boxed", .file = path});
  EXPECT_EQ(prompt.Render(Sample()), "Q: " + Sample().problem + "\nAssistant: ");
  EXPECT_EQ(prompt.name(), path);
  EXPECT_FALSE(prompt.is_chat_message());
}

TEST(PromptTest, TheFinalNewlineOfAFileDoesNotChangeTheHash) {
  const std::string without = PromptTemplate::Load({.file = WriteTemplate("a {problem}")}).hash();
  const std::string with = PromptTemplate::Load({.file = WriteTemplate("a {problem}\n")}).hash();
  EXPECT_EQ(without, with);
  EXPECT_NE(without, PromptTemplate::FromText("", "b {problem}").hash());
}

TEST(PromptTest, ErrorsSayWhatToDo) {
  EXPECT_NE(ErrorOf({.name = "poem"}).find("known are: r1_zero boxed"), std::string::npos);
  const std::string missing = ErrorOf({.file = WriteTemplate("no place for it")});
  EXPECT_NE(missing.find("placeholder {problem}, which is missing; write"), std::string::npos)
      << missing;
  EXPECT_NE(ErrorOf({.file = "/nonexistent/template"}), "no error");
  EXPECT_NE(ErrorOf({.file = WriteTemplate("{problem}\xff")}).find("UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace r1bench::data
