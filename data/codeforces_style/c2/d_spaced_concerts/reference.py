import sys
from itertools import accumulate


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, k, g = data[:3]
    gains = data[3:]
    # The first concert is free of the others; concert c comes on evening (c - 1) * g + 1 or later.
    best = list(accumulate(gains, max))
    for _ in range(k - 1):
        # best[i] belongs to evening i + offset; the next concert is g evenings later or more.
        gains = gains[g:]
        best = list(accumulate(map(int.__add__, best, gains), max))
    print(best[-1])


main()
