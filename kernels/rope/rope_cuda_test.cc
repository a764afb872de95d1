#include "kernels/rope/rope_cuda.h"

#include <string>
#include <vector>

#include "kernels/cuda/testing.h"
#include "kernels/rope/rope.h"

namespace r1bench::cuda {
namespace {

constexpr int64_t kPositions = 50;

struct Shape {
  int64_t rows, n_heads, head_dim, row_stride;
};
// With and without vectors; more heads than a block takes at once; threads left over.
const Shape kShapes[] = {{1, 1, 2, 2},     {5, 3, 16, 80},  {4, 12, 64, 960}, {3, 40, 128, 6144},
                         {3, 5, 80, 1000}, {2, 3, 96, 300}, {6, 4, 10, 47},   {2, 7, 256, 7 * 256}};

std::string Name(const Shape& s, bool inverse) {
  return std::to_string(s.n_heads) + " heads of " + std::to_string(s.head_dim) +
         (inverse ? ", inverse" : "");
}

kernels::RopeTable Table(int64_t head_dim) {
  std::vector<float> frequencies;
  for (int64_t d = 0; d < head_dim / 2; ++d)
    frequencies.push_back(1.0f / static_cast<float>(d + 1));
  return kernels::RopeTable(head_dim, frequencies, kPositions);
}

std::vector<int32_t> Positions(int64_t rows) {
  std::vector<int32_t> positions;
  for (int64_t t = 0; t < rows; ++t) {
    positions.push_back(static_cast<int32_t>((t * 37 + 49) % kPositions));
  }
  return positions;
}

// Rows whose part behind the heads is NaN: it must come back as it was.
std::vector<float> Rows(const Shape& s) {
  std::vector<float> x = kernels::TestFloats(s.rows * s.row_stride, 1, 3.0f);
  for (int64_t t = 0; t < s.rows; ++t) {
    for (int64_t j = s.n_heads * s.head_dim; j < s.row_stride; ++j) {
      x[t * s.row_stride + j] = -__builtin_nanf("");
    }
  }
  return x;
}

template <typename T>
class RopeCuda : public CudaTest {
 protected:
  std::vector<float> Apply(const Shape& s, const std::vector<float>& rows, bool inverse) {
    const kernels::RopeTable table = Table(s.head_dim);
    const int64_t size = kPositions * s.head_dim / 2;
    const auto cos = ToDevice(stream(), std::vector<float>(table.cos(), table.cos() + size));
    const auto sin = ToDevice(stream(), std::vector<float>(table.sin(), table.sin() + size));
    const auto positions = ToDevice(stream(), Positions(s.rows));
    auto x = ToDevice(stream(), FromFloats<T>(rows));
    RopeApply(stream(), s.rows, s.n_heads, s.head_dim, s.row_stride, positions.data(), cos.data(),
              sin.data(), x.data(), inverse);
    return ToFloats(ToHost(stream(), x));
  }
};

using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(RopeCuda, Types);

TYPED_TEST(RopeCuda, HasTheBitsOfTheCpuInEveryOrder) {
  for (const Shape& s : kShapes) {
    for (const bool inverse : {false, true}) {
      const std::vector<float> rows = Rows(s);
      const auto got = this->SameInEveryOrder([&] { return this->Apply(s, rows, inverse); });
      std::vector<float> expected = Rounded<TypeParam>(rows);
      kernels::RopeApply(s.rows, s.n_heads, s.head_dim, s.row_stride, Positions(s.rows).data(),
                         Table(s.head_dim), expected.data(), inverse);
      kernels::ExpectSameBits(Rounded<TypeParam>(expected), got, Name(s, inverse));
    }
  }
}

TYPED_TEST(RopeCuda, ARowHasTheSameBitsInEveryBatch) {
  const Shape many = {6, 12, 64, 960}, one = {1, 12, 64, 960};
  const std::vector<float> rows = Rows(many), together = this->Apply(many, rows, false);
  // Row 0 of a batch has position 49, as row 0 of `many` has.
  const std::vector<float> first(rows.begin(), rows.begin() + one.row_stride);
  kernels::ExpectSameBits({together.begin(), together.begin() + one.row_stride},
                          this->Apply(one, first, false), "row 0 alone");
}

TYPED_TEST(RopeCuda, NoRowsAreNoWork) {
  RopeApply<TypeParam>(this->stream(), 0, 4, 64, 256, nullptr, nullptr, nullptr, nullptr, false);
  RopeApply<TypeParam>(this->stream(), 4, 0, 64, 256, nullptr, nullptr, nullptr, nullptr, false);
}

}  // namespace
}  // namespace r1bench::cuda
