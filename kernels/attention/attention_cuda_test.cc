#include "kernels/attention/attention_cuda.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/attention/attention_cuda_sequences.h"
#include "kernels/cuda/graph.h"
#include "kernels/cuda/testing.h"

namespace r1bench::cuda {
namespace {

template <typename T>
class AttentionCuda : public CudaTest {
 protected:
  static std::vector<Chunk> Whole(const Tokens& x) {
    std::vector<Chunk> chunks;
    for (int s = 0; s < static_cast<int>(x.lengths.size()); ++s) {
      chunks.push_back({s, 0, x.lengths[s]});
    }
    return chunks;
  }

  Attended Prefill(const Tokens& x) {
    DeviceSequences<T> device(stream(), x);
    device.Clear();
    device.Write(Whole(x));
    device.Prefill(Whole(x));
    return device.result();
  }
};

using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(AttentionCuda, Types);

// Groups of 1, 3, 4, 5 and 8; head sizes of each padded one, whole and not.
const AttentionDims kDims[] = {Dims(4, 4, 16), Dims(9, 3, 64), Dims(4, 1, 128), Dims(8, 1, 64),
                               Dims(5, 1, 40), Dims(3, 3, 8),  Dims(2, 1, 256), Dims(8, 2, 112)};

double LargestError(const std::vector<float>& exact, const std::vector<float>& got) {
  double largest = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    const double error = std::fabs(static_cast<double>(got[i]) - exact[i]);
    if (!(error <= largest)) largest = error;  // NaN too
  }
  return largest;
}

// At most twice the error that the CPU kernel of the same precision makes, and one rounding of the
// sums for results where that one is exact.
template <typename T>
void ExpectAsExactAsTheCpu(const Tokens& x, const Attended& got) {
  const Attended exact = ExactForward(x);
  const Attended cpu = CpuForward(x, std::is_same_v<T, Bf16>);
  EXPECT_LE(LargestError(exact.out, got.out),
            2 * LargestError(exact.out, Rounded<T>(cpu.out)) + 2e-7)
      << Name(x.dims);
  EXPECT_LE(LargestError(exact.lse, got.lse), 2 * LargestError(exact.lse, cpu.lse) + 5e-7)
      << Name(x.dims);
}

TYPED_TEST(AttentionCuda, PrefillIsAsExactAsTheCpuInEveryOrder) {
  for (const AttentionDims& dims : kDims) {
    const Tokens x = Tokens(dims, {1, 70, 17}, 3).As<TypeParam>();
    Attended got;
    this->SameInEveryOrder([&] {
      got = this->Prefill(x);
      return got.Joint();
    });
    ExpectAsExactAsTheCpu<TypeParam>(x, got);
  }
}

TYPED_TEST(AttentionCuda, DecodeHasTheBitsOfPrefillInEveryOrder) {
  for (const AttentionDims& dims : kDims) {
    const Tokens x = Tokens(dims, {3, 66, 17}, 4).As<TypeParam>();
    const std::vector<float> expected = this->Prefill(x).Joint();
    const auto decode = [&] {
      DeviceSequences<TypeParam> device(this->stream(), x);
      device.Clear();
      for (int64_t t = 0; t < 66; ++t) {
        std::vector<Chunk> step;
        for (int s = 0; s < 3; ++s) {
          if (t < x.lengths[s]) step.push_back({s, t, t + 1});
        }
        device.Write(step);
        if (t < 3 || t % 16 == 0 || t > 62) device.Decode(step);
      }
      return device.result().Joint();
    };
    const std::vector<float> got = this->SameInEveryOrder(decode);
    int64_t compared = 0;
    for (size_t i = 0; i < got.size(); ++i) {
      if (std::isnan(got[i])) continue;  // not decoded
      ASSERT_EQ(std::memcmp(&expected[i], &got[i], sizeof(float)), 0) << Name(dims) << " " << i;
      ++compared;
    }
    const int64_t rows = 3 + 9 + 4;  // decoded, of each sequence
    EXPECT_EQ(compared, rows * dims.n_heads * (dims.head_dim + 1)) << Name(dims);
  }
}

TYPED_TEST(AttentionCuda, ChunkedPrefillHasTheBitsOfOnePrefill) {
  for (const AttentionDims& dims : {Dims(3, 1, 64), Dims(2, 2, 24)}) {
    const Tokens x = Tokens(dims, {150, 40}, 5).As<TypeParam>();
    const std::vector<float> expected = this->Prefill(x).Joint();
    for (const int64_t chunk : {7, 64, 129}) {
      DeviceSequences<TypeParam> device(this->stream(), x);
      device.Clear();
      for (int64_t t = 0; t < 150; t += chunk) {
        std::vector<Chunk> step = {{0, t, std::min<int64_t>(150, t + chunk)}};
        if (t < 40) step.insert(step.begin(), {1, t, std::min<int64_t>(40, t + chunk)});
        device.Write(step);
        device.Prefill(step);
      }
      kernels::ExpectSameBits(expected, device.result().Joint(), "chunks of " + Name(dims));
    }
  }
}

// Three pieces of keys, the last one short.
TYPED_TEST(AttentionCuda, MergedPiecesAreExactAndTheSameInPrefillChunksAndDecode) {
  for (const AttentionDims& dims : {Dims(2, 1, 64), Dims(1, 1, 128)}) {
    const Tokens x = Tokens(dims, {1060, 530}, 6).As<TypeParam>();
    DeviceSequences<TypeParam> device(this->stream(), x);
    device.Clear();
    device.Write(this->Whole(x));
    const std::vector<Chunk> parts = {{0, 480, 540}, {1, 505, 530}};
    device.Prefill({{0, 1000, 1060}});
    device.Prefill(parts);
    const Attended prefill = device.result();
    device.Clear();
    device.Prefill({{1, 510, 530}, {0, 480, 516}});
    device.Prefill({{0, 516, 540}});
    for (const int64_t t : {1000, 1022, 1023, 1024, 1059}) {
      const int64_t other = std::min<int64_t>(t - 512, 529);
      device.Decode({{0, t, t + 1}, {1, other, other + 1}}, t % 2 * 600);
    }
    const std::vector<float> got = device.result().Joint(), expected = prefill.Joint();
    const std::vector<float> exact = ExactForward(x).Joint();
    const double tolerance = std::is_same_v<TypeParam, Bf16> ? 4e-3 : 1e-6;
    int64_t compared = 0;
    for (size_t i = 0; i < got.size(); ++i) {
      if (std::isnan(expected[i])) continue;
      ASSERT_NEAR(expected[i], exact[i], tolerance) << Name(dims) << " " << i;
      if (std::isnan(got[i])) continue;
      ASSERT_EQ(std::memcmp(&expected[i], &got[i], sizeof(float)), 0) << Name(dims) << " " << i;
      ++compared;
    }
    const int64_t rows = 60 + 20 + 5;  // of the chunks, and of the decoded others
    EXPECT_EQ(compared, rows * dims.n_heads * (dims.head_dim + 1));
  }
}

TYPED_TEST(AttentionCuda, ASequenceHasTheSameBitsAlone) {
  const Tokens x = Tokens(Dims(6, 2, 64), {33, 5, 80}, 7).As<TypeParam>();
  const Attended together = this->Prefill(x);
  for (int s = 0; s < 3; ++s) {
    Tokens one(x.dims, {x.lengths[s]}, 1);
    std::copy_n(x.Q(s, 0, 0), one.qkv.size(), one.qkv.begin());
    const auto part = [&](const std::vector<float>& all, int64_t width) {
      return std::vector<float>(all.begin() + x.begin[s] * width,
                                all.begin() + x.begin[s + 1] * width);
    };
    kernels::ExpectSameBits(Joined(part(together.out, x.q_size()), part(together.lse, 6)),
                            this->Prefill(one).Joint(), std::to_string(s));
  }
}

TYPED_TEST(AttentionCuda, KvWriteTouchesNothingElse) {
  const Tokens x = Tokens(Dims(2, 2, 24), {20}, 8).As<TypeParam>();
  DeviceSequences<TypeParam> device(this->stream(), x);
  device.Write({{0, 3, 19}});
  const std::vector<float> pool = ToFloats(ToHost(this->stream(), device.pool()));
  const std::vector<int32_t> pages = {2, 4};  // as DeviceSequences numbers them
  int64_t numbers = 0;
  for (const float v : pool) numbers += !std::isnan(v);
  EXPECT_EQ(numbers, 2 * 16 * x.kv_size());
  const KvPages<TypeParam> layer = device.pages();
  for (int64_t t = 3; t < 19; ++t) {
    for (int64_t g = 0; g < 2; ++g) {
      for (int64_t d = 0; d < 24; ++d) {
        const int64_t at = pages[t / 16] * layer.page_stride + (g * 16 + t % 16) * 24 + d;
        ASSERT_EQ(pool[layer.k - device.pool().data() + at], x.K(0, t, g)[d]) << t;
        ASSERT_EQ(pool[layer.v - device.pool().data() + at], x.V(0, t, g)[d]) << t;
      }
    }
  }
}

// The launches depend on host bounds alone: a recorded step follows the positions on the device.
TYPED_TEST(AttentionCuda, ARecordedStepServesLaterPositions) {
  const Stream& stream = this->stream();
  const Tokens x = Tokens(Dims(3, 1, 64), {20, 9}, 9).As<TypeParam>();
  const std::vector<float> expected = this->Prefill(x).out;
  DeviceSequences<TypeParam> device(stream, x);
  const int64_t width = x.q_size();
  DeviceArray<TypeParam> qkv(2 * x.stride), out(2 * width);
  DeviceArray<int32_t> positions(2), active(2);
  const int64_t max_keys = 600;
  DeviceArray<float> work(AttentionDecodeWorkspace(x.dims, 2, max_keys));
  const TypeParam* k = qkv.data() + width;
  const Graph step(stream, [&] {
    KvWrite(stream, x.dims, device.pages(), device.tables(), 2, active.data(), positions.data(), k,
            k + x.kv_size(), x.stride);
    AttentionDecode(stream, x.dims, device.pages(), device.tables(), 2, max_keys, positions.data(),
                    {qkv.data(), x.stride, out.data(), width, nullptr}, work.data());
  });
  for (int32_t t = 0; t < 20; ++t) {
    const bool both = t < 9;  // afterwards the second row is empty
    std::vector<float> rows(x.Q(0, t, 0), x.Q(0, t, 0) + x.stride);
    rows = Joined(rows, both ? std::vector<float>(x.Q(1, t, 0), x.Q(1, t, 0) + x.stride)
                             : Poisoned(x.stride));
    const std::vector<TypeParam> numbers = FromFloats<TypeParam>(rows);
    const std::vector<int32_t> at = {t, both ? t : -1}, sequences = {0, both ? 1 : -1};
    CopyToDevice(stream, numbers.data(), qkv.size(), qkv.data());
    CopyToDevice(stream, at.data(), 2, positions.data());
    CopyToDevice(stream, sequences.data(), 2, active.data());
    step.Launch(stream);
    const std::vector<float> got = ToFloats(ToHost(stream, out));
    const auto row = [&](int64_t i) {
      return std::vector<float>(expected.begin() + i * width, expected.begin() + (i + 1) * width);
    };
    kernels::ExpectSameBits(
        Joined(row(t), both ? row(20 + t) : std::vector<float>(static_cast<size_t>(width))), got,
        std::to_string(t));
  }
}

TYPED_TEST(AttentionCuda, RowsWithoutAPositionAreEmptyAndNotWritten) {
  const AttentionDims dims = Dims(2, 1, 8);
  const Stream& stream = this->stream();
  const auto rows = ToDevice(stream, FromFloats<TypeParam>(kernels::TestFloats(2 * 32, 1)));
  const auto minus = ToDevice(stream, std::vector<int32_t>{-1, -1});
  const auto tables = ToDevice(stream, std::vector<int32_t>{2147480000, 2147480000});
  const KvPages<TypeParam> none = {const_cast<TypeParam*>(rows.data()),
                                   const_cast<TypeParam*>(rows.data()), 0};
  KvWrite<TypeParam>(stream, dims, none, {tables.data(), 1}, 2, minus.data(), minus.data(),
                     rows.data(), rows.data(), 32);
  for (const int64_t max_keys : {0, 2000}) {
    DeviceArray<TypeParam> out(2 * 16);
    DeviceArray<float> lse(2 * 2), work(AttentionDecodeWorkspace(dims, 2, max_keys));
    AttentionDecode<TypeParam>(stream, dims, none, {tables.data(), 1}, 2, max_keys, minus.data(),
                               {rows.data(), 32, out.data(), 16, lse.data()}, work.data());
    for (const float x : ToFloats(ToHost(stream, out))) EXPECT_EQ(x, 0.0f);
    for (const float x : ToHost(stream, lse)) {
      EXPECT_EQ(x, -std::numeric_limits<float>::infinity());
    }
  }
  kernels::ExpectSameBits(Rounded<TypeParam>(kernels::TestFloats(2 * 32, 1)),
                          ToFloats(ToHost(stream, rows)), "rows");
}

}  // namespace
}  // namespace r1bench::cuda
