n, a, b = map(int, input().split())
for x in range(1, n // a + 1):
    rest = n - a * x
    if rest > 0 and rest % b == 0:
        print(x, rest // b)
        break
else:
    print(-1)
