// Sequences for the GPU tests of attention: rows of q, k and v, a paged cache on the device whose
// unused parts are poisoned, the CPU's results and the exact ones.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_SEQUENCES_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_SEQUENCES_H_

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/attention/attention.h"
#include "kernels/attention/attention_bf16.h"
#include "kernels/attention/attention_cuda.h"
#include "kernels/cuda/testing.h"

namespace r1bench::cuda {

using kernels::AttentionDims;

inline AttentionDims Dims(int64_t n_heads, int64_t n_kv_heads, int64_t head_dim) {
  return {.n_heads = n_heads,
          .n_kv_heads = n_kv_heads,
          .head_dim = head_dim,
          .scale = 1.0f / std::sqrt(static_cast<float>(head_dim))};
}

inline std::string Name(const AttentionDims& dims) {
  return std::to_string(dims.n_heads) + "/" + std::to_string(dims.n_kv_heads) + " heads of " +
         std::to_string(dims.head_dim);
}

// Tokens begin … end - 1 of a sequence.
struct Chunk {
  int sequence;
  int64_t begin, end;
};

// Rows [tokens of all sequences] of q, k, v side by side.
struct Tokens {
  Tokens(const AttentionDims& d, const std::vector<int64_t>& l, uint64_t seed)
      : dims(d), lengths(l), stride((d.n_heads + 2 * d.n_kv_heads) * d.head_dim + 8) {
    begin = {0};
    for (const int64_t n : lengths) begin.push_back(begin.back() + n);
    qkv = kernels::TestFloats(begin.back() * stride, seed, 1.5f);
  }
  int64_t count() const { return begin.back(); }
  int64_t q_size() const { return dims.n_heads * dims.head_dim; }
  int64_t kv_size() const { return dims.n_kv_heads * dims.head_dim; }
  // Head h of q, k and v of token t of sequence s.
  const float* Q(int s, int64_t t, int64_t h) const {
    return qkv.data() + (begin[s] + t) * stride + h * dims.head_dim;
  }
  const float* K(int s, int64_t t, int64_t g) const { return Q(s, t, dims.n_heads + g); }
  const float* V(int s, int64_t t, int64_t g) const {
    return Q(s, t, dims.n_heads + dims.n_kv_heads + g);
  }
  // The same tokens with the numbers that T can represent.
  template <typename T>
  Tokens As() const {
    Tokens out = *this;
    out.qkv = Rounded<T>(qkv);
    return out;
  }

