import sys
from collections import deque

data = list(map(int, sys.stdin.read().split()))
n, m, k = data[:3]
graph = [[] for _ in range(n + 1)]
for i in range(3, 3 + 3 * m, 3):
    u, v, h = data[i:i + 3]
    graph[u].append((v, h))
    graph[v].append((u, h))


def cost(height):
    best = [m + 1] * (n + 1)
    best[1] = 0
    queue = deque([1])
    while queue:
        v = queue.popleft()
        for to, h in graph[v]:
            step = 1 if h >= height else 0
            if best[v] + step < best[to]:
                best[to] = best[v] + step
                if step:
                    queue.append(to)
                else:
                    queue.appendleft(to)
    return best[n]


low, high = 0, 10**6
if cost(0) > m:
    print(-1)
else:
    while low < high:
        middle = (low + high) // 2
        if cost(middle) <= k:
            high = middle
        else:
            low = middle + 1
    print(low)
