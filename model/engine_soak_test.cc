// A long life in short: hundreds of thousands of random requests through one engine whose cache is
// too small, so that samples are put aside and rebuilt all the time, with samples given up, calls
// cut short and hooks that throw. No block and no memory is lost, and every completion is the one
// that the request gets when it runs alone.

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "base/testing.h"
#include "gtest/gtest.h"
#include "model/engine_testing.h"

namespace r1bench::model {
namespace {

constexpr int kMeanRequests = 250;            // of a call
constexpr int kCutStep = 90;                  // where calls are cut short
constexpr int64_t kBlocks = 20;               // of the cache: about six samples
constexpr int64_t kSlack = int64_t{4} << 20;  // the allocator's; twenty bytes a request

ModelConfig SoakConfig(WeightFormat format) {
  ModelConfig config = EngineTestConfig(format);
  config.num_hidden_layers = 1;
  config.max_position_embeddings = 128;
  if (format != WeightFormat::kQuantized) {
    config.hidden_size = 16;
    config.intermediate_size = 16;
    config.num_attention_heads = 2;
    config.num_key_value_heads = 1;
  }
  return config;
}

// Mostly short, sometimes long.
int64_t RandomLength(int64_t most, base::Rng* rng) {
  return 1 + rng->Below(1 + rng->Below(static_cast<uint32_t>(most)));
}

GenerateRequest RandomRequest(uint64_t id) {
  base::Rng rng(5, "soak", id);
  GenerateRequest request =
      TestRequest(id, RandomLength(40, &rng), 1 + static_cast<int>(rng.Below(4)),
                  static_cast<int>(RandomLength(90, &rng)));
  SamplingParams& params = request.params;
  params.temperature = 0.5f + rng.Uniform();
  params.record_entropy = rng.Below(2) == 0;
  if (rng.Below(3) == 0) params.top_p = 0.5f + 0.5f * rng.Uniform();
  if (rng.Below(3) == 0) params.top_k = 1 + static_cast<int>(rng.Below(20));
  if (rng.Below(10) == 0) params.greedy = true;
  if (rng.Below(4) == 0) params.ignore_eos = true;
  if (rng.Below(4) == 0) params.stop_token_ids = RandomTokens(2, 36, id);
  if (rng.Below(4) == 0) params.stop_strings = {"ab", "</answer>", "one", "\x98\x80"};
  if (rng.Below(8) == 0) request.prefix_tokens = RandomTokens(RandomLength(12, &rng), 36, id + 1);
  return request;
}

// One sample in eight is given up at a length of its own, alone and in a batch.
bool GivenUp(uint64_t id, int sample, std::span<const int32_t> tokens) {
  const uint32_t word = base::WordAt(6, base::StreamId("soak/abort"), id, sample);
  return word % 8 == 0 && tokens.size() == 1 + word / 8 % 16;
}

class EngineSoakTest : public ::testing::TestWithParam<WeightFormat> {
 protected:
  EngineSoakTest()
      : config_(SoakConfig(GetParam())),
        transformer_(RandomTransformer(config_, 2, GetParam())),
        engine_(transformer_, &codec_,
                {.max_rows = 16,
                 .prefill_tokens = 24,
                 .kv_cache_bytes = kBlocks * KvCache(transformer_->kv_layout(), 1).block_bytes()}),
        alone_(transformer_, &codec_, {.max_rows = 1}) {
    hooks_.should_abort = GivenUp;
  }
  ~EngineSoakTest() override { base::SetNumThreads(0); }

  enum class End { kWhole, kAbortAll, kThrow };

  std::vector<GenerateRequest> NextRequests(int call) {
    base::Rng rng(5, "soak/call", call);
    std::vector<GenerateRequest> requests;
    const int64_t count = rng.Between(1, 2 * kMeanRequests - 1);
    for (int i = 0; i < count; ++i) requests.push_back(RandomRequest(next_id_++));
    return requests;
  }

  void Call(int call, End end) {
    const std::vector<GenerateRequest> requests = NextRequests(call);
    base::SetNumThreads(1 + call % 2);
    GenerateHooks hooks = hooks_;
    int steps = 0;
    if (end == End::kAbortAll) hooks.should_abort_all = [&] { return ++steps == kCutStep; };
    if (end == End::kThrow) {
      hooks.on_progress = [&](const GenerateProgress&) {
        base::Require(++steps < kCutStep, "from the hook");
      };
      const std::string message = base::MessageOf([&] { engine_.Generate(requests, hooks); });
      EXPECT_EQ(message, steps == kCutStep ? "from the hook" : "");
    } else {
      ExpectAsAlone(requests, engine_.Generate(requests, hooks), end == End::kAbortAll);
    }
    ASSERT_EQ(engine_.cache().used_blocks(), 0);
    if (end == End::kWhole) served_ += static_cast<int64_t>(requests.size());
  }

