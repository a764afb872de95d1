#include "kernels/cuda/emulation/mma.h"

#include <cstring>

namespace r1bench::cuda::emulation {
namespace {

constexpr int kLanes = 32;

struct MmaArgs {
  float* d;
  const uint32_t* a;
  const uint32_t* b;
  const float* c;
};

float Low(uint32_t word) { return __builtin_bit_cast(float, word << 16); }
float High(uint32_t word) { return __builtin_bit_cast(float, word & 0xffff0000u); }

struct Operands {
  float a[16][16], b[16][8];
};

void Gather(void* const* all, Operands& to) {
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto& args = *static_cast<const MmaArgs*>(all[lane]);
    const int g = lane / 4, t = lane % 4 * 2;
    for (int i = 0; i < 4; ++i) {
      float* row = to.a[g + i % 2 * 8] + t + i / 2 * 8;
      row[0] = Low(args.a[i]);
      row[1] = High(args.a[i]);
    }
    for (int i = 0; i < 2; ++i) {
      to.b[t + i * 8][g] = Low(args.b[i]);
      to.b[t + i * 8 + 1][g] = High(args.b[i]);
    }
  }
}

// A product of two bf16 is exact in double, and so, but for extreme ranges, is their sum.
void Multiply(void* const* all, uint32_t) {
  Operands in;
  Gather(all, in);
  for (int i = 0; i < 16; ++i) {
    double sums[8];
    for (int j = 0; j < 8; ++j) {
      const auto& owner = *static_cast<const MmaArgs*>(all[i % 8 * 4 + j / 2]);
      sums[j] = owner.c[i / 8 * 2 + j % 2];
    }
    for (int k = 0; k < 16; ++k) {
      for (int j = 0; j < 8; ++j) sums[j] += static_cast<double>(in.a[i][k]) * in.b[k][j];
    }
    for (int j = 0; j < 8; ++j) {
      const auto& owner = *static_cast<const MmaArgs*>(all[i % 8 * 4 + j / 2]);
      owner.d[i / 8 * 2 + j % 2] = static_cast<float>(sums[j]);
    }
  }
}

struct LoadArgs {
  uint32_t* r;
  const void* row;
};

template <bool kTransposed>
void Load(void* const* all, uint32_t) {
  uint16_t matrices[4][8][8];
  for (int lane = 0; lane < kLanes; ++lane) {
    std::memcpy(matrices[lane / 8][lane % 8], static_cast<const LoadArgs*>(all[lane])->row, 16);
  }
  for (int lane = 0; lane < kLanes; ++lane) {
    const int g = lane / 4, t = lane % 4 * 2;
    for (int i = 0; i < 4; ++i) {
      const auto& m = matrices[i];
      const uint32_t low = kTransposed ? m[t][g] : m[g][t];
      const uint32_t high = kTransposed ? m[t + 1][g] : m[g][t + 1];
      static_cast<const LoadArgs*>(all[lane])->r[i] = high << 16 | low;
    }
  }
}

}  // namespace

void MmaBf16(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2], const float (&c)[4],
             Site site) {
  MmaArgs args = {d, a, b, c};
  WarpMeeting(~0u, Multiply, &args, site);
}

void LdMatrix(uint32_t (&r)[4], const void* row, bool transposed, Site site) {
  RequireShared(row, 16, 16, site);
  LoadArgs args = {r, row};
  WarpMeeting(~0u, transposed ? Load<true> : Load<false>, &args, site);
}

}  // namespace r1bench::cuda::emulation
