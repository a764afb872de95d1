import sys

data = list(map(int, sys.stdin.read().split()))
n, m = data[:2]
after = [[] for _ in range(n + 1)]
waits = [0] * (n + 1)
for u, v in zip(data[2::2], data[3::2]):
    after[u].append(v)
    waits[v] += 1
ready = [task for task in range(1, n + 1) if waits[task] == 0]
day = [0] * (n + 1)
today = 0
while ready:
    task = ready.pop()
    today += 1
    day[task] = today
    for other in after[task]:
        waits[other] -= 1
        if waits[other] == 0:
            ready.append(other)
if today < n:
    print(-1)
else:
    print(n)
    print(*day[1:])