  void ExpectAsAlone(const std::vector<GenerateRequest>& requests,
                     const std::vector<Completion>& got, bool cut) {
    base::SetNumThreads(1);
    std::size_t at = 0, samples = 0;
    for (const GenerateRequest& request : requests) samples += request.num_samples;
    ASSERT_EQ(got.size(), samples);
    for (const GenerateRequest& request : requests) {
      GenerateRequest one = request;
      one.num_samples = 1;
      for (one.first_sample = 0; one.first_sample < request.num_samples; ++one.first_sample) {
        const Completion expected = alone_.Generate({&one, 1}, hooks_)[0];
        const Completion& c = got[at++];
        const bool same = SameCompletion(c, expected) || (cut && IsBeginning(c, expected));
        ASSERT_TRUE(same) << "request " << request.id << ", sample " << one.first_sample;
        ++endings_[static_cast<int>(c.finish_reason)];
        ++completions_;
      }
    }
  }

  static bool IsBeginning(const Completion& part, const Completion& whole) {
    const std::size_t n = part.logprobs.size();
    return part.finish_reason == FinishReason::kAborted && n <= whole.logprobs.size() &&
           std::equal(part.tokens.begin(), part.tokens.end(), whole.tokens.begin()) &&
           SameBits(part.logprobs, {whole.logprobs.begin(), whole.logprobs.begin() + n});
  }

  void Soak(int64_t requests) {
    int64_t resident = 0, peak = 0, reserved = 0;  // after a tenth
    for (int call = 0; served_ < requests; ++call) {
      const bool warm = served_ >= requests / 10;
      Call(call, call % 16 == 3 ? End::kAbortAll : call % 16 == 9 ? End::kThrow : End::kWhole);
      if (HasFatalFailure()) return;
      if (!warm) {
        resident = base::ProcessBytes("VmRSS");
        peak = base::ProcessBytes("VmHWM");
        reserved = engine_.cache().reserved_bytes();
        continue;
      }
      ASSERT_EQ(engine_.cache().reserved_bytes(), reserved);
      ASSERT_LE(base::ProcessBytes("VmRSS"), resident + kSlack) << "call " << call;
      ASSERT_LE(base::ProcessBytes("VmHWM"), peak + kSlack) << "call " << call;
    }
    std::printf("resident after a tenth and at the end: %.2f and %.2f MB\n", resident * 1e-6,
                base::ProcessBytes("VmRSS") * 1e-6);
  }

  // That the soak was one: every way to end, and many samples put aside.
  void ExpectVariety() {
    const EngineStats& stats = engine_.stats();
    EXPECT_GT(stats.rebuilt_tokens, stats.generated_tokens / 100);
    EXPECT_GT(stats.row_steps, 4 * stats.steps);  // the cache is well used nevertheless
    EXPECT_EQ(stats.peak_blocks, kBlocks);
    for (const int64_t count : endings_) EXPECT_GT(count, completions_ / 20);
    std::printf(
        "%lu requests: %ld stopped, %ld at full length, %ld given up; %ld tokens, %ld fed "
        "again after being put aside; %.1f rows a step\n",
        next_id_, endings_[0], endings_[1], endings_[2], stats.generated_tokens,
        stats.rebuilt_tokens, static_cast<double>(stats.row_steps) / stats.steps);
  }

  TestCodec codec_;
  ModelConfig config_;
  std::shared_ptr<Transformer> transformer_;
  LocalEngine engine_, alone_;
  GenerateHooks hooks_;
  uint64_t next_id_ = 0;
  int64_t served_ = 0;  // requests of whole calls
  int64_t completions_ = 0;
  int64_t endings_[3] = {};
};

INSTANTIATE_TEST_SUITE_P(Formats, EngineSoakTest,
                         ::testing::Values(WeightFormat::kFloat32, WeightFormat::kBFloat16,
                                           WeightFormat::kQuantized),
                         [](const ::testing::TestParamInfo<WeightFormat>& info) {
                           return std::string(WeightFormatName(info.param));
                         });

TEST_P(EngineSoakTest, EndsWithEveryBlockFreeNoGrowthAndEveryCompletionAsAlone) {
  Soak(GetParam() == WeightFormat::kFloat32 ? 200000 : 20000);
  ExpectVariety();
}

}  // namespace
}  // namespace r1bench::model
