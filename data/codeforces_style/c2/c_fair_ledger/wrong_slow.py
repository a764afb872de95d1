import sys

data = list(map(int, sys.stdin.read().split()))
n, m = data[:2]
gains = data[2:]
fair = 0
for i in range(n):
    total = 0
    for j in range(i, n):
        total += gains[j]
        if total % m == 0:
            fair += 1
print(fair)
