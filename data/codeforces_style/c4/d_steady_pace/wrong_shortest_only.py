n, k = map(int, input().split())
a = list(map(int, input().split()))
window = sum(a[:k])
best = window
for i in range(k, n):
    window += a[i] - a[i - k]
    best = max(best, window)
print("%.9f" % (best / k))
