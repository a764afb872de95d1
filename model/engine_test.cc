#include "model/engine.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/signals.h"
#include "base/testing.h"
#include "gtest/gtest.h"
#include "model/engine_testing.h"
#include "model/text_stream.h"

namespace r1bench::model {
namespace {

class EngineTest : public ::testing::Test {
 protected:
  ~EngineTest() override { base::SetStopSignalForTest(0); }

  LocalEngine Engine(const EngineOptions& options = {}) {
    return LocalEngine(transformer_, &codec_, options);
  }
  static Completion One(LocalEngine* engine, const GenerateRequest& request) {
    return engine->Generate({&request, 1}, {})[0];
  }
  int64_t block_bytes() { return KvCache(transformer_->config(), 1).block_bytes(); }

  TestCodec codec_;
  std::shared_ptr<Transformer> transformer_ = TestTransformer();
};

TEST_F(EngineTest, PromptOfAGroupIsRunOnceAndItsBlocksComeBack) {
  LocalEngine engine = Engine();
  const GenerateRequest request = TestRequest(1, 40, 8, 20);
  const std::vector<Completion> out = engine.Generate({&request, 1}, {});
  EXPECT_EQ(out.size(), 8u);
  EXPECT_EQ(engine.stats().prompt_tokens, 40);
  EXPECT_EQ(engine.stats().shared_tokens, 7 * 40);
  EXPECT_LE(engine.stats().peak_blocks, 3 + 8 * 2);  // two whole shared, the rest per sample
  EXPECT_EQ(engine.cache().used_blocks(), 0);
}

TEST_F(EngineTest, SamplesOfAGroupDiffer) {
  LocalEngine engine = Engine();
  const GenerateRequest request = TestRequest(1, 5, 8, 20);
  const std::vector<Completion> out = engine.Generate({&request, 1}, {});
  for (int i = 1; i < 8; ++i) EXPECT_NE(out[0].tokens, out[i].tokens);
}

TEST_F(EngineTest, FinishedRowsAreReplacedAtOnce) {
  LocalEngine engine = Engine({.max_rows = 4});
  std::vector<GenerateRequest> requests;
  for (int i = 0; i < 30; ++i) requests.push_back(TestRequest(i, 6, 2, 60));
  engine.Generate(requests, {});
  EXPECT_LT(engine.stats().idle_share(), 0.15);
  EXPECT_GT(engine.stats().static_idle_share(), engine.stats().idle_share());
  EXPECT_GT(engine.stats().generated_per_s(), 0);
}

TEST_F(EngineTest, MaxNewTokensAndTheContextWindowBoundTheLength) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(1, 10, 1, 5);
  request.params.ignore_eos = true;
  Completion c = One(&engine, request);
  EXPECT_EQ(c.tokens.size(), 5u);
  EXPECT_EQ(c.finish_reason, FinishReason::kLength);
  request.params.max_new_tokens = 100000;
  c = One(&engine, request);
  EXPECT_EQ(c.tokens.size(), 246u);
  EXPECT_EQ(c.finish_reason, FinishReason::kLength);
}

TEST_F(EngineTest, StopTokensEndACompletionAndAreNoText) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(1, 10, 1, 200);
  request.params.ignore_eos = true;
  const Completion whole = One(&engine, request);
  request.params.stop_token_ids = {whole.tokens[7]};
  const Completion c = One(&engine, request);
  ASSERT_LE(c.tokens.size(), 8u);
  EXPECT_EQ(c.tokens.back(), whole.tokens[7]);
  EXPECT_EQ(c.logprobs.size(), c.tokens.size());
  EXPECT_EQ(c.finish_reason, FinishReason::kStop);
  std::string text;
  for (std::size_t i = 0; i + 1 < c.tokens.size(); ++i) text += codec_.TokenBytes(c.tokens[i]);
  EXPECT_TRUE(c.text.size() >= text.size());
}

