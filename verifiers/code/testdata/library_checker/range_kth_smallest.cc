// A wavelet matrix: the numbers sorted bit by bit from the highest, with counts of zeros.
#include <bits/stdc++.h>

int main() {
  int n, q;
  std::scanf("%d %d", &n, &q);
  std::vector<int> values(n);
  for (int& value : values) std::scanf("%d", &value);
  constexpr int kBits = 30;
  std::vector<std::vector<int>> zeros(kBits, std::vector<int>(n + 1));
  for (int bit = kBits - 1; bit >= 0; --bit) {
    for (int i = 0; i < n; ++i) zeros[bit][i + 1] = zeros[bit][i] + !(values[i] >> bit & 1);
    std::stable_partition(values.begin(), values.end(),
                          [&](int value) { return !(value >> bit & 1); });
  }
  while (q-- > 0) {
    int l, r, k, answer = 0;
    std::scanf("%d %d %d", &l, &r, &k);
    for (int bit = kBits - 1; bit >= 0; --bit) {
      const int left = zeros[bit][l], right = zeros[bit][r], all = zeros[bit][n];
      if (k < right - left) {
        l = left;
        r = right;
      } else {
        k -= right - left;
        answer |= 1 << bit;
        l += all - left;
        r += all - right;
      }
    }
    std::printf("%d\n", answer);
  }
}
