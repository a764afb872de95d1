from collections import deque

h, w = map(int, input().split())
rows = [input() for _ in range(h)]
places = [(r, c) for r in range(h) for c in range(w) if rows[r][c] == "*"]
shed = next((r, c) for r in range(h) for c in range(w) if rows[r][c] == "S")
gate = next((r, c) for r in range(h) for c in range(w) if rows[r][c] == "G")
points = places + [shed, gate]
n = len(places)
INF = 10**9
way = []
for start in points:
    found = {start: 0}
    queue = deque([start])
    while queue:
        r, c = queue.popleft()
        for y, x in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
            if 0 <= y < h and 0 <= x < w and rows[y][x] != "#" and (y, x) not in found:
                found[y, x] = found[r, c] + 1
                queue.append((y, x))
    way.append([found.get(p, INF) for p in points])
best = {(0, n): 0}
for _ in range(n):
    following = {}
    for (done, last), minutes in best.items():
        for i in range(n):
            if not done >> i & 1:
                key = (done | 1 << i, i)
                total = minutes + way[last][i]
                if total < following.get(key, 10**12):
                    following[key] = total
    best = following
print(min(minutes + way[last][n + 1] for (_, last), minutes in best.items()))