TEST_F(EngineTest, StopStringIsCutOffWhereverItsTokensBegin) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(1, 10, 1, 200);
  request.params.ignore_eos = true;
  const Completion whole = One(&engine, request);
  int checked = 0;
  for (std::size_t at = 0; at + 4 < 60; at += 3) {
    const std::string stop = whole.text.substr(at, 4);
    const bool ascii = std::all_of(stop.begin(), stop.end(), [](char c) { return c > 0; });
    if (stop.size() < 4 || !ascii) continue;  // the text has replacement characters
    request.params.stop_strings = {stop, "never to be seen", "\xFE"};
    const Completion c = One(&engine, request);
    EXPECT_EQ(c.text, whole.text.substr(0, whole.text.find(stop)));
    EXPECT_EQ(c.finish_reason, FinishReason::kStop);
    EXPECT_LE(c.tokens.size(), whole.tokens.size());
    ++checked;
  }
  EXPECT_GT(checked, 3);
}

TEST_F(EngineTest, HostileStopStringsAreServedOrRefused) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(1, 10, 2, 50);
  const Completion free = One(&engine, request);
  request.params.stop_strings = {std::string(1 << 20, 'a'), std::string("\0", 1), "\xF0\x9F\x98"};
  request.params.stop_strings.resize(500, "\xFF\xFE");
  EXPECT_LE(One(&engine, request).tokens.size(), free.tokens.size());
  request.params.stop_strings = {""};
  EXPECT_THROW(One(&engine, request), base::Error);
  EXPECT_EQ(engine.cache().used_blocks(), 0);
}

TEST_F(EngineTest, StopStringMayBeginInAForcedPrefix) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(1, 10, 1, 50);
  request.params.ignore_eos = true;
  const Completion whole = One(&engine, request);
  std::string prefix;
  for (int i = 0; i < 3; ++i) prefix += codec_.TokenBytes(whole.tokens[i]);
  const std::string next(codec_.TokenBytes(whole.tokens[3]));
  if (prefix.empty() || next.empty()) GTEST_SKIP() << "tokens without text";
  GenerateRequest fork = Fork(request, whole, 3);
  fork.params.stop_strings = {prefix.substr(prefix.size() - 1) + next};
  const Completion c = One(&engine, fork);
  EXPECT_EQ(c.tokens.size(), 4u);
  EXPECT_EQ(c.text, ValidUtf8(prefix.substr(0, prefix.size() - 1)));
}

TEST_F(EngineTest, TextIsValidUtf8EvenWhenCutInsideACharacter) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(1, 10, 1, 1);
  request.prefix_tokens = {29, 30, 29};  // a whole character, then half of one
  request.params.stop_token_ids.resize(36);
  for (int i = 0; i < 36; ++i) request.params.stop_token_ids[i] = i;
  const Completion c = One(&engine, request);
  EXPECT_EQ(c.text, "\xF0\x9F\x98\x80\uFFFD");
}

TEST_F(EngineTest, WithoutACodecThereAreTokensAndNoText) {
  LocalEngine engine(transformer_, nullptr, {});
  GenerateRequest request = TestRequest(1, 10, 1, 20);
  const Completion c = One(&engine, request);
  EXPECT_FALSE(c.tokens.empty());
  EXPECT_EQ(c.text, "");
  request.params.stop_strings = {"x"};
  EXPECT_THROW(One(&engine, request), base::Error);
  request.params.stop_strings = {};
  request.prompt_tokens = {};
  request.prompt_text = "abc";
  EXPECT_THROW(One(&engine, request), base::Error);
}

TEST_F(EngineTest, TextPromptIsEncodedByTheCodec) {
  LocalEngine engine = Engine();
  GenerateRequest text = TestRequest(1, 1, 1, 20);
  text.prompt_tokens = {};
  text.prompt_text = "hello";
  GenerateRequest tokens = TestRequest(1, 1, 1, 20);
  tokens.prompt_tokens = codec_.EncodePrompt("hello");
  EXPECT_TRUE(SameCompletion(One(&engine, text), One(&engine, tokens)));
}

