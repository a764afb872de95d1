#include "kernels/attention/attention_impl.h"
#include "kernels/attention/attention_tile.h"
#include "kernels/gemm/gemm_tile.h"
#include "kernels/scratch.h"
#include "kernels/simd.h"

// One key/value head of one sequence. Queries go by in tiles of 16; all five products of a tile use
// the register tiles of the matrix product:
//   S = Q·K^T   dP = dO·V^T   dQ = dS·K   dV += P^T·dO   dK += dS^T·Q

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

// Working memory; features are padded to whole vectors with zeros.
struct Work {
  int64_t D;       // head_dim
  int64_t padded;  // head_dim rounded up to 16
  int64_t ld;      // tokens rounded up to 16
  float* k;        // [ld][padded]
  float* k_t;      // [ld/16][padded][16]
  float* v_t;      // [ld/16][padded][16]
  float* q;        // [16][padded]
  float* dout;     // [16][padded]
  float* p;        // [16][ld], scores before
  float* ds;       // [16][ld], dP before
};

Work MakeWork(int64_t D, int64_t n) {
  Work w = {};
  w.D = D;
  w.padded = (D + kWidth - 1) / kWidth * kWidth;
  w.ld = (n + kWidth - 1) / kWidth * kWidth;
  const int64_t matrix = w.ld * w.padded;
  float* memory = Scratch(ScratchSlot::kAttentionBackward,
                          3 * matrix + 2 * kWidth * w.padded + 2 * kWidth * w.ld);
  const auto take = [&memory](int64_t n) {
    float* p = memory;
    memory += n;
    return p;
  };
  w.k = take(matrix);
  w.k_t = take(matrix);
  w.v_t = take(matrix);
  w.q = take(kWidth * w.padded);
  w.dout = take(kWidth * w.padded);
  w.p = take(kWidth * w.ld);
  w.ds = take(kWidth * w.ld);
  return w;
}

// Copies one row of D floats, zeros to `padded`.
R1_INLINE void CopyRow(const Work& w, const float* from, float* to) {
  for (int64_t d = 0; d < w.padded; d += kWidth) {
    Store(to + d, d + kWidth <= w.D ? Load(from + d) : LoadFirst(from + d, w.D - d));
  }
}

// Blocks of 16 tokens, [D][16] each; tokens past n are zero.
void Transpose(const Work& w, const float* from, int64_t stride, int64_t n, float* to) {
  for (int64_t t = 0; t < w.ld; t += kWidth, to += w.padded * kWidth) {
    for (int64_t half = 0; half < kWidth; half += 8) {
      const int64_t count = Max(0, Min(8, n - t - half));
      for (int64_t d = 0; d < w.D; d += 8) {
        TransposeEight(from + (t + half) * stride + d, stride, count, to + d * kWidth + half,
                       kWidth);
      }
    }
  }
}

// Zeroes one row of D floats.
R1_INLINE void ZeroRow(const Work& w, float* to) {
  for (int64_t d = 0; d < w.D; d += kWidth) {
    if (d + kWidth <= w.D) {
      Store(to + d, Zero());
    } else {
      StoreFirst(to + d, Zero(), w.D - d);
    }
  }
}

// c [rows, columns] (+)= a · b over k steps, columns by 16.
template <bool kAdjacentRows>
R1_INLINE void Product(TileArgs t, int64_t rows, int64_t columns) {
  const int64_t panels = (columns + kWidth - 1) / kWidth;
  const float* b = t.b;
  float* c = t.c;
  for (int64_t panel = 0; panel < panels;) {
    const int64_t vectors = NextVectors(panels - panel);
    t.b = b + panel * t.b_panel;
    t.c = c + panel * kWidth;
    panel += vectors;
    t.last_columns = Min(kWidth, columns - (panel - 1) * kWidth);
    TileRows<kAdjacentRows>(t, rows, vectors);
  }
}

// rows [rows][padded] · blocks^T -> [rows][tokens] with row stride w.ld.
void TimesTransposed(const Work& w, const float* rows, const float* blocks, int64_t count,
                     int64_t tokens, float* to) {
  TileArgs t = {};
  t.k = w.D;
  t.a = rows;
  t.a_row = w.padded;
  t.a_col = 1;
  t.b = blocks;
  t.b_step = kWidth;
  t.b_panel = w.padded * kWidth;
  t.c = to;
  t.ldc = w.ld;
  t.start = Start::kZero;
  Product<false>(t, count, (tokens + kWidth - 1) / kWidth * kWidth);
}

