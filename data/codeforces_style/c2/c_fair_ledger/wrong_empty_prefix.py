n, m = map(int, input().split())
seen = {}
total = fair = 0
for gain in map(int, input().split()):
    total = (total + gain) % m
    fair += seen.get(total, 0)
    seen[total] = seen.get(total, 0) + 1
print(fair)
