#include "kernels/embedding/embedding_cuda.h"

#include <string>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/embedding/embedding.h"

namespace r1bench::cuda {
namespace {

constexpr int64_t kVocab = 40;

struct Shape {
  int64_t count, n;
};
const Shape kShapes[] = {{1, 1}, {5, 7}, {70, 8}, {33, 64}, {40, 300}, {9, 2056}, {3, 4104}};

std::string Name(const Shape& s) { return std::to_string(s.count) + " x " + std::to_string(s.n); }

// Some tokens often, most once or not at all.
std::vector<int32_t> Tokens(int64_t count) {
  std::vector<int32_t> tokens;
  for (int64_t t = 0; t < count; ++t) {
    tokens.push_back(static_cast<int32_t>(t % 3 == 1 ? 17 : (t * 23 + 39) % kVocab));
  }
  return tokens;
}

// No row twice.
std::vector<int32_t> Rows(int64_t count) {
  std::vector<int32_t> rows;
  for (int64_t i = 0; i < count; ++i) rows.push_back(static_cast<int32_t>(2 * i + 1));
  return rows;
}

template <typename T>
class EmbeddingCuda : public CudaTest {
 protected:
  template <typename To>
  std::vector<float> Gather(const Shape& s, const std::vector<float>& table) {
    const auto tokens = ToDevice(stream(), Tokens(s.count));
    const auto from = ToDevice(stream(), FromFloats<T>(table));
    DeviceArray<To> out(s.count * s.n);
    GatherRows(stream(), s.count, s.n, tokens.data(), from.data(), out.data());
    return ToFloats(ToHost(stream(), out));
  }

  std::vector<float> Backward(const Shape& s, const std::vector<float>& dout,
                              const std::vector<float>& dtable) {
    const auto tokens = ToDevice(stream(), Tokens(s.count));
    const auto from = ToDevice(stream(), FromFloats<T>(dout));
    auto to = ToDevice(stream(), dtable);
    DeviceArray<char> workspace(EmbeddingBackwardWorkspaceBytes(s.count));
    EmbeddingBackward(stream(), s.count, s.n, tokens.data(), from.data(), to.data(),
                      workspace.data());
    return ToHost(stream(), to);
  }

  std::vector<float> AddRows(const Shape& s, const std::vector<float>& from,
                             const std::vector<float>& to) {
    const auto rows = ToDevice(stream(), Rows(s.count));
    const auto x = ToDevice(stream(), FromFloats<T>(from));
    auto y = ToDevice(stream(), FromFloats<T>(to));
    AddToRows(stream(), s.count, s.n, rows.data(), x.data(), y.data());
    return ToFloats(ToHost(stream(), y));
  }
};

using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(EmbeddingCuda, Types);

TYPED_TEST(EmbeddingCuda, GathersTheRowsOfTheCpu) {
  for (const Shape& s : kShapes) {
    const std::vector<float> table = kernels::TestFloats(kVocab * s.n, 1);
    const std::vector<float> rounded = Rounded<TypeParam>(table);
    std::vector<float> expected(s.count * s.n);
    kernels::EmbeddingForward(s.count, s.n, kVocab, Tokens(s.count).data(), rounded.data(),
                              expected.data());
    kernels::ExpectSameBits(
        expected, this->SameInEveryOrder([&] { return this->template Gather<float>(s, table); }),
        Name(s));
    kernels::ExpectSameBits(Rounded<Bf16>(expected), this->template Gather<Bf16>(s, table),
                            Name(s) + ", to bf16");
  }
}

TYPED_TEST(EmbeddingCuda, BackwardHasTheBitsOfTheCpuInEveryOrder) {
  for (const Shape& s : kShapes) {
    const std::vector<float> dout = kernels::TestFloats(s.count * s.n, 2);
    const std::vector<float> dtable = kernels::TestFloats(kVocab * s.n, 3);
    const auto got = this->SameInEveryOrder([&] { return this->Backward(s, dout, dtable); });
    std::vector<float> expected = dtable;
    kernels::EmbeddingBackward(s.count, s.n, kVocab, Tokens(s.count).data(),
                               Rounded<TypeParam>(dout).data(), expected.data());
    kernels::ExpectSameBits(expected, got, Name(s));
  }
}

TYPED_TEST(EmbeddingCuda, AddsToTheNamedRowsAlone) {
  for (const Shape& s : kShapes) {
    const std::vector<float> from = kernels::TestFloats(s.count * s.n, 4);
    const std::vector<float> to = kernels::TestFloats((2 * s.count + 1) * s.n, 5);
    const auto got = this->SameInEveryOrder([&] { return this->AddRows(s, from, to); });
    std::vector<float> expected = Rounded<TypeParam>(to);
    const std::vector<float> added = Rounded<TypeParam>(from);
    for (int64_t i = 0; i < s.count * s.n; ++i) {
      expected[(2 * (i / s.n) + 1) * s.n + i % s.n] += added[i];
    }
    kernels::ExpectSameBits(Rounded<TypeParam>(expected), got, Name(s));
  }
}

TYPED_TEST(EmbeddingCuda, NoRowsAreNoWork) {
  GatherRows<TypeParam, TypeParam>(this->stream(), 0, 8, nullptr, nullptr, nullptr);
  AddToRows<TypeParam>(this->stream(), 0, 8, nullptr, nullptr, nullptr);
  EmbeddingBackward<TypeParam>(this->stream(), 0, 8, nullptr, nullptr, nullptr, nullptr);
}

}  // namespace
}  // namespace r1bench::cuda
