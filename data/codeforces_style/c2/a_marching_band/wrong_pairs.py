n = int(input())
a = list(map(int, input().split()))
equal = sum(1 for x, y in zip(a, a[1:]) if x % 2 == y % 2)
print((equal + 1) // 2)
