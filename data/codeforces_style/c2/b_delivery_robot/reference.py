import sys


def main():
    k, program = sys.stdin.read().split()
    k = int(k) - 1
    x = y = 0
    places = [(0, 0)]
    for c in program:
        if c == "L":
            x -= 1
        elif c == "R":
            x += 1
        elif c == "U":
            y += 1
        else:
            y -= 1
        places.append((x, y))
    best = 0
    # |x| + |y| is the largest of the four sums with signs, and each of them is linear in the round.
    for sx, sy in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        far = max(sx * px + sy * py for px, py in places)
        best = max(best, far + max(0, k * (sx * x + sy * y)))
    print(best)


main()
