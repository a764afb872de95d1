#include "verifiers/math/extract.h"

#include <gtest/gtest.h>

#include <string>

namespace r1bench::verifiers {
namespace {

std::string Answer(std::string_view response) {
  const Extraction extraction = ExtractAnswer(response);
  return extraction.found ? std::string(extraction.text) : "(none)";
}

TEST(Extract, TakesTheLastClosedBox) {
  EXPECT_EQ(Answer("\\boxed{1} then \\boxed{2}"), "2");
  EXPECT_EQ(Answer("so \\boxed{\\frac{1}{2}}. Done."), "\\frac{1}{2}");
  EXPECT_EQ(Answer("so \\boxed {5}"), "5");
  EXPECT_EQ(Answer("so $\\boxed 5$"), "5");
  EXPECT_EQ(Answer("\\boxed{3} and then \\boxed{4"), "3");
  EXPECT_EQ(Answer("\\boxed{\\{1,2\\}}"), "\\{1,2\\}");
  EXPECT_EQ(Answer("\\boxed{}"), "");
  EXPECT_EQ(Answer("\\boxedfoo{5} or what"), "(none)");
}

TEST(Extract, ReadsOnlyWhatFollowsTheThought) {
  EXPECT_EQ(Answer("<think>\\boxed{1}</think> \\boxed{2}"), "2");
  EXPECT_EQ(Answer("<think>\\boxed{1}</think> nothing at all here"), "(none)");
  EXPECT_EQ(Answer("<think>\\boxed{1}"), "(none)");
  EXPECT_EQ(Answer("\\boxed{1}</think>\\boxed{2}</think><answer>3</answer>"), "3");
  EXPECT_EQ(Answer("</think>\\boxed{2}<think>\\boxed{7}"), "2");
}

TEST(Extract, ReadsTheAnswerTag) {
  EXPECT_EQ(Answer("<think>a=3</think><answer>5</answer>"), "5");
  EXPECT_EQ(Answer("</think><answer> \\frac{1}{2} </answer>"), "\\frac{1}{2}");
  EXPECT_EQ(Answer("<answer>$3.21$</answer>"), "3.21");
  EXPECT_EQ(Answer("<answer>so it is \\boxed{7}</answer>"), "7");
  EXPECT_EQ(Answer("<answer>1</answer> no: <answer>2</answer>"), "2");
  EXPECT_EQ(Answer("<answer>The answer is 9.</answer>"), "9");
}

TEST(Extract, ReadsAnnouncedAnswers) {
  EXPECT_EQ(Answer("So the answer is 5."), "5");
  EXPECT_EQ(Answer("So the answer is $\\frac{1}{2}$."), "\\frac{1}{2}");
  EXPECT_EQ(Answer("Final Answer: **73**"), "73");
  EXPECT_EQ(Answer("Final Answer: The final answer is $7$. I hope it is correct."), "7");
  EXPECT_EQ(Answer("reasoning 3\n#### 5"), "5");
  EXPECT_EQ(Answer("**Answer:**\n\\[\n12\n\\]"), "12");
  EXPECT_EQ(Answer("the answer is $5$ or $6$"), "$5$ or $6$");
}

TEST(Extract, TakesAShortResponseWholeButNeverTheLastNumberOfProse) {
  EXPECT_EQ(Answer("42"), "42");
  EXPECT_EQ(Answer("  $\\frac{1}{2}$ "), "\\frac{1}{2}");
  EXPECT_EQ(Answer("we get x and then 5"), "(none)");
  EXPECT_EQ(Answer("It could be 5"), "(none)");
  EXPECT_EQ(Answer(""), "(none)");
}

TEST(Extract, IsLinearInHostileInput) {
  std::string boxes, closers, thoughts, dollars;
  for (int i = 0; i < 1'000'000; ++i) {
    boxes += "\\boxed{";
    closers += "}";
    thoughts += "<think>";
    dollars += "answer is $";
  }
  EXPECT_EQ(Answer(boxes), "(none)");
  EXPECT_EQ(Answer(boxes + closers).size(), boxes.size() + closers.size() - 8);
  EXPECT_EQ(Answer(closers + "\\boxed{4}"), "4");
  EXPECT_EQ(Answer(thoughts), "(none)");
  ExtractAnswer(dollars);
  ExtractAnswer(std::string(10 << 20, '\\'));
  ExtractAnswer(std::string(10 << 20, '#'));
  ExtractAnswer(std::string(10 << 20, '\0'));
}

}  // namespace
}  // namespace r1bench::verifiers
