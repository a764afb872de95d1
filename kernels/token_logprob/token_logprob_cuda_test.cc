#include "kernels/token_logprob/token_logprob_cuda.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/gemm/gemm.h"
#include "kernels/softmax/softmax.h"

namespace r1bench::cuda {
namespace {

using kernels::TokenStats;

constexpr MatmulMode kModes[] = {MatmulMode::kFixedOrder, MatmulMode::kFast};

// Vocabularies of less than a block, of whole blocks, and with a rest; a few odd sizes.
const HeadShape kShapes[] = {{3, 7, 5}, {5, 1024, 16}, {9, 1300, 24}, {2, 1027, 8}};

std::string Name(const HeadShape& s) {
  return std::to_string(s.rows) + "x" + std::to_string(s.vocab) + "x" + std::to_string(s.hidden);
}

struct Numbers {
  explicit Numbers(const HeadShape& s)
      : shape(s),
        hidden(kernels::TestFloats(s.rows * s.hidden, 1, 2.0f)),
        weight(kernels::TestFloats(s.vocab * s.hidden, 2)),
        dlogp(kernels::TestFloats(s.rows, 3)),
        dhidden(kernels::TestFloats(s.rows * s.hidden, 4)),
        dweight(kernels::TestFloats(s.vocab * s.hidden, 5)) {
    for (int64_t t = 0; t < s.rows; ++t) {
      targets.push_back(t % 4 == 1 ? -1 : static_cast<int32_t>((s.vocab - 1) * (t + 1) / s.rows));
      inv_temperatures.push_back(1.0f / (0.5f + 0.25f * static_cast<float>(t)));
    }
  }
  HeadShape shape;
  std::vector<float> hidden, weight, dlogp, dhidden, dweight, inv_temperatures;
  std::vector<int32_t> targets;
};

// As plain steps on the CPU, with all logits at once.
std::vector<TokenStats> CpuStats(const Numbers& in, std::vector<float>* logits) {
  const auto& [rows, vocab, hidden] = in.shape;
  kernels::PackedMatrix w;
  w.Pack(in.weight.data(), vocab, hidden);
  logits->resize(rows * vocab);
  kernels::GemmPacked(rows, in.hidden.data(), hidden, w, logits->data(), vocab, nullptr);
  std::vector<TokenStats> stats(rows);
  for (int64_t t = 0; t < rows; ++t) {
    kernels::LogSoftmaxStats(1, vocab, logits->data() + t * vocab, vocab, in.inv_temperatures[t],
                             &in.targets[t], &stats[t]);
  }
  return stats;
}

// dhidden, then dweight; the logits' gradient is rounded to T.
template <typename T>
std::vector<float> CpuGradients(const Numbers& in) {
  const int64_t rows = in.shape.rows, vocab = in.shape.vocab, hidden = in.shape.hidden;
  std::vector<float> logits;
  const std::vector<TokenStats> stats = CpuStats(in, &logits);
  for (int64_t t = 0; t < rows; ++t) {
    float* row = logits.data() + t * vocab;
    kernels::LogSoftmaxBackward(1, 0, vocab, row, vocab, in.inv_temperatures[t], &in.targets[t],
                                &stats[t], &in.dlogp[t], row);
  }
  logits = Rounded<T>(logits);
  std::vector<float> dhidden = in.dhidden, dweight = in.dweight;
  kernels::Gemm({.m = rows,
                 .n = hidden,
                 .k = vocab,
                 .a = logits.data(),
                 .a_row = vocab,
                 .b = in.weight.data(),
                 .ldb = hidden,
                 .c = dhidden.data(),
                 .ldc = hidden,
                 .accumulate = true});
  kernels::Gemm({.m = vocab,
                 .n = hidden,
                 .k = rows,
                 .a = logits.data(),
                 .a_row = 1,
                 .a_col = vocab,
                 .b = in.hidden.data(),
                 .ldb = hidden,
                 .c = dweight.data(),
                 .ldc = hidden,
                 .accumulate = true});
  return Joined(dhidden, dweight);
}

std::vector<float> Flat(const std::vector<TokenStats>& stats) {
  std::vector<float> out;
  for (const TokenStats& s : stats) out.insert(out.end(), {s.logp, s.entropy, s.lse});
  return out;
}

template <typename T>
class TokenLogprobCuda : public CudaTest {
 protected:
  Numbers In(const HeadShape& s) {
    Numbers in(s);
    in.hidden = Rounded<T>(in.hidden);
    in.weight = Rounded<T>(in.weight);
    return in;
  }

  // Rows [first, first + rows) of the batch.
  std::vector<TokenStats> Forward(MatmulMode mode, const Numbers& in, int64_t first, int64_t rows,
                                  int64_t columns) {
    Device device(stream(), in, first, rows);
    Matmul matmul(mode);
    DeviceArray<unsigned char> workspace(
        TokenLogprobWorkspaceBytes<T>(device.input.shape, columns));
    DeviceArray<TokenStats> stats(rows);
    TokenLogprobForward(stream(), matmul, device.input, workspace.data(), stats.data(), columns);
    return ToHost(stream(), stats);
  }

