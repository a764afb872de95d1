// The byte-pair merges: joining neighbouring tokens of a word, best rank first, until no rule is
// left (Sennrich et al. 2016, arXiv 1508.07909; over bytes as in GPT-2).

#ifndef R1BENCH_DATA_TOKENIZER_MERGE_H_
#define R1BENCH_DATA_TOKENIZER_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace r1bench::data {

// Merge rules: (left id, right id) -> rank and the id of the joined token. Open addressing: one
// cache line for most look-ups.
class MergeTable {
 public:
  struct Rule {
    int32_t rank = INT32_MAX;  // INT32_MAX: no rule
    int32_t joined = -1;
  };

  explicit MergeTable(size_t num_rules);

  // A later rule for the same pair replaces the earlier one.
  void Add(int32_t left, int32_t right, Rule rule);
  Rule Find(int32_t left, int32_t right) const;

 private:
  struct Slot {
    uint64_t key = UINT64_MAX;
    Rule rule;
  };
  size_t SlotOf(uint64_t key) const;

  std::vector<Slot> slots_;
  int shift_ = 0;
};

// Applies the rules to `ids` in place: always the rule of lowest rank, the leftmost place first.
// Short words scan; long ones (a megabyte of one letter) use a heap: O(n log n) time, O(n) memory.
void ApplyMerges(const MergeTable& table, std::vector<int32_t>* ids);

}  // namespace r1bench::data

#endif  // R1BENCH_DATA_TOKENIZER_MERGE_H_
