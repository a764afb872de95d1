import sys
from collections import deque


# Free stretches of rows search breadth first, along alternating ways, for free stretches of columns.
def main():
    rows = sys.stdin.read().split()[2:]
    h, w = len(rows), len(rows[0])
    crossed = []
    column_stretch = [0] * w
    columns = 0
    for r in range(h):
        for c in range(w):
            if rows[r][c] == "#":
                continue
            if c == 0 or rows[r][c - 1] == "#":
                crossed.append([])
            if r == 0 or rows[r - 1][c] == "#":
                column_stretch[c] = columns
                columns += 1
            crossed[-1].append(column_stretch[c])
    row_of = [-1] * columns
    column_of = [-1] * len(crossed)
    guards = 0
    for start in range(len(crossed)):
        came_from = {}
        queue = deque([start])
        end = -1
        while queue and end < 0:
            row = queue.popleft()
            for column in crossed[row]:
                if column in came_from:
                    continue
                came_from[column] = row
                if row_of[column] < 0:
                    end = column
                    break
                queue.append(row_of[column])
        if end < 0:
            continue
        guards += 1
        while end >= 0:
            row = came_from[end]
            row_of[end] = row
            column_of[row], end = end, column_of[row]
    print(guards)


main()