// Scores to probabilities and dP to dS for query i in row `row`; zero past the diagonal.
void Gradients(const Work& w, float scale, float lse, float delta, int64_t i, int64_t row) {
  float* p = w.p + row * w.ld;
  float* ds = w.ds + row * w.ld;
  const F16 factor = Set1(scale);
  for (int64_t t = 0; t <= i; t += kWidth) {
    const Mask seen = FirstLanes(Min(kWidth, i + 1 - t));
    const F16 e = Exp(Load(p + t) * factor - Set1(lse));
    const F16 d = (e * (Load(ds + t) - Set1(delta))) * factor;
    Store(p + t, Choose(seen, e, Zero()));
    Store(ds + t, Choose(seen, d, Zero()));
  }
}

R1_INLINE float Dot(const float* a, const float* b, int64_t n) {
  F16 sum = Zero();
  int64_t j = 0;
  for (; j + kWidth <= n; j += kWidth) sum = Fma(Load(a + j), Load(b + j), sum);
  if (j < n) sum = Fma(LoadFirst(a + j, n - j), LoadFirst(b + j, n - j), sum);
  return TreeSum(sum);
}

// to [tokens][D] += weights^T · rows, over the tile's queries.
void AddTransposed(const Work& w, const float* weights, const float* rows, int64_t queries,
                   int64_t tokens, float* to, int64_t stride) {
  TileArgs t = {};
  t.k = queries;
  t.a = weights;
  t.a_row = 1;
  t.a_col = w.ld;
  t.b = rows;
  t.b_step = w.padded;
  t.b_panel = kWidth;
  t.c = to;
  t.ldc = stride;
  t.start = Start::kLoad;
  Product<true>(t, tokens, w.D);
}

// Queries [i0, i0 + count) of head h.
void QueryTile(const AttentionDims& dims, const AttentionBackwardTask& s, const Work& w, int64_t g,
               int64_t h, int64_t i0, int64_t count) {
  const int64_t D = w.D;
  const int64_t tokens = Min(s.n, i0 + kWidth);
  for (int64_t r = 0; r < count; ++r) {
    CopyRow(w, s.q + (i0 + r) * s.q_stride + h * D, w.q + r * w.padded);
    CopyRow(w, s.dout + (i0 + r) * s.dout_stride + h * D, w.dout + r * w.padded);
  }
  TimesTransposed(w, w.q, w.k_t, count, tokens, w.p);
  TimesTransposed(w, w.dout, w.v_t, count, tokens, w.ds);
  for (int64_t r = 0; r < count; ++r) {
    const int64_t i = i0 + r;
    const float delta = Dot(s.out + i * s.out_stride + h * D, w.dout + r * w.padded, D);
    Gradients(w, dims.scale, s.lse[i * dims.n_heads + h], delta, i, r);
  }
  TileArgs t = {};
  t.k = tokens;
  t.a = w.ds;
  t.a_row = w.ld;
  t.a_col = 1;
  t.b = w.k;
  t.b_step = w.padded;
  t.b_panel = kWidth;
  t.c = s.dq + i0 * s.dq_stride + h * D;
  t.ldc = s.dq_stride;
  t.start = Start::kZero;
  Product<false>(t, count, D);
  AddTransposed(w, w.ds, w.q, count, tokens, s.dk + g * D, s.dk_stride);
  AddTransposed(w, w.p, w.dout, count, tokens, s.dv + g * D, s.dv_stride);
}

}  // namespace

void AttentionBackwardUnit(const AttentionDims& dims, const AttentionBackwardTask& s, int64_t g) {
  const int64_t D = dims.head_dim;
  const int64_t group = dims.n_heads / dims.n_kv_heads;
  const Work w = MakeWork(D, s.n);
  Transpose(w, s.k + g * D, s.k_stride, s.n, w.k_t);
  Transpose(w, s.v + g * D, s.v_stride, s.n, w.v_t);
  for (int64_t t = 0; t < s.n; ++t) {
    CopyRow(w, s.k + t * s.k_stride + g * D, w.k + t * w.padded);
    ZeroRow(w, s.dk + t * s.dk_stride + g * D);
    ZeroRow(w, s.dv + t * s.dv_stride + g * D);
  }
  for (int64_t h = g * group; h < (g + 1) * group; ++h) {
    for (int64_t i0 = 0; i0 < s.n; i0 += kWidth) {
      QueryTile(dims, s, w, g, h, i0, Min(kWidth, s.n - i0));
    }
  }
}

}  // namespace R1_ISA
}  // namespace r1bench::kernels
