h, w = map(int, input().split())
grid = [list(input()) for _ in range(h)]


def drain(r, c):
    if not (0 <= r < h and 0 <= c < w):
        return 0, False
    if grid[r][c] != "~":
        return 0, True
    grid[r][c] = "."
    size, inland = 1, True
    for y, x in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
        more, closed = drain(y, x)
        size += more
        inland = inland and closed
    return size, inland


sizes = []
for r in range(h):
    for c in range(w):
        if grid[r][c] == "~":
            size, inland = drain(r, c)
            if inland:
                sizes.append(size)
print(len(sizes), max(sizes, default=0))
