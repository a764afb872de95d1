// Paged key/value cache: fixed-size blocks of 16 tokens with reference counts.
//
// Why paged: sequences of a batch differ in length and end at different times, and the samples
// of a group share their prompt. With blocks, memory follows the tokens that exist, a finished
// sequence returns its blocks at once, and a shared prompt is stored once: a fork copies block
// numbers only, and copies one block when it first writes into a shared, partly filled one.
//
// Layout of one block, per layer:
//   fp32  K transposed [num_kv_heads][head_dim][16]   (16 positions side by side: one vector load)
//         V            [num_kv_heads][16][head_dim]
//   bf16  the same in half the space, in words of two (kernels/attention/attention_bf16.h)
// Layers follow each other inside the block: K of layer 0, V of layer 0, K of layer 1, …
// On a device K is [num_kv_heads][16][head_dim] too, and numbers of bf16 are not paired.
//
// What the cache holds for a position depends on the tokens up to it alone, so sharing,
// truncating and refilling never change a result.
//
// Memory grows lazily, in slabs, up to the cap given at construction; on a device, where kernels
// find a block by its number, the first need takes all of it. A request beyond the cap fails with
// base::Error that states the need, the cap and the remedy, and changes nothing.
//
// Not thread-safe: one scheduler owns it. (Kernels may write to distinct blocks in parallel.)

#ifndef R1BENCH_MODEL_KV_CACHE_H_
#define R1BENCH_MODEL_KV_CACHE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/device.h"

namespace r1bench::model {

struct ModelConfig;

// Shape of what one token leaves in the cache.
struct KvLayout {
  int64_t num_layers = 0;
  int64_t num_kv_heads = 0;
  int64_t head_dim = 0;
  bool bf16 = false;
  Device* device = nullptr;  // where the blocks lie; null: in host memory

  // In fp32. Transformer::kv_layout has the kind that a model wants.
  static KvLayout FromConfig(const ModelConfig& config);
};

// Pool of blocks. Must outlive its sequences.
class KvCache {
 public:
  static constexpr int64_t kBlockTokens = 16;

  KvCache(const KvLayout& layout, int64_t max_blocks);
  KvCache(const ModelConfig& config, int64_t max_blocks);  // fp32
  ~KvCache();
  KvCache(const KvCache&) = delete;
  KvCache& operator=(const KvCache&) = delete;

  const KvLayout& layout() const { return layout_; }
  int64_t block_bytes() const { return block_floats_ * static_cast<int64_t>(sizeof(float)); }
  int64_t max_blocks() const { return max_blocks_; }
  int64_t used_blocks() const { return used_blocks_; }  // with a reference count above zero
  int64_t available_blocks() const { return max_blocks_ - used_blocks_; }
  int64_t peak_blocks() const { return peak_blocks_; }
  int64_t reserved_bytes() const;  // memory taken from the system so far

  // Gives memory back to the system; nothing may be in use.
  void ReleaseMemory();

  // On a device: where block 0 lies; block i follows i * block_bytes() later.
  void* pool() const { return pool_; }

  // Blocks that hold `tokens` tokens.
  static int64_t BlocksFor(int64_t tokens) { return (tokens + kBlockTokens - 1) / kBlockTokens; }
  // Blocks within a memory cap; at least 1.
  static int64_t BlocksWithin(const KvLayout& layout, int64_t bytes);

 private:
  friend class KvSequence;
  struct Slab;

  int32_t Take();  // a block with reference count 1; the caller checked available_blocks()
  void AddRef(int32_t block) { ++refs_[block]; }
  void Drop(int32_t block);
  int refs(int32_t block) const { return refs_[block]; }
  float* block_data(int32_t block) const { return data_[block]; }
  void Copy(int32_t from, int32_t to);
  void Grow();

  KvLayout layout_;
  int64_t block_floats_ = 0;
  int64_t max_blocks_ = 0;
  int64_t used_blocks_ = 0;
  int64_t peak_blocks_ = 0;
  std::vector<std::unique_ptr<Slab>> slabs_;
  void* pool_ = nullptr;
  std::vector<float*> data_;   // by block number
  std::vector<int32_t> refs_;  // by block number
  std::vector<int32_t> free_;  // last in, first out
};

// The block table of one sequence. Movable; releases its blocks when destroyed.
//
// Writing goes: Reserve(n); write positions length() … length()+n-1 through k_blocks/v_blocks;
// Advance(n).
class KvSequence {
 public:
  explicit KvSequence(KvCache* cache) : cache_(cache) {}
  ~KvSequence() { Truncate(0); }
  KvSequence(KvSequence&& other) noexcept { Swap(other); }
  KvSequence& operator=(KvSequence&& other) noexcept;
  KvSequence(const KvSequence&) = delete;
  KvSequence& operator=(const KvSequence&) = delete;

  KvCache* cache() const { return cache_; }
  int64_t length() const { return length_; }  // tokens whose K and V are stored
  int64_t num_blocks() const { return static_cast<int64_t>(blocks_.size()); }

  // New blocks that Reserve(n) would take, a copy-on-write included.
  int64_t BlocksToReserve(int64_t n) const;
  // Makes room for n more tokens, unshared and writable. Throws base::Error at the cap.
  void Reserve(int64_t n);
  // Declares n tokens written.
  void Advance(int64_t n);
  // Forgets all tokens from `length` on and releases the blocks no longer needed.
  void Truncate(int64_t length);

  // A sequence that shares the first `length` tokens (all of them without an argument).
  KvSequence Fork() const { return Fork(length_); }
  KvSequence Fork(int64_t length) const;
  // The same into an existing sequence of the same cache, whose tables are reused.
  void ForkInto(int64_t length, KvSequence* out) const;

  // Block numbers, num_blocks() of them.
  std::span<const int32_t> blocks() const { return blocks_; }
  // In host memory: tables of block starts for one layer, num_blocks() entries; valid until the
  // next Reserve, Truncate or ForkInto of this sequence. Layout as above.
  float* const* k_blocks(int64_t layer) const { return k_table_.data() + layer * table_stride_; }
  float* const* v_blocks(int64_t layer) const { return v_table_.data() + layer * table_stride_; }

 private:
  void Swap(KvSequence& other) noexcept;
  void SetBlock(int64_t index, int32_t block);  // index may be num_blocks(): appends
  void GrowTable(int64_t num_blocks);

  KvCache* cache_ = nullptr;
  int64_t length_ = 0;
  int64_t table_stride_ = 0;
  std::vector<int32_t> blocks_;
  std::vector<float*> k_table_;  // [num_layers][table_stride_]
  std::vector<float*> v_table_;
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_KV_CACHE_H_
