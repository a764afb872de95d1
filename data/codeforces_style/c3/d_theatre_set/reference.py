import sys


# Each task on the latest day: days counted from the end, round by round.
def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, m = data[:2]
    before = [[] for _ in range(n + 1)]
    awaited_by = [0] * (n + 1)
    for u, v in zip(data[2::2], data[3::2]):
        before[v].append(u)
        awaited_by[u] += 1
    layer = [task for task in range(1, n + 1) if awaited_by[task] == 0]
    layers = []
    done = 0
    while layer:
        layers.append(layer)
        done += len(layer)
        following = []
        for task in layer:
            for earlier in before[task]:
                awaited_by[earlier] -= 1
                if awaited_by[earlier] == 0:
                    following.append(earlier)
        layer = following
    if done < n:
        print(-1)
        return
    day = [0] * (n + 1)
    for i, tasks in enumerate(layers):
        for task in tasks:
            day[task] = len(layers) - i
    print(len(layers))
    print(*day[1:])


main()