  AttentionDims dims;
  std::vector<int64_t> lengths;
  int64_t stride;
  std::vector<int64_t> begin;  // first row of each sequence
  std::vector<float> qkv;
};

// out [tokens, n_heads·head_dim] and lse [tokens, n_heads].
struct Attended {
  std::vector<float> out, lse;
  std::vector<float> Joint() const { return Joined(out, lse); }
};

// In double precision.
inline Attended ExactForward(const Tokens& x) {
  const int64_t D = x.dims.head_dim, H = x.dims.n_heads, group = H / x.dims.n_kv_heads;
  Attended to = {std::vector<float>(x.count() * H * D), std::vector<float>(x.count() * H)};
  for (int s = 0; s < static_cast<int>(x.lengths.size()); ++s) {
    for (int64_t i = 0; i < x.lengths[s]; ++i) {
      for (int64_t h = 0; h < H; ++h) {
        std::vector<double> p(i + 1), o(D);
        for (int64_t t = 0; t <= i; ++t) {
          for (int64_t d = 0; d < D; ++d) {
            p[t] += static_cast<double>(x.Q(s, i, h)[d]) * x.K(s, t, h / group)[d] * x.dims.scale;
          }
        }
        const double max = *std::max_element(p.begin(), p.end());
        double sum = 0;
        for (double& e : p) sum += e = std::exp(e - max);
        for (int64_t t = 0; t <= i; ++t) {
          for (int64_t d = 0; d < D; ++d) o[d] += p[t] / sum * x.V(s, t, h / group)[d];
        }
        const int64_t row = (x.begin[s] + i) * H + h;
        for (int64_t d = 0; d < D; ++d) to.out[row * D + d] = static_cast<float>(o[d]);
        to.lse[row] = static_cast<float>(max + std::log(sum));
      }
    }
  }
  return to;
}

// By the CPU kernels, in fp32 or with a bf16 cache.
inline Attended CpuForward(const Tokens& x, bool bf16) {
  const int64_t D = x.dims.head_dim, H = x.dims.n_heads;
  Attended to = {std::vector<float>(x.count() * H * D), std::vector<float>(x.count() * H)};
  for (int s = 0; s < static_cast<int>(x.lengths.size()); ++s) {
    const int64_t n = x.lengths[s], blocks = (n + 15) / 16, size = x.dims.KBlockFloats();
    std::vector<float> memory(2 * blocks * size, 0.0f);
    std::vector<float*> k, v;
    for (int64_t b = 0; b < blocks; ++b) {
      k.push_back(memory.data() + b * size);
      v.push_back(memory.data() + (blocks + b) * size);
    }
    const auto write = bf16 ? kernels::KvWriteBf16 : kernels::KvWrite;
    write(x.dims, n, 0, x.K(s, 0, 0), x.stride, x.V(s, 0, 0), x.stride, k.data(), v.data());
    const kernels::AttentionTask task = {.q = x.Q(s, 0, 0),
                                         .q_stride = x.stride,
                                         .out = to.out.data() + x.begin[s] * H * D,
                                         .out_stride = H * D,
                                         .num_queries = n,
                                         .k_blocks = k.data(),
                                         .v_blocks = v.data(),
                                         .lse = to.lse.data() + x.begin[s] * H};
    (bf16 ? kernels::AttentionForwardBf16 : kernels::AttentionForward)(x.dims, {&task, 1});
  }
  return to;
}

// The tokens' cache on the device. Pages are handed out in an order that mixes the sequences; those
// of no sequence and the slots past a last token are NaN, unused table entries are out of range.
template <typename T>
class DeviceSequences {
 public:
  DeviceSequences(const Stream& stream, const Tokens& tokens) : stream_(stream), x_(tokens) {
    const int64_t sequences = static_cast<int64_t>(x_.lengths.size());
    width_ = 1;
    for (const int64_t n : x_.lengths) width_ = std::max(width_, (n + 15) / 16 + 3);
    table_.assign(sequences * width_, kNoPage);
    int32_t page = 1;
    for (int64_t b = 0; b < width_; ++b) {
      for (int64_t s = sequences; s-- > 0;) {
        if (b * 16 < x_.lengths[s]) table_[s * width_ + b] = page += 1 + b % 2;
      }
    }
    page_size_ = x_.kv_size() * 16;
    stride_ = 2 * page_size_ * 3;  // as of the second of three layers
    pool_ = DeviceArray<T>((page + 2) * stride_);
    FillBytes(stream, pool_.data(), 0xff, pool_.size() * sizeof(T));
    tables_ = ToDevice(stream, table_);
  }

  // Forgets all results.
  void Clear() {
    const int64_t rows = x_.count() * x_.dims.n_heads;
    result_ = {Poisoned(rows * x_.dims.head_dim), Poisoned(rows)};
  }
  const Attended& result() const { return result_; }
  const DeviceArray<T>& pool() const { return pool_; }
  KvPages<T> pages() {
    T* layer = pool_.data() + 2 * page_size_;
    return {layer, layer + page_size_, stride_};
  }
  BlockTables tables() const { return {tables_.data(), width_}; }

  void Write(const std::vector<Chunk>& chunks) {
    std::vector<int32_t> sequences, positions;
    const std::vector<float> rows = Gather(chunks, &sequences, &positions);
    const auto s = ToDevice(stream_, sequences), p = ToDevice(stream_, positions);
    const auto device = ToDevice(stream_, FromFloats<T>(rows));
    const T* k = device.data() + x_.q_size();
    KvWrite(stream_, x_.dims, pages(), tables(), s.size(), s.data(), p.data(), k, k + x_.kv_size(),
            x_.stride);
    stream_.Synchronize();
  }

