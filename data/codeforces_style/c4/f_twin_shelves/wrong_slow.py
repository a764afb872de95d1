import sys
from collections import Counter

data = list(map(int, sys.stdin.read().split()))
n, q = data[:2]
titles = data[2:2 + n]
for i in range(q):
    left, right = data[2 + n + 2 * i:4 + n + 2 * i]
    counts = Counter(titles[left - 1:right])
    print(sum(1 for count in counts.values() if count == 2))
