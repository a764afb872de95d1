import sys


# Joins neighbouring squares of water, row by row; square 0 stands for all beyond the border.
def main():
    words = sys.stdin.read().split()
    h, w = int(words[0]), int(words[1])
    rows = words[2:]
    leader = list(range(h * w + 1))

    def find(square):
        while leader[square] != square:
            leader[square] = leader[leader[square]]
            square = leader[square]
        return square

    for r in range(h):
        for c in range(w):
            if rows[r][c] != "~":
                continue
            square = r * w + c + 1
            if r in (0, h - 1) or c in (0, w - 1):
                leader[find(square)] = find(0)
            if r > 0 and rows[r - 1][c] == "~":
                leader[find(square)] = find(square - w)
            if c > 0 and rows[r][c - 1] == "~":
                leader[find(square)] = find(square - 1)
    sizes = {}
    for r in range(h):
        for c in range(w):
            if rows[r][c] == "~":
                root = find(r * w + c + 1)
                sizes[root] = sizes.get(root, 0) + 1
    sizes.pop(find(0), None)
    print(len(sizes), max(sizes.values(), default=0))


main()
