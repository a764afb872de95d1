import sys
from heapq import heappop, heappush

data = list(map(int, sys.stdin.read().split()))
n, m, q = data[:3]
cables = [[] for _ in range(n + 1)]
for day in range(1, m + 1):
    u, v = data[2 * day + 1], data[2 * day + 2]
    cables[u].append((day, v))
    cables[v].append((day, u))
at = 3 + 2 * m
for i in range(q):
    s, t = data[at + 2 * i], data[at + 2 * i + 1]
    seen = set()
    heap = [(0, s)]
    answer = -1
    while heap:
        day, town = heappop(heap)
        if town == t:
            answer = day
            break
        if town in seen:
            continue
        seen.add(town)
        for later, other in cables[town]:
            if other not in seen:
                heappush(heap, (max(day, later), other))
    print(answer)
