#include "verifiers/format/format_verifier.h"

#include <gtest/gtest.h>

#include <string>

namespace r1bench::verifiers {
namespace {

double Reward(std::string_view response, const FormatOptions& options) {
  const FormatVerifier verifier(options);
  return verifier.Verify(*verifier.Prepare({}), response).reward;
}

double Strict(std::string_view response) { return Reward(response, {}); }
double Lenient(std::string_view response) { return Reward(response, {.strict = false}); }

TEST(FormatVerifier, StrictAcceptsTheTemplateAlone) {
  EXPECT_EQ(Strict("<think>a</think><answer>b</answer>"), 1);
  EXPECT_EQ(Strict("\n<think> a </think>\n\n<answer> b </answer>\n"), 1);
  EXPECT_EQ(Strict("<think>a < b, <tag></think><answer>b</answer>"), 1);
  for (const char* response :
       {"", "a", "<think>a</think>", "<answer>b</answer>", "<think></think><answer>b</answer>",
        "<think>a</think><answer> </answer>", "x<think>a</think><answer>b</answer>",
        "<think>a</think>x<answer>b</answer>", "<think>a</think><answer>b</answer>x",
        "<think>a<think>a</think><answer>b</answer>", "<think>a</think></think><answer>b</answer>",
        "<think>a</think><answer>b</answer><answer>b</answer>",
        "<answer>b</answer><think>a</think>", "<think>a<answer>b</answer></think>",
        "<think>a</think><answer>b", "<THINK>a</THINK><answer>b</answer>"}) {
    EXPECT_EQ(Strict(response), 0) << response;
  }
}

TEST(FormatVerifier, LenientAsksForTheTagsInOrder) {
  EXPECT_EQ(Lenient("hm <think>a</think> so <answer>b</answer> done"), 1);
  EXPECT_EQ(Lenient("<think></think><answer></answer>"), 1);
  EXPECT_EQ(Lenient("<answer>b</answer><think>a</think>"), 0);
  EXPECT_EQ(Lenient("<think>a</think>"), 0);
  EXPECT_EQ(Lenient(""), 0);
}

TEST(FormatVerifier, TheThoughtMayHaveBeenOpenedByThePrompt) {
  const FormatOptions options{.strict = true, .prompt_opens_think = true};
  EXPECT_EQ(Reward("a</think><answer>b</answer>", options), 1);
  EXPECT_EQ(Reward("<think>a</think><answer>b</answer>", options), 0);
  EXPECT_EQ(Reward("</think><answer>b</answer>", options), 0);
}

TEST(FormatVerifier, NamesTheFault) {
  const FormatVerifier verifier;
  const auto prepared = verifier.Prepare({});
  EXPECT_EQ(verifier.Verify(*prepared, "<think>a</think>").reason,
            "\"<answer>\" is missing, or out of order");
  EXPECT_EQ(verifier.name(), "format");
  EXPECT_EQ(FormatVerifier({.strict = false}).name(), "format_lenient");
}

TEST(FormatVerifier, ReadsTenMegabytesOfTags) {
  std::string tags;
  while (tags.size() < (10U << 20)) tags += "<think></think>";
  EXPECT_EQ(Strict(tags), 0);
  EXPECT_EQ(Lenient(tags), 0);
  EXPECT_EQ(Strict(std::string(10 << 20, '\xff')), 0);
}

}  // namespace
}  // namespace r1bench::verifiers
