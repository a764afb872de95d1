k = int(input())
s = input().strip()
x = y = best = 0
for c in s:
    x += (c == "R") - (c == "L")
    y += (c == "U") - (c == "D")
    best = max(best, abs(x) + abs(y))
print(max(best, k * (abs(x) + abs(y))))
