import sys
from collections import deque


def fewest_higher(graph, n, height, k):
    """Whether a route needs at most k roads above the height: layer by layer."""
    seen = [False] * (n + 1)
    layer = [1]
    for _ in range(k + 1):
        queue = [v for v in layer if not seen[v]]
        if not queue:
            return False
        for v in queue:
            seen[v] = True
        later = []
        while queue:
            v = queue.pop()
            if v == n:
                return True
            for to, h in graph[v]:
                if seen[to]:
                    continue
                if h <= height:
                    seen[to] = True
                    queue.append(to)
                else:
                    later.append(to)
        layer = set(later)
    return False


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, m, k = data[:3]
    graph = [[] for _ in range(n + 1)]
    for i in range(3, 3 + 3 * m, 3):
        u, v, h = data[i:i + 3]
        graph[u].append((v, h))
        graph[v].append((u, h))
    heights = [0] + sorted(set(data[5::3]))
    if not fewest_higher(graph, n, heights[-1], k):
        print(-1)
        return
    low, high = -1, len(heights) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if fewest_higher(graph, n, heights[middle], k):
            high = middle
        else:
            low = middle
    print(heights[high])


main()