TEST_F(EngineTest, RequestBeyondTheCapIsRefusedWithNumbersBeforeAnythingRuns) {
  LocalEngine engine = Engine({.kv_cache_bytes = 4 * block_bytes()});
  const std::vector<GenerateRequest> requests = {TestRequest(1, 10, 1, 20),
                                                 TestRequest(2, 30, 1, 60)};
  const std::string message = base::MessageOf([&] { engine.Generate(requests, {}); });
  EXPECT_NE(message.find("request 2"), std::string::npos) << message;
  EXPECT_NE(message.find("MiB"), std::string::npos) << message;
  EXPECT_NE(message.find("lower max_new_tokens"), std::string::npos) << message;
  EXPECT_EQ(engine.stats().steps, 0);
}

TEST_F(EngineTest, BadRequestsAreNamed) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(9, 10, 1, 20);
  const auto message = [&] { return base::MessageOf([&] { One(&engine, request); }); };
  request.prompt_tokens = {1, 99};
  EXPECT_NE(message().find("got 99"), std::string::npos) << message();
  request.prompt_tokens = {};
  EXPECT_NE(message().find("empty"), std::string::npos) << message();
  request.prompt_tokens.assign(256, 1);
  EXPECT_NE(message().find("context window"), std::string::npos) << message();
  const ScoreRequest empty{.completion_tokens = {1}};
  EXPECT_THROW(engine.Score({&empty, 1}), base::Error);
  const ScoreRequest wide{.prompt_tokens = {1}, .completion_tokens = {37}};
  EXPECT_THROW(engine.Score({&wide, 1}), base::Error);
}

TEST_F(EngineTest, ScoreOfNothingIsEmpty) {
  LocalEngine engine = Engine();
  EXPECT_TRUE(engine.Score({}).empty());
  const ScoreRequest nothing{.prompt_tokens = {1, 2}};
  EXPECT_TRUE(engine.Score({&nothing, 1})[0].empty());
  EXPECT_TRUE(engine.Generate({}, {}).empty());
}

TEST_F(EngineTest, OneSampleCanBeGivenUpAndTheOthersAreAsBefore) {
  LocalEngine engine = Engine();
  GenerateRequest request = TestRequest(1, 10, 6, 40);
  request.params.ignore_eos = true;
  const std::vector<Completion> free = engine.Generate({&request, 1}, {});
  GenerateHooks hooks;
  hooks.should_abort = [](uint64_t id, int sample, std::span<const int32_t> tokens) {
    return id == 1 && sample == 2 && tokens.size() == 9;
  };
  const std::vector<Completion> out = engine.Generate({&request, 1}, hooks);
  EXPECT_EQ(out[2].finish_reason, FinishReason::kAborted);
  EXPECT_EQ(out[2].tokens.size(), 9u);
  for (const int i : {0, 1, 3, 4, 5}) EXPECT_TRUE(SameCompletion(out[i], free[i]));
  EXPECT_EQ(engine.cache().used_blocks(), 0);
}

TEST_F(EngineTest, AbortAllReturnsWhatThereIs) {
  LocalEngine engine = Engine({.max_rows = 3});
  std::vector<GenerateRequest> requests;
  for (int i = 0; i < 5; ++i) requests.push_back(TestRequest(i, 20, 2, 40));
  GenerateHooks hooks;
  int steps = 0;
  int completed = 0;
  hooks.should_abort_all = [&] { return ++steps == 6; };
  hooks.on_completion = [&](const Completion&) { ++completed; };
  const std::vector<Completion> out = engine.Generate(requests, hooks);
  ASSERT_EQ(out.size(), 10u);
  EXPECT_EQ(completed, 10);
  EXPECT_EQ(out[9].finish_reason, FinishReason::kAborted);
  EXPECT_TRUE(out[9].tokens.empty());
  EXPECT_FALSE(out[0].tokens.empty());
  EXPECT_EQ(engine.cache().used_blocks(), 0);
}

