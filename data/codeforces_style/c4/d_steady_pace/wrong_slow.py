n, k = map(int, input().split())
a = list(map(int, input().split()))
total = [0]
for x in a:
    total.append(total[-1] + x)
best = 0
for i in range(n - k + 1):
    before = total[i]
    for j in range(i + k, n + 1):
        average = (total[j] - before) / (j - i)
        if average > best:
            best = average
print("%.9f" % best)
