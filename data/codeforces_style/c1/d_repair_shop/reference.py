import sys


# The best paid order first, on the latest free day that is early enough.
def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n = data[0]
    orders = sorted(zip(data[2::2], data[1::2]), reverse=True)
    free = list(range(n + 1))
    income = 0
    for pay, deadline in orders:
        day = min(deadline, n)
        root = day
        while free[root] != root:
            root = free[root]
        while free[day] != root:
            free[day], day = root, free[day]
        if root > 0:
            income += pay
            free[root] = root - 1
    print(income)


main()
