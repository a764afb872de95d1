M = 10**9 + 7
n, k = map(int, input().split())
power = [[int(c) for c in input().strip()] for _ in range(k)]
songs = [1] * k  # by first note; longer songs are made of a power of the table and shorter songs
rest = n - 1
while rest:
    if rest & 1:
        songs = [sum(x * y for x, y in zip(row, songs)) % M for row in power]
    columns = list(zip(*power))
    power = [[sum(x * y for x, y in zip(row, column)) % M for column in columns] for row in power]
    rest >>= 1
print(sum(songs) % M)
