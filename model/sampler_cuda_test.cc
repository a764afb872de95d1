// kernels/sampling on the GPU follows the rule of sampler.h: the same tokens and statistics.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/rng.h"
#include "kernels/cuda/testing.h"
#include "kernels/sampling/sampling_cuda.h"
#include "kernels/token_logprob/token_logprob_cuda.h"
#include "model/sampler.h"

namespace r1bench::model {
namespace {

using cuda::DeviceArray;
using cuda::SampleInput;
using cuda::SampleSettings;
using cuda::ToDevice;
using cuda::ToHost;
using kernels::TokenStats;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Rows with settings of every kind.
struct Batch {
  Batch(int64_t rows, int64_t vocab, float spread, uint64_t seed = 1)
      : vocab(vocab), logits(rows * vocab), params(rows), rows(rows) {
    base::Rng rng(seed, "sampler_cuda_test");
    for (float& x : logits) x = spread * rng.Normal();
    for (int64_t t = 0; t < rows; ++t) {
      SamplingParams& p = params[t];
      p.seed = seed + t % 3;
      p.temperature = t % 2 == 0 ? 1.0f : 0.3f + 0.2f * static_cast<float>(t % 7);
      p.greedy = t % 5 == 4;
      if (t % 3 != 0) p.top_k = static_cast<int>(1 + t * 17 % (vocab + 3));
      if (t % 4 > 1) p.top_p = t % 4 == 2 ? 0.9f : 0.37f;
      this->rows[t].request_id = 1000 + 7 * t;
      this->rows[t].sample = static_cast<int>(t % 4);
      this->rows[t].position = t * t;
    }
    Point();
  }
  void Point() {
    for (size_t t = 0; t < rows.size(); ++t) rows[t].params = &params[t];
  }
  float* row(int64_t t) { return logits.data() + t * vocab; }

