// The vertices from the root to the last one stand on a stack.
#include <cstdio>
#include <vector>

int main() {
  int n;
  std::scanf("%d", &n);
  std::vector<int> values(n), parent(n), path;
  for (int i = 0; i < n; ++i) {
    std::scanf("%d", &values[i]);
    int below = -1;
    while (!path.empty() && values[path.back()] > values[i]) {
      below = path.back();
      path.pop_back();
    }
    parent[i] = path.empty() ? i : path.back();
    if (below >= 0) parent[below] = i;
    path.push_back(i);
  }
  for (int i = 0; i < n; ++i) std::printf("%d%c", parent[i], i + 1 == n ? '\n' : ' ');
}
