n, q = map(int, input().split())
echo = [0]
for _ in range(n - 1):
    parent, tone = map(int, input().split())
    echo.append(echo[parent - 1] ^ tone)
quiet = 0
for i in range(n):
    mine = echo[i]
    quiet += sum(1 for j in range(i) if mine ^ echo[j] < q)
print(quiet)