  std::vector<float> Gradients(MatmulMode mode, const Numbers& in, int64_t columns) {
    const int64_t rows = in.shape.rows;
    Device device(stream(), in, 0, rows);
    Matmul matmul(mode);
    DeviceArray<unsigned char> workspace(
        TokenLogprobWorkspaceBytes<T>(device.input.shape, columns));
    const auto stats = ToDevice(stream(), Forward(mode, in, 0, rows, columns));
    const auto dlogp = ToDevice(stream(), in.dlogp);
    auto dhidden = ToDevice(stream(), in.dhidden), dweight = ToDevice(stream(), in.dweight);
    TokenLogprobBackward(stream(), matmul, device.input, stats.data(), dlogp.data(),
                         workspace.data(), dhidden.data(), dweight.data(), columns);
    return Joined(ToHost(stream(), dhidden), ToHost(stream(), dweight));
  }

 private:
  struct Device {
    Device(const Stream& stream, const Numbers& in, int64_t first, int64_t rows)
        : hidden(ToDevice(stream, FromFloats<T>(Part(in.hidden, first, rows, in.shape.hidden)))),
          weight(ToDevice(stream, FromFloats<T>(in.weight))),
          inv_temperatures(ToDevice(stream, Part(in.inv_temperatures, first, rows, 1))),
          targets(ToDevice(stream, Part(in.targets, first, rows, 1))) {
      input.shape = {rows, in.shape.vocab, in.shape.hidden};
      input.hidden = hidden.data();
      input.weight = weight.data();
      input.inv_temperatures = inv_temperatures.data();
      input.targets = targets.data();
    }
    template <typename V>
    static std::vector<V> Part(const std::vector<V>& x, int64_t first, int64_t rows, int64_t n) {
      return {x.begin() + first * n, x.begin() + (first + rows) * n};
    }
    DeviceArray<T> hidden, weight;
    DeviceArray<float> inv_temperatures;
    DeviceArray<int32_t> targets;
    TokenLogprobInput<T> input;
  };
};

using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(TokenLogprobCuda, Types);

TYPED_TEST(TokenLogprobCuda, AgreesWithTheCpu) {
  for (const HeadShape& s : kShapes) {
    const Numbers in = this->In(s);
    std::vector<float> logits;
    const std::vector<float> stats = Flat(CpuStats(in, &logits));
    const std::vector<float> gradients = CpuGradients<TypeParam>(in);
    for (const MatmulMode mode : kModes) {
      const auto got = Flat(this->Forward(mode, in, 0, s.rows, 0));
      ExpectClose(stats, got, 1e-5, 1e-6, Name(s));
      // A number of the logits' gradient may round to the other neighbour: 2^-8 of it.
      const double absolute = std::is_same_v<TypeParam, float> ? 2e-6 : 4e-3;
      ExpectClose(gradients, this->Gradients(mode, in, 0), absolute, 1e-6, Name(s));
    }
  }
}

TYPED_TEST(TokenLogprobCuda, ChunksOfTheVocabularyAndTheOrderOfThreadsChangeNoBit) {
  const HeadShape s = {5, 1300, 24};
  const Numbers in = this->In(s);
  const auto whole = this->SameInEveryOrder([&] {
    return Joined(Flat(this->Forward(MatmulMode::kFixedOrder, in, 0, s.rows, 1536)),
                  this->Gradients(MatmulMode::kFixedOrder, in, 1536));
  });
  for (const int64_t columns : {512, 1024}) {
    const auto got = Joined(Flat(this->Forward(MatmulMode::kFixedOrder, in, 0, s.rows, columns)),
                            this->Gradients(MatmulMode::kFixedOrder, in, columns));
    kernels::ExpectSameBits(whole, got, std::to_string(columns));
  }
}

TYPED_TEST(TokenLogprobCuda, ARowHasTheSameBitsInEveryBatch) {
  const HeadShape s = {70, 600, 24};
  const Numbers in = this->In(s);
  const auto together = this->Forward(MatmulMode::kFixedOrder, in, 0, s.rows, 0);
  for (const int64_t rows : {1, 3, 17}) {
    for (const int64_t first : {int64_t{0}, s.rows - rows}) {
      const std::vector<TokenStats> expected(together.begin() + first,
                                             together.begin() + first + rows);
      const auto got = this->Forward(MatmulMode::kFixedOrder, in, first, rows, 0);
      kernels::ExpectSameBits(Flat(expected), Flat(got), std::to_string(rows));
    }
  }
}

TYPED_TEST(TokenLogprobCuda, RowsWithoutATargetHaveNoGradient) {
  Numbers in = this->In({4, 600, 16});
  std::fill(in.targets.begin(), in.targets.end(), -1);
  kernels::ExpectSameBits(Joined(in.dhidden, in.dweight),
                          this->Gradients(MatmulMode::kFixedOrder, in, 0), "unchanged");
}

class Fp32TokenLogprobCuda : public TokenLogprobCuda<float> {};

TEST_F(Fp32TokenLogprobCuda, HasTheBitsOfTheCpu) {
  for (const HeadShape& s : kShapes) {
    const Numbers in = In(s);
    std::vector<float> logits;
    const std::vector<float> stats = Flat(CpuStats(in, &logits));
    kernels::ExpectSameBits(stats, Flat(Forward(MatmulMode::kFixedOrder, in, 0, s.rows, 512)),
                            Name(s));
    kernels::ExpectSameBits(CpuGradients<float>(in), Gradients(MatmulMode::kFixedOrder, in, 512),
                            Name(s));
  }
}

}  // namespace
}  // namespace r1bench::cuda
