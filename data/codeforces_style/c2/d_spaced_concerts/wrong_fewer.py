n, k, g = map(int, input().split())
gain = list(map(int, input().split()))
best = [0] * (n + 1)
for _ in range(k):
    later = [0] * (n + 1)
    for i in range(1, n + 1):
        later[i] = max(later[i - 1], best[max(0, i - g)] + gain[i - 1])
    best = later
print(best[n])
