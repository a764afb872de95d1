// The comparison with a peer's samples on a tiny model, whose "peer" is our own forward pass.
#include "train/bench_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "train/learner.h"
#include "train/testing.h"

namespace r1bench::train {
namespace {

using ::testing::HasSubstr;

// Two groups' worth of samples, with log-probabilities from `model` itself.
PeerSamples SamplesOf(model::Transformer* model) {
  PeerSamples peer;
  peer.weights = "float32";
  const double advantages[] = {1.5, -1.5, 0.5, -0.5};
  for (int32_t i = 0; i < 4; ++i) {
    PeerSample sample{.prompt = {1, 2, 3},
                      .completion = {4 + i, 5, 6 - i, 7},
                      .advantage = advantages[i],
                      .logps = {}};
    std::vector<int32_t> tokens = sample.prompt;
    tokens.insert(tokens.end(), sample.completion.begin(), sample.completion.end());
    const Document document{tokens, 3};
    Scorer scorer(model);
    scorer.Forward(PackDocuments({&document, 1}, 100)[0], 1.0f);
    sample.logps.assign(scorer.logp().begin(), scorer.logp().end());
    for (const float logp : sample.logps) peer.surrogate -= sample.advantage * logp / 16;
    peer.samples.push_back(sample);
  }
  return peer;
}

TEST(PeerSamples, OfOurOwnModelAgree) {
  const auto model = MakeModel(TinyConfig(), 3);
  PeerSamples peer = SamplesOf(model.get());
  const SampleComparison ours = ScorePeerSamples(peer, 14, model.get());
  EXPECT_EQ(ours.tokens, 16);
  EXPECT_EQ(ours.max_difference, 0);
  EXPECT_NEAR(ours.loss, 0, 1e-12);
  EXPECT_NEAR(ours.surrogate, peer.surrogate, 1e-9);
  EXPECT_GT(ours.grad_norm, 0);
  peer.grad_norm = ours.grad_norm;
  EXPECT_TRUE(WithinBf16(peer, ours));
  EXPECT_THAT(SamplesText(peer, ours), HasSubstr("bf16: yes"));
  // The micro-batches change nothing, and the weights are as before.
  const SampleComparison again = ScorePeerSamples(peer, 1000, model.get());
  EXPECT_EQ(again.grad_norm, ours.grad_norm);
  EXPECT_EQ(again.surrogate, ours.surrogate);
}

TEST(PeerSamples, OfAnotherModelDoNot) {
  const auto model = MakeModel(TinyConfig(), 3);
  PeerSamples peer = SamplesOf(MakeModel(TinyConfig(), 4).get());
  const SampleComparison ours = ScorePeerSamples(peer, 1000, model.get());
  peer.grad_norm = ours.grad_norm;
  EXPECT_GT(ours.max_difference, 0);
  EXPECT_FALSE(WithinBf16(peer, ours));
}

TEST(PeerSamples, AreReadFromJsonAndErrorsNameThePlace) {
  const base::Json good = base::ParseJson(
      R"({"weights": "bfloat16", "loss": -1e-8, "surrogate": 0.5, "grad_norm": 2,
          "samples": [{"prompt": [1], "completion": [2, 3], "advantage": 1, "logps": [-1, -2]}]})",
      "test");
  const PeerSamples peer = ParsePeerSamples(good, "s.json");
  EXPECT_EQ(peer.grad_norm, 2);
  EXPECT_EQ(peer.samples[0].completion, (std::vector<int32_t>{2, 3}));
  const auto message = [&](const std::function<void(base::Json&)>& spoil) -> std::string {
    base::Json bad = good;
    spoil(bad);
    try {
      ParsePeerSamples(bad, "s.json");
    } catch (const base::Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message([](base::Json& j) { j.erase("loss"); }), HasSubstr("s.json"));
  EXPECT_THAT(message([](base::Json& j) { j["samples"].clear(); }), HasSubstr("one sample"));
  EXPECT_THAT(message([](base::Json& j) { j["samples"][0]["logps"] = {1}; }),
              HasSubstr("s.json: sample 0: expected 2"));
  EXPECT_THAT(message([](base::Json& j) { j["samples"][0]["prompt"].clear(); }),
              HasSubstr("0 and 2 tokens"));
}

}  // namespace
}  // namespace r1bench::train