  // Attends from each chunk's tokens, in the order given; a sequence may come once.
  void Prefill(const std::vector<Chunk>& chunks) {
    std::vector<int32_t> begin = {0}, first, sequences, positions;
    PrefillBatch batch = {.sequences = static_cast<int64_t>(chunks.size())};
    for (const Chunk& c : chunks) {
      begin.push_back(begin.back() + static_cast<int32_t>(c.end - c.begin));
      first.push_back(static_cast<int32_t>(c.begin));
      batch.max_queries = std::max(batch.max_queries, c.end - c.begin);
      batch.max_keys = std::max(batch.max_keys, c.end);
    }
    const auto q = ToDevice(stream_, FromFloats<T>(Gather(chunks, &sequences, &positions)));
    const auto b = ToDevice(stream_, begin), f = ToDevice(stream_, first);
    const auto t = ToDevice(stream_, TablesOf(chunks));
    batch.row_begin = b.data();
    batch.first_position = f.data();
    Results to(x_, begin.back());
    AttentionPrefill(stream_, x_.dims, pages(), {t.data(), width_}, batch, to.Rows(q, x_.stride));
    Keep(to, chunks);
  }

  // One token of each sequence named; the bound on keys is `extra` more than needed.
  void Decode(const std::vector<Chunk>& chunks, int64_t extra = 0) {
    std::vector<int32_t> sequences, positions;
    const std::vector<float> rows = Gather(chunks, &sequences, &positions);
    int64_t max_keys = 0;
    for (const Chunk& c : chunks) max_keys = std::max(max_keys, c.end);
    max_keys += extra;
    const int64_t n = static_cast<int64_t>(chunks.size());
    const auto q = ToDevice(stream_, FromFloats<T>(rows));
    const auto p = ToDevice(stream_, positions);
    const auto t = ToDevice(stream_, TablesOf(chunks));
    DeviceArray<float> workspace(AttentionDecodeWorkspace(x_.dims, n, max_keys));
    Results to(x_, n);
    AttentionDecode(stream_, x_.dims, pages(), {t.data(), width_}, n, max_keys, p.data(),
                    to.Rows(q, x_.stride), workspace.data());
    Keep(to, chunks);
  }

 private:
  static constexpr int32_t kNoPage = 2147480000;

  // A row of the tables for each chunk, without the pages past its end; the array ends with the
  // last page in use.
  std::vector<int32_t> TablesOf(const std::vector<Chunk>& chunks) const {
    std::vector<int32_t> tables;
    for (const Chunk& c : chunks) {
      for (int64_t b = 0; b < width_; ++b) {
        tables.push_back(b * 16 < c.end ? table_[c.sequence * width_ + b] : kNoPage);
      }
    }
    tables.resize(tables.size() - width_ + (chunks.back().end + 15) / 16);
    return tables;
  }

  struct Results {
    Results(const Tokens& x, int64_t rows)
        : out(rows * (x.q_size() + 8)), lse(rows * x.dims.n_heads), stride(x.q_size() + 8) {}
    AttentionRows<T> Rows(const DeviceArray<T>& q, int64_t q_stride) {
      return {q.data(), q_stride, out.data(), stride, lse.data()};
    }
    DeviceArray<T> out;
    DeviceArray<float> lse;
    int64_t stride;
  };

  std::vector<float> Gather(const std::vector<Chunk>& chunks, std::vector<int32_t>* sequences,
                            std::vector<int32_t>* positions) const {
    std::vector<float> rows;
    for (const Chunk& c : chunks) {
      rows.insert(rows.end(), x_.Q(c.sequence, c.begin, 0), x_.Q(c.sequence, c.end, 0));
      for (int64_t t = c.begin; t < c.end; ++t) {
        sequences->push_back(c.sequence);
        positions->push_back(static_cast<int32_t>(t));
      }
    }
    return rows;
  }

  void Keep(const Results& from, const std::vector<Chunk>& chunks) {
    const std::vector<float> out = ToFloats(ToHost(stream_, from.out));
    const std::vector<float> lse = ToHost(stream_, from.lse);
    const int64_t H = x_.dims.n_heads;
    int64_t row = 0;
    for (const Chunk& c : chunks) {
      for (int64_t t = c.begin; t < c.end; ++t, ++row) {
        const int64_t at = x_.begin[c.sequence] + t;
        std::copy_n(out.begin() + row * from.stride, x_.q_size(),
                    result_.out.begin() + at * x_.q_size());
        std::copy_n(lse.begin() + row * H, H, result_.lse.begin() + at * H);
      }
    }
  }

  const Stream& stream_;
  const Tokens& x_;
  int64_t width_ = 0, page_size_ = 0, stride_ = 0;
  DeviceArray<T> pool_;
  std::vector<int32_t> table_;  // [sequences][width_]
  DeviceArray<int32_t> tables_;
  Attended result_;
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_SEQUENCES_H_
