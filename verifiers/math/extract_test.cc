#include "verifiers/math/extract.h"

#include <gtest/gtest.h>

#include <string>

namespace r1bench::verifiers {
namespace {

std::string First(std::string_view response, MathPolicy policy) {
  const std::vector<Extraction> found = ExtractAnswers(response, policy);
  return found.empty() ? "(none)" : std::string(found[0].text);
}

std::string Answer(std::string_view response) { return First(response, MathPolicy::kReward); }
std::string Lenient(std::string_view response) { return First(response, MathPolicy::kLenient); }

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

TEST(Extract, JoinsBoxesSideBySide) {
  EXPECT_EQ(Answer("\\boxed{1}, \\boxed{2}"), "\\boxed{1}, \\boxed{2}");
  EXPECT_EQ(Answer("$\\boxed{1} \\quad \\text{and} \\quad \\boxed{2}$ ok"),
            "\\boxed{1} \\quad \\text{and} \\quad \\boxed{2}");
  EXPECT_EQ(Answer("\\boxed{1} or $\\boxed{2}$"), "\\boxed{1} or $\\boxed{2}");
  EXPECT_EQ(Answer("\\boxed{1}, \\boxed{\\boxed{2}}"), "\\boxed{1}, \\boxed{\\boxed{2}}");
  EXPECT_EQ(Answer("\\boxed{5}\n\n\\boxed{5}"), "5");
  EXPECT_EQ(Answer("\\boxed{5} is not it, but \\boxed{6}"), "6");
}

TEST(Extract, ReadsTheBoxesOfAReference) {
  EXPECT_EQ(BoxedReference("So it is $\\boxed{5}$.").text, "5");
  EXPECT_EQ(BoxedReference("$\\boxed{1}\\boxed{2}$").text, "\\boxed{1}\\boxed{2}");
  EXPECT_FALSE(BoxedReference("\\boxed{1} for a, later \\boxed{2} for b").found);
  EXPECT_FALSE(BoxedReference("5").found);
}

TEST(Extract, FallsBackWhenLenient) {
  EXPECT_EQ(Lenient("so \\boxed{5"), "5");
  EXPECT_EQ(Lenient("Answer $$ 9 $$"), "9");
  EXPECT_EQ(Lenient("The answer, we saw, must be $x$ in the end"), "x");
  EXPECT_EQ(Lenient("Here is $\\frac{1}{2}$ of it."), "\\frac{1}{2}");
  EXPECT_EQ(Lenient("we get $x$ and then 5"), "5");
  EXPECT_EQ(Lenient("it costs 1,234.50 now"), "1,234.50");
  EXPECT_EQ(Lenient("about 12, 34 or -3/4."), "-3/4");
  EXPECT_EQ(Lenient("it rose by 28%."), "28%");
  EXPECT_EQ(Lenient("The answer, we saw, must be $x$ in 3 steps"), "3");
  EXPECT_EQ(Lenient("no idea"), "(none)");
  EXPECT_EQ(Lenient("<think>5"), "(none)");
  EXPECT_EQ(Lenient("\\boxed{1} and later 7"), "1");
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
  Lenient(dollars);
  Lenient(std::string(10 << 20, '\\'));
  Lenient(std::string(10 << 20, '#'));
  Lenient(std::string(10 << 20, '\0'));
}

}  // namespace
}  // namespace r1bench::verifiers
