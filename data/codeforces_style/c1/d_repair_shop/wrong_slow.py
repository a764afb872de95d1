import sys

data = list(map(int, sys.stdin.read().split()))
n = data[0]
orders = sorted(zip(data[2::2], data[1::2]), reverse=True)
busy = [False] * (n + 1)
income = 0
for pay, deadline in orders:
    day = min(deadline, n)
    while day > 0 and busy[day]:
        day -= 1
    if day > 0:
        busy[day] = True
        income += pay
print(income)
