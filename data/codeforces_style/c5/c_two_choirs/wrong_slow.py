n, m = map(int, input().split())
near = [[] for _ in range(n + 1)]


def contradicts():
    side = [None] * (n + 1)
    for start in range(1, n + 1):
        if side[start] is not None:
            continue
        side[start] = 0
        stack = [start]
        while stack:
            u = stack.pop()
            for v, differ in near[u]:
                if side[v] is None:
                    side[v] = side[u] ^ differ
                    stack.append(v)
                elif side[v] != side[u] ^ differ:
                    return True
    return False


for i in range(1, m + 1):
    u, sign, v = input().split()
    differ = 1 if sign == "!" else 0
    near[int(u)].append((int(v), differ))
    near[int(v)].append((int(u), differ))
    if contradicts():
        print(i)
        break
else:
    print(0)
