M = 10**9 + 7
n, k = map(int, input().split())
power = [[int(c) for c in input().strip()] for _ in range(k)]
songs = [1] * k
while n:
    if n & 1:
        songs = [sum(x * y for x, y in zip(row, songs)) % M for row in power]
    columns = list(zip(*power))
    power = [[sum(x * y for x, y in zip(row, column)) % M for column in columns] for row in power]
    n >>= 1
print(sum(songs) % M)
