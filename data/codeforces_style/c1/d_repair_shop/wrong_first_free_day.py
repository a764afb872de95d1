n = int(input())
orders = [tuple(map(int, input().split())) for _ in range(n)]
orders.sort(key=lambda order: -order[1])
day = 0
income = 0
for deadline, pay in orders:
    if day < deadline:
        day += 1
        income += pay
print(income)