  int64_t vocab;
  std::vector<float> logits;
  std::vector<SamplingParams> params;
  std::vector<SampleRow> rows;
};

struct Choices {
  std::vector<int32_t> tokens;
  std::vector<TokenStats> stats;
};

std::vector<float> Flat(const Choices& choices) {
  std::vector<float> out;
  for (size_t t = 0; t < choices.tokens.size(); ++t) {
    const TokenStats& s = choices.stats[t];
    out.insert(out.end(), {static_cast<float>(choices.tokens[t]), s.logp, s.entropy, s.lse});
  }
  return out;
}

Choices Cpu(const Batch& in) {
  Choices out = {std::vector<int32_t>(in.rows.size()), std::vector<TokenStats>(in.rows.size())};
  SampleRows(in.rows, in.vocab, in.logits.data(), out.tokens.data(), out.stats.data());
  return out;
}

class SamplerCuda : public cuda::CudaTest {
 protected:
  Choices Gpu(const Batch& in, bool truncated = true) {
    std::vector<SampleSettings> settings;
    std::vector<int64_t> positions;
    for (const SampleRow& row : in.rows) {
      const SamplingParams& p = *row.params;
      settings.push_back(
          {p.seed, row.request_id, row.sample, p.top_k, p.top_p, p.temperature, p.greedy ? 1 : 0});
      positions.push_back(row.position);
    }
    const auto device_logits = ToDevice(stream(), in.logits);
    const auto device_settings = ToDevice(stream(), settings);
    const auto device_positions = ToDevice(stream(), positions);
    const int64_t rows = device_positions.size();
    DeviceArray<unsigned char> workspace(cuda::SampleWorkspaceBytes(rows, in.vocab));
    DeviceArray<int32_t> tokens(rows);
    DeviceArray<TokenStats> stats(rows);
    SampleInput input;
    input.rows = rows;
    input.vocab = in.vocab;
    input.logits = device_logits.data();
    input.settings = device_settings.data();
    input.positions = device_positions.data();
    input.truncated = truncated;
    SampleTokens(stream(), input, workspace.data(), tokens.data(), stats.data());
    return {ToHost(stream(), tokens), ToHost(stream(), stats)};
  }
};

TEST_F(SamplerCuda, TokensAndStatsAreTheCpus) {
  for (const int64_t vocab : {1, 3, 64, 300, 512, 513, 1100, 5000, 17000}) {
    for (const float spread : {0.5f, 3.0f}) {
      const Batch in(20, vocab, spread);
      const auto got = SameInEveryOrder([&] { return Flat(Gpu(in)); });
      kernels::ExpectSameBits(Flat(Cpu(in)), got, std::to_string(vocab));
      if (HasFatalFailure()) return;
    }
  }
}

TEST_F(SamplerCuda, TheLargestVocabulary) {
  const Batch in(6, 152064, 2.5f);
  kernels::ExpectSameBits(Flat(Cpu(in)), Flat(Gpu(in)), "152064 tokens");
}

TEST_F(SamplerCuda, TiesGoToTheLowerId) {
  for (const int64_t vocab : {200, 1100, 6000}) {
    Batch in(20, vocab, 2.0f);
    for (float& x : in.logits) x = std::round(x * 2.0f) / 2.0f;  // 0 of both signs among them
    kernels::ExpectSameBits(Flat(Cpu(in)), Flat(Gpu(in)), std::to_string(vocab));
  }
}

// More tokens in one bin than are put in order at once.
TEST_F(SamplerCuda, ListsThatEndInACrowd) {
  Batch in(24, 9000, 0.002f);
  for (int64_t t = 0; t < 12; ++t) std::fill(in.row(t), in.row(t) + in.vocab, 1.25f);
  for (int64_t t = 0; t < 24; ++t) {
    in.params[t].top_k = t % 3 == 0 ? 0 : static_cast<int>(1 + t * 370);
    in.params[t].top_p = t % 2 == 0 ? 0.08f * static_cast<float>(1 + t % 12) : 1.0f;
  }
  const auto got = SameInEveryOrder([&] { return Flat(Gpu(in)); });
  kernels::ExpectSameBits(Flat(Cpu(in)), got, "crowd");
}

TEST_F(SamplerCuda, ForbiddenTokens) {
  Batch in(20, 1500, 2.0f);
  for (int64_t t = 0; t < 20; ++t) {
    const int64_t kept = 1 + t * t * 4;
    for (int64_t v = 0; v < in.vocab; ++v) {
      if ((v * 7919 + t) % in.vocab >= kept) in.row(t)[v] = -kInfinity;
    }
  }
  kernels::ExpectSameBits(Flat(Cpu(in)), Flat(Gpu(in)), "forbidden");
}

TEST_F(SamplerCuda, ManyPositionsOfOneRequest) {
  Batch in(300, 700, 1.0f);
  for (int64_t t = 0; t < 300; ++t) {
    std::copy(in.row(0), in.row(0) + in.vocab, in.row(t));
    in.params[t] = in.params[0];
    in.params[t].top_p = t % 2 == 0 ? 1.0f : 0.95f;
    in.rows[t].request_id = ~uint64_t{0} - 5;
    in.rows[t].position = (int64_t{1} << 31) + t;
  }
  kernels::ExpectSameBits(Flat(Cpu(in)), Flat(Gpu(in)), "positions");
}

TEST_F(SamplerCuda, BadLogitsGiveNoToken) {
  Batch in(12, 600, 2.0f);
  for (const int64_t t : {0, 1, 4, 5}) in.row(t)[t * 100] = std::nanf("");
  for (const int64_t t : {6, 7}) in.row(t)[3] = kInfinity;
  for (const int64_t t : {8, 10}) std::fill(in.row(t), in.row(t) + in.vocab, -kInfinity);
  const Choices got = Gpu(in);
  for (const int64_t t : {0, 1, 4, 5, 6, 7, 8, 10}) EXPECT_EQ(got.tokens[t], -1) << t;
  for (const int64_t t : {2, 3, 9, 11}) EXPECT_GE(got.tokens[t], 0) << t;
}

TEST_F(SamplerCuda, ARowIsTheSameInEveryBatch) {
  const Batch in(12, 1100, 2.0f);
  const Choices together = Gpu(in);
  for (size_t t = 0; t < in.rows.size(); ++t) {
    Batch one(1, 1100, 2.0f);
    one.logits.assign(in.logits.begin() + t * 1100, in.logits.begin() + (t + 1) * 1100);
    one.params = {in.params[t]};
    one.rows = {in.rows[t]};
    one.Point();
    kernels::ExpectSameBits(Flat({{together.tokens[t]}, {together.stats[t]}}), Flat(Gpu(one)),
                            std::to_string(t));
  }
}

TEST_F(SamplerCuda, WithoutTruncationItsRowsHaveNoToken) {
  Batch in(2, 600, 2.0f);
  in.params[0].top_k = 0;
  in.params[0].top_p = 1.0f;
  in.params[1].top_k = 5;
  const Choices expected = Cpu(in), got = Gpu(in, /*truncated=*/false);
  EXPECT_EQ(got.tokens[0], expected.tokens[0]);
  EXPECT_EQ(got.tokens[1], -1);
}

// What the trainer computes for a sampled token is what the sampler has recorded.
TEST_F(SamplerCuda, TheTrainersStatsAreTheRollouts) {
  constexpr int64_t kRows = 40, kVocab = 1200, kHidden = 48;
  const auto run = [&]<typename T>(T) {
    cuda::Matmul matmul(cuda::MatmulMode::kFixedOrder);
    const auto hidden =
        ToDevice(stream(), cuda::FromFloats<T>(kernels::TestFloats(kRows * kHidden, 1)));
    const auto weight =
        ToDevice(stream(), cuda::FromFloats<T>(kernels::TestFloats(kVocab * kHidden, 2)));
    DeviceArray<float> logits(kRows * kVocab);
    Batch in(kRows, kVocab, 1.0f);
    for (int64_t t = 0; t < kRows; t += 8) {  // as a decode step of 8 rows does
      matmul.Forward(stream(), {8, kVocab, kHidden}, hidden.data() + t * kHidden, weight.data(),
                     nullptr, false, logits.data() + t * kVocab);
    }
    in.logits = ToHost(stream(), logits);
    const Choices rollout = Gpu(in);
    std::vector<float> inverses;
    for (const SamplingParams& p : in.params) inverses.push_back(1.0f / p.temperature);
    const auto inv_temperatures = ToDevice(stream(), inverses);
    const auto targets = ToDevice(stream(), rollout.tokens);
    cuda::TokenLogprobInput<T> input;
    input.shape = {kRows, kVocab, kHidden};
    input.hidden = hidden.data();
    input.weight = weight.data();
    input.inv_temperatures = inv_temperatures.data();
    input.targets = targets.data();
    DeviceArray<unsigned char> workspace(cuda::TokenLogprobWorkspaceBytes<T>(input.shape));
    DeviceArray<TokenStats> stats(kRows);
    TokenLogprobForward(stream(), matmul, input, workspace.data(), stats.data());
    const Choices trainer = {rollout.tokens, ToHost(stream(), stats)};
    kernels::ExpectSameBits(Flat(rollout), Flat(trainer), "rollout and trainer");
  };
  run(0.0f);
  run(cuda::Bf16{0});
}

}  // namespace
}  // namespace r1bench::model
