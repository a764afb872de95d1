#include "model/fake_generator.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "base/signals.h"
#include "gtest/gtest.h"

namespace r1bench::model {
namespace {

GenerateRequest Request(uint64_t id, const std::string& prompt, int samples) {
  return {.id = id, .prompt_text = prompt, .num_samples = samples, .params = {}};
}

TEST(ScriptedGeneratorTest, SaysItsLinesInRequestOrder) {
  ScriptedGenerator generator({{"p", {"one", "two"}}, {"q", {"three"}}});
  const std::vector<GenerateRequest> requests = {Request(1, "q", 1), Request(2, "p", 3)};
  std::vector<std::string> texts;
  for (const Completion& c : generator.Generate(requests, {})) texts.push_back(c.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"three", "one", "two", "one"}));
  EXPECT_THROW(generator.Generate(std::vector{Request(3, "unknown", 1)}, {}), base::Error);
  EXPECT_EQ(generator.num_calls(), 2);
}

TEST(ScriptedGeneratorTest, KeepsStopStringsLengthAndPrefix) {
  ScriptedGenerator generator([](const GenerateRequest&, int) { return "abc</answer>def"; });
  GenerateRequest request = Request(1, "p", 1);
  request.params.stop_strings = {"</answer>"};
  request.prefix_text = "x";
  const Completion c = generator.Generate({&request, 1}, {})[0];
  EXPECT_EQ(c.text, "xabc");
  EXPECT_EQ(c.prefix_length, 1);
  EXPECT_EQ(c.logprobs.size(), 3u);
  EXPECT_EQ(c.finish_reason, FinishReason::kStop);
  request.params.max_new_tokens = 2;
  const Completion cut = generator.Generate({&request, 1}, {})[0];
  EXPECT_EQ(cut.text, "xab");
  EXPECT_EQ(cut.finish_reason, FinishReason::kLength);
}

TEST(ScriptedGeneratorTest, HooksSeeEveryCompletionAndCanGiveUp) {
  ScriptedGenerator generator([](const GenerateRequest&, int) { return "text"; });
  const std::vector<GenerateRequest> requests = {Request(1, "p", 4)};
  int seen = 0;
  GenerateProgress last;
  GenerateHooks hooks;
  hooks.on_completion = [&](const Completion&) { ++seen; };
  hooks.on_progress = [&](const GenerateProgress& p) { last = p; };
  hooks.should_abort_all = [&] { return seen == 2; };
  const std::vector<Completion> out = generator.Generate(requests, hooks);
  EXPECT_EQ(seen, 4);
  EXPECT_EQ(last.completions_done, last.completions_total);
  EXPECT_EQ(out[1].finish_reason, FinishReason::kStop);
  EXPECT_EQ(out[2].finish_reason, FinishReason::kAborted);
}

TEST(RandomGeneratorTest, DependsOnKeyAloneAndIsValidUtf8) {
  RandomGenerator generator(5);
  const std::vector<GenerateRequest> batch = {Request(1, "p", 8), Request(2, "p", 8)};
  const std::vector<Completion> all = generator.Generate(batch, {});
  const std::vector<Completion> second = generator.Generate({&batch[1], 1}, {});
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(all[8 + i].text, second[i].text);
    EXPECT_NE(all[i].text, second[i].text);
  }
}

TEST(FakeGeneratorTest, ScoreAgreesWithGenerate) {
  RandomGenerator generator(5);
  const GenerateRequest request = Request(1, "p", 1);
  const Completion c = generator.Generate({&request, 1}, {})[0];
  const ScoreRequest score{.prompt_text = "p", .completion_tokens = c.tokens};
  EXPECT_EQ(generator.Score({&score, 1})[0], c.logprobs);
}

TEST(FakeGeneratorTest, StopsOnSignal) {
  RandomGenerator generator(5);
  const GenerateRequest request = Request(1, "p", 1);
  base::SetStopSignalForTest(15);
  EXPECT_THROW(generator.Generate({&request, 1}, {}), base::Interrupted);
  base::SetStopSignalForTest(0);
}

TEST(GeneratorTest, BadRequestsAreNamed) {
  GenerateRequest request = Request(42, "p", 1);
  request.problem_id = "aime-7";
  const auto message = [&] {
    try {
      ValidateRequest(request);
    } catch (const base::Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message(), "");
  request.params.temperature = 0;
  EXPECT_NE(message().find("request 42 (aime-7): expected a temperature"), std::string::npos);
  request.params = {.top_p = 0};
  EXPECT_NE(message().find("top_p"), std::string::npos);
  request.params = {.top_k = -1};
  EXPECT_NE(message().find("top_k"), std::string::npos);
  request.params = {.max_new_tokens = 0};
  EXPECT_NE(message().find("max_new_tokens"), std::string::npos);
  request.params.max_new_tokens = 1;
  request.params.stop_strings = {""};
  EXPECT_NE(message().find("stop strings"), std::string::npos);
  request.params.stop_strings.clear();
  request.num_samples = 0;
  EXPECT_NE(message().find("num_samples"), std::string::npos);
}

TEST(GeneratorTest, ForkTakesAPrefixOfTheCompletion) {
  const GenerateRequest request = Request(1, "p", 8);
  const Completion c{.sample = 5, .tokens = {10, 11, 12}};
  const GenerateRequest fork = Fork(request, c, 2);
  EXPECT_EQ(fork.prefix_tokens, (std::vector<int32_t>{10, 11}));
  EXPECT_EQ(fork.first_sample, 5);
  EXPECT_EQ(fork.num_samples, 1);
  EXPECT_THROW(Fork(request, c, 4), base::Error);
}

}  // namespace
}  // namespace r1bench::model
