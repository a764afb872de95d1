#include "data/tokenizer_merge.h"

#include <algorithm>
#include <array>
#include <bit>
#include <queue>

namespace r1bench::data {
namespace {

constexpr size_t kScanLimit = 64;  // tokens; longer words use the heap

uint64_t Key(int32_t left, int32_t right) {
  return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
}

// rules[i] is the rule for ids[i], ids[i + 1].
void MergeByScan(const MergeTable& table, std::vector<int32_t>* ids_ptr) {
  std::vector<int32_t>& ids = *ids_ptr;
  size_t n = ids.size();
  std::array<MergeTable::Rule, kScanLimit> rules;
  for (size_t i = 0; i + 1 < n; ++i) rules[i] = table.Find(ids[i], ids[i + 1]);
  while (n > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < n; ++i) {
      if (rules[i].rank < rules[best].rank) best = i;
    }
    if (rules[best].rank == INT32_MAX) break;
    ids[best] = rules[best].joined;
    std::copy(ids.begin() + best + 2, ids.begin() + n, ids.begin() + best + 1);
    std::copy(rules.begin() + best + 1, rules.begin() + n - 1, rules.begin() + best);
    --n;
    if (best + 1 < n) rules[best] = table.Find(ids[best], ids[best + 1]);
    if (best > 0) rules[best - 1] = table.Find(ids[best - 1], ids[best]);
  }
  ids.resize(n);
}

// The same over a doubly linked list; candidates wait in a heap and are checked when they come up,
// because their neighbours may have been merged since.
class HeapMerger {
 public:
  HeapMerger(const MergeTable& table, std::vector<int32_t>* ids)
      : table_(table), ids_(*ids), next_(ids->size()), previous_(ids->size()) {
    const int64_t n = static_cast<int64_t>(ids_.size());
    for (int64_t i = 0; i < n; ++i) {
      next_[i] = i + 1 < n ? static_cast<int32_t>(i + 1) : -1;
      previous_[i] = static_cast<int32_t>(i - 1);
    }
    std::vector<Candidate> all;
    for (int64_t i = 0; i + 1 < n; ++i) {
      const MergeTable::Rule rule = table_.Find(ids_[i], ids_[i + 1]);
      if (rule.rank != INT32_MAX) all.push_back({rule.rank, static_cast<int32_t>(i), rule.joined});
    }
    heap_ = Heap(std::greater<Candidate>(), std::move(all));
  }

  void Run() {
    while (!heap_.empty()) {
      const Candidate top = heap_.top();
      heap_.pop();
      if (ids_[top.at] == kGone || next_[top.at] < 0) continue;
      const MergeTable::Rule now = table_.Find(ids_[top.at], ids_[next_[top.at]]);
      if (now.joined != top.joined) continue;  // the pair here is another one by now
      Join(top.at, top.joined);
    }
    ids_.erase(std::remove(ids_.begin(), ids_.end(), kGone), ids_.end());
  }

 private:
  static constexpr int32_t kGone = -2;

  struct Candidate {
    int32_t rank;
    int32_t at;
    int32_t joined;
    bool operator>(const Candidate& other) const {
      return rank != other.rank ? rank > other.rank : at > other.at;
    }
  };
  using Heap = std::priority_queue<Candidate, std::vector<Candidate>, std::greater<Candidate>>;

  void Join(int32_t at, int32_t joined) {
    const int32_t removed = next_[at];
    ids_[at] = joined;
    ids_[removed] = kGone;
    next_[at] = next_[removed];
    if (next_[at] >= 0) previous_[next_[at]] = at;
    if (previous_[at] >= 0) Push(previous_[at], at);
    if (next_[at] >= 0) Push(at, next_[at]);
  }

  void Push(int32_t left, int32_t right) {
    const MergeTable::Rule rule = table_.Find(ids_[left], ids_[right]);
    if (rule.rank != INT32_MAX) heap_.push({rule.rank, left, rule.joined});
  }

  const MergeTable& table_;
  std::vector<int32_t>& ids_;
  std::vector<int32_t> next_, previous_;  // -1: none
  Heap heap_;
};

}  // namespace

MergeTable::MergeTable(size_t num_rules) {
  const size_t size = std::bit_ceil(std::max<size_t>(2 * num_rules, 16));
  slots_.resize(size);
  shift_ = 64 - std::countr_zero(size);
}

// The top bits of a multiplicative hash (Knuth), then linear probing.
size_t MergeTable::SlotOf(uint64_t key) const {
  size_t at = static_cast<size_t>((key * 0x9E3779B97F4A7C15ull) >> shift_);
  while (slots_[at].key != key && slots_[at].key != UINT64_MAX) at = (at + 1) & (slots_.size() - 1);
  return at;
}

void MergeTable::Add(int32_t left, int32_t right, Rule rule) {
  slots_[SlotOf(Key(left, right))] = {Key(left, right), rule};
}

MergeTable::Rule MergeTable::Find(int32_t left, int32_t right) const {
  return slots_[SlotOf(Key(left, right))].rule;
}

void ApplyMerges(const MergeTable& table, std::vector<int32_t>* ids) {
  if (ids->size() <= kScanLimit) {
    MergeByScan(table, ids);
  } else {
    HeapMerger(table, ids).Run();
  }
}

}  // namespace r1bench::data
