n, a, b = map(int, input().split())
for y in range(n // b + 1):
    x, rest = divmod(n - b * y, a)
    if rest == 0:
        print(x, y)
        break
else:
    print(-1)
