#include <cstdio>
#include <deque>

int main() {
  int queries;
  std::scanf("%d", &queries);
  std::deque<int> items;
  while (queries-- > 0) {
    int kind, x;
    std::scanf("%d", &kind);
    if (kind == 0 || kind == 1 || kind == 4) std::scanf("%d", &x);
    if (kind == 0) items.push_front(x);
    if (kind == 1) items.push_back(x);
    if (kind == 2) items.pop_front();
    if (kind == 3) items.pop_back();
    if (kind == 4) std::printf("%d\n", items[x]);
  }
}
