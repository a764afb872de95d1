#include "model/kv_cache.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/array_memory.h"
#include "base/error.h"
#include "model/config.h"

namespace r1bench::model {
namespace {

constexpr int64_t kSlabBytes = int64_t{4} << 20;
constexpr double kMiB = 1024.0 * 1024.0;

// 32-bit words of K (or of V) of one layer in one block.
int64_t HalfFloats(const KvLayout& layout) {
  return layout.num_kv_heads * layout.head_dim * KvCache::kBlockTokens / (layout.bf16 ? 2 : 1);
}

int64_t BlockFloats(const KvLayout& layout) { return layout.num_layers * 2 * HalfFloats(layout); }

}  // namespace

// A run of blocks in one aligned allocation, on the host zeroed so that unwritten lanes are finite.
struct KvCache::Slab {
  Slab(Device* device, int64_t size_bytes) : bytes(size_bytes) {
    if (device != nullptr) {
      memory = DeviceMemory(device, bytes);
      data = static_cast<float*>(memory.data());
      return;
    }
    array = base::MakeArray<float>(bytes / static_cast<int64_t>(sizeof(float)));
    data = array.get();
    std::memset(data, 0, static_cast<size_t>(bytes));
  }

  int64_t bytes;
  float* data = nullptr;
  base::Array<float> array;  // on the host, or
  DeviceMemory memory;       // on a device
};

KvLayout KvLayout::FromConfig(const ModelConfig& config) {
  return {.num_layers = config.num_hidden_layers,
          .num_kv_heads = config.num_key_value_heads,
          .head_dim = config.head_dim};
}

KvCache::KvCache(const KvLayout& layout, int64_t max_blocks)
    : layout_(layout), block_floats_(BlockFloats(layout)), max_blocks_(max_blocks) {
  base::Require(layout.num_layers > 0 && layout.num_kv_heads > 0 && layout.head_dim > 0,
                "expected a positive number of layers, heads and head dimensions, got ",
                layout.num_layers, ", ", layout.num_kv_heads, ", ", layout.head_dim);
  base::Require(max_blocks > 0 && max_blocks <= INT32_MAX, "expected 1 to ", INT32_MAX,
                " key/value blocks, got ", max_blocks, "; raise or lower the memory cap");
}

KvCache::KvCache(const ModelConfig& config, int64_t max_blocks)
    : KvCache(KvLayout::FromConfig(config), max_blocks) {}

KvCache::~KvCache() = default;

int64_t KvCache::reserved_bytes() const {
  int64_t total = 0;
  for (const auto& slab : slabs_) total += slab->bytes;
  return total;
}

int64_t KvCache::BlocksWithin(const KvLayout& layout, int64_t bytes) {
  const int64_t block_bytes = BlockFloats(layout) * static_cast<int64_t>(sizeof(float));
  return std::clamp<int64_t>(bytes / std::max<int64_t>(1, block_bytes), 1, INT32_MAX);
}

void KvCache::ReleaseMemory() {
  base::Require(used_blocks_ == 0, "expected an idle key/value cache, got ", used_blocks_,
                " blocks in use; destroy their sequences first");
  slabs_.clear();
  pool_ = nullptr;
  data_.clear();
  refs_.clear();
  free_.clear();
}

void KvCache::Grow() {
  const int64_t have = static_cast<int64_t>(data_.size());
  const int64_t most = max_blocks_ - have;
  const int64_t count =
      layout_.device != nullptr ? most : std::clamp<int64_t>(kSlabBytes / block_bytes(), 1, most);
  slabs_.push_back(std::make_unique<Slab>(layout_.device, count * block_bytes()));
  if (layout_.device != nullptr) pool_ = slabs_.back()->data;
  for (int64_t i = 0; i < count; ++i) {
    data_.push_back(slabs_.back()->data + i * block_floats_);
    refs_.push_back(0);
    free_.push_back(static_cast<int32_t>(have + count - 1 - i));
  }
}

int32_t KvCache::Take() {
  if (free_.empty()) Grow();
  const int32_t block = free_.back();
  free_.pop_back();
  refs_[block] = 1;
  peak_blocks_ = std::max(peak_blocks_, ++used_blocks_);
  return block;
}

void KvCache::Copy(int32_t from, int32_t to) {
  if (layout_.device != nullptr) {
    layout_.device->CopyInside(block_data(from), block_bytes(), block_data(to));
  } else {
    std::memcpy(block_data(to), block_data(from), static_cast<size_t>(block_bytes()));
  }
}

void KvCache::Drop(int32_t block) {
  if (--refs_[block] > 0) return;
  --used_blocks_;
  free_.push_back(block);
}

void KvSequence::Swap(KvSequence& other) noexcept {
  std::swap(cache_, other.cache_);
  std::swap(length_, other.length_);
  std::swap(table_stride_, other.table_stride_);
  blocks_.swap(other.blocks_);
  k_table_.swap(other.k_table_);
  v_table_.swap(other.v_table_);
}

KvSequence& KvSequence::operator=(KvSequence&& other) noexcept {
  if (this != &other) {
    Truncate(0);
    Swap(other);
  }
  return *this;
}

int64_t KvSequence::BlocksToReserve(int64_t n) const {
  const int64_t fresh = KvCache::BlocksFor(length_ + n) - num_blocks();
  const int64_t last = length_ / KvCache::kBlockTokens;
  const bool copy =
      n > 0 && length_ % KvCache::kBlockTokens != 0 && cache_->refs(blocks_[last]) > 1;
  return std::max<int64_t>(0, fresh) + (copy ? 1 : 0);
}

void KvSequence::Reserve(int64_t n) {
  const int64_t needed = BlocksToReserve(n);
  if (needed == 0) return;
  const double block_mib = cache_->block_bytes() / kMiB;
  base::Require(needed <= cache_->available_blocks(), "expected room for ", n,
                " more tokens after ", length_, " in the key/value cache, but ", needed,
                " blocks (", needed * block_mib, " MiB) are needed and ",
                cache_->available_blocks(), " of the cap of ", cache_->max_blocks(), " (",
                cache_->max_blocks() * block_mib,
                " MiB) are free; raise the memory cap, or use fewer rows or shorter sequences");
  const int64_t last = length_ / KvCache::kBlockTokens;
  if (length_ % KvCache::kBlockTokens != 0 && cache_->refs(blocks_[last]) > 1) {
    const int32_t copy = cache_->Take();
    cache_->Copy(blocks_[last], copy);
    cache_->Drop(blocks_[last]);
    SetBlock(last, copy);
  }
  const int64_t target = KvCache::BlocksFor(length_ + n);
  GrowTable(target);
  while (num_blocks() < target) SetBlock(num_blocks(), cache_->Take());
}

void KvSequence::Advance(int64_t n) {
  base::Require(n >= 0 && length_ + n <= num_blocks() * KvCache::kBlockTokens, "expected room for ",
                n, " tokens after ", length_, ", got ", num_blocks(),
                " blocks; call Reserve first");
  length_ += n;
}

void KvSequence::Truncate(int64_t length) {
  if (cache_ == nullptr) return;
  length_ = std::min(length_, length);
  const int64_t keep = KvCache::BlocksFor(length_);
  while (num_blocks() > keep) {
    cache_->Drop(blocks_.back());
    blocks_.pop_back();
  }
}

KvSequence KvSequence::Fork(int64_t length) const {
  KvSequence out(cache_);
  ForkInto(length, &out);
  return out;
}

void KvSequence::ForkInto(int64_t length, KvSequence* out) const {
  base::Require(length >= 0 && length <= length_, "expected a fork at 0 to ", length_,
                " tokens, got ", length);
  base::Require(out != this && out->cache_ == cache_,
                "expected a fork into another sequence of the same cache");
  out->Truncate(0);
  const int64_t shared = KvCache::BlocksFor(length);
  out->GrowTable(shared);
  for (int64_t i = 0; i < shared; ++i) {
    cache_->AddRef(blocks_[i]);
    out->SetBlock(i, blocks_[i]);
  }
  out->length_ = length;
}

void KvSequence::SetBlock(int64_t index, int32_t block) {
  if (index == num_blocks()) {
    GrowTable(index + 1);
    blocks_.push_back(block);
  } else {
    blocks_[index] = block;
  }
  if (cache_->layout().device != nullptr) return;  // its kernels take numbers
  const int64_t half = HalfFloats(cache_->layout());
  float* data = cache_->block_data(block);
  for (int64_t layer = 0; layer < cache_->layout().num_layers; ++layer) {
    k_table_[layer * table_stride_ + index] = data + 2 * layer * half;
    v_table_[layer * table_stride_ + index] = data + (2 * layer + 1) * half;
  }
}

void KvSequence::GrowTable(int64_t num_blocks_needed) {
  if (num_blocks_needed <= table_stride_ || cache_->layout().device != nullptr) return;
  const int64_t stride = std::max<int64_t>({4, 2 * table_stride_, num_blocks_needed});
  const int64_t layers = cache_->layout().num_layers;
  for (std::vector<float*>* table : {&k_table_, &v_table_}) {
    std::vector<float*> grown(layers * stride);
    for (int64_t layer = 0; layer < layers; ++layer) {
      std::copy_n(table->begin() + layer * table_stride_, num_blocks(),
                  grown.begin() + layer * stride);
    }
    table->swap(grown);
  }
  table_stride_ = stride;
}

}  // namespace r1bench::model
