h, w = map(int, input().split())
castle = [input() for _ in range(h)]
guards = 0
column_seen = [False] * w
for r in range(h):
    row_seen = False
    for c in range(w):
        if castle[r][c] == "#":
            row_seen = False
            column_seen[c] = False
        elif not row_seen and not column_seen[c]:
            guards += 1
            row_seen = column_seen[c] = True
print(guards)
