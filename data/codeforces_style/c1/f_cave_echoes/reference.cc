// The echo of a pair is the exclusive or of the two halls' echoes to hall 1. A binary trie counts
// the earlier halls whose exclusive or with this one is below q.
#include <array>
#include <cstdint>
#include <iostream>
#include <vector>

namespace {

constexpr int kBits = 20;

struct Node {
  std::array<int, 2> child = {0, 0};
  int count = 0;
};

class Trie {
 public:
  Trie() : nodes_(1) {}

  void Add(uint32_t value) {
    int at = 0;
    for (int bit = kBits; bit >= 0; --bit) {
      const int side = value >> bit & 1;
      if (nodes_[at].child[side] == 0) {
        nodes_[at].child[side] = static_cast<int>(nodes_.size());
        nodes_.emplace_back();
      }
      at = nodes_[at].child[side];
      ++nodes_[at].count;
    }
  }

  // How many values give less than `limit` with `value`.
  int64_t CountBelow(uint32_t value, uint32_t limit) const {
    int64_t count = 0;
    int at = 0;
    for (int bit = kBits; bit >= 0; --bit) {
      const int side = value >> bit & 1;
      const std::array<int, 2>& child = nodes_[at].child;
      if (limit >> bit & 1) {
        if (child[side] != 0) count += nodes_[child[side]].count;
        at = child[1 - side];
      } else {
        at = child[side];
      }
      if (at == 0) break;
    }
    return count;
  }

 private:
  std::vector<Node> nodes_;
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  int n;
  uint32_t q;
  std::cin >> n >> q;
  std::vector<uint32_t> echo(n + 1);
  Trie trie;
  trie.Add(0);
  int64_t quiet = 0;
  for (int hall = 2; hall <= n; ++hall) {
    int parent;
    uint32_t tone;
    std::cin >> parent >> tone;
    echo[hall] = echo[parent] ^ tone;
    quiet += trie.CountBelow(echo[hall], q);
    trie.Add(echo[hall]);
  }
  std::cout << quiet << "\n";
}