TEST_F(EngineTest, StopSignalInterruptsAfterHandingOutWhatIsFinished) {
  LocalEngine engine = Engine({.max_rows = 2});
  std::vector<GenerateRequest> requests;
  for (int i = 0; i < 20; ++i) requests.push_back(TestRequest(i, 20, 2, 30));
  GenerateHooks hooks;
  int completed = 0;
  hooks.on_completion = [&](const Completion&) {
    if (++completed == 5) base::SetStopSignalForTest(15);
  };
  EXPECT_THROW(engine.Generate(requests, hooks), base::Interrupted);
  EXPECT_GE(completed, 5);
  EXPECT_LT(completed, 10);
  EXPECT_EQ(engine.cache().used_blocks(), 0);
  EXPECT_THROW(
      engine.Score(std::vector<ScoreRequest>{{.prompt_tokens = {1}, .completion_tokens = {2}}}),
      base::Interrupted);
}

TEST_F(EngineTest, ThrowingHookLeavesNoBlockBehind) {
  LocalEngine engine = Engine();
  const GenerateRequest request = TestRequest(1, 20, 8, 30);
  GenerateHooks hooks;
  hooks.on_completion = [](const Completion&) { base::Fail("from the hook"); };
  EXPECT_THROW(engine.Generate({&request, 1}, hooks), base::Error);
  EXPECT_EQ(engine.cache().used_blocks(), 0);
  EXPECT_EQ(One(&engine, request).request_id, 1u);
}

TEST_F(EngineTest, ProgressEndsAtTheTotal) {
  LocalEngine engine = Engine();
  const GenerateRequest request = TestRequest(1, 20, 3, 30);
  GenerateHooks hooks;
  GenerateProgress last;
  hooks.on_progress = [&](const GenerateProgress& progress) {
    EXPECT_GE(progress.tokens_generated, last.tokens_generated);
    last = progress;
  };
  const std::vector<Completion> out = engine.Generate({&request, 1}, hooks);
  EXPECT_EQ(last.completions_done, 3);
  EXPECT_EQ(last.completions_total, 3);
  EXPECT_EQ(
      last.tokens_generated,
      static_cast<int64_t>(out[0].tokens.size() + out[1].tokens.size() + out[2].tokens.size()));
}

TEST_F(EngineTest, DivergedWeightsAreAnErrorThatNamesTheRequest) {
  auto broken = TestTransformer();
  broken->parameters().data()[broken->parameters().size() - 5] =
      std::numeric_limits<float>::quiet_NaN();
  broken->WeightsChanged();
  LocalEngine engine(broken, &codec_, {});
  const std::string message = base::MessageOf([&] { One(&engine, TestRequest(4, 20, 1, 30)); });
  EXPECT_NE(message.find("request 4"), std::string::npos) << message;
  EXPECT_EQ(engine.cache().used_blocks(), 0);
}

TEST_F(EngineTest, ThousandsOfRequestsEndWithEveryBlockFreeAndNoGrowth) {
  LocalEngine engine =
      Engine({.max_rows = 48, .prefill_tokens = 64, .kv_cache_bytes = 100 * block_bytes()});
  LocalEngine alone = Engine({.max_rows = 1});
  base::Rng rng(11, "soak");
  int64_t reserved = 0;
  for (int round = 0; round < 12; ++round) {
    std::vector<GenerateRequest> requests;
    for (int i = 0; i < 100; ++i) {
      requests.push_back(
          TestRequest(round * 1000 + i, 1 + rng.Below(60), 1 + rng.Below(4), 1 + rng.Below(50)));
    }
    const std::vector<Completion> out = engine.Generate(requests, {});
    EXPECT_EQ(engine.cache().used_blocks(), 0);
    if (round == 0) reserved = engine.cache().reserved_bytes();
    EXPECT_LE(engine.cache().reserved_bytes(), reserved + 4 * (int64_t{1} << 20));
    const GenerateRequest& probe = requests[rng.Below(100)];
    std::size_t at = 0;
    while (out[at].request_id != probe.id) ++at;
    EXPECT_TRUE(SameCompletion(out[at], One(&alone, probe)));
  }
  EXPECT_LE(engine.stats().peak_blocks, 100);
}

}  // namespace
}  // namespace r1bench::model
