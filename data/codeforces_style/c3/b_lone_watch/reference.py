import sys


# Watched once = (minutes with a guard) - (minutes with two or more), both kept as the latest ends.
def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    watches = sorted(zip(data[1::2], data[2::2]))
    one = two = 0  # up to this minute there is a guard, there are two
    alone = 0
    for begin, end in watches:
        # The minutes from `begin` on: those below `one` have a guard, those below `two` have two.
        first = max(begin, one)
        if end > first:
            alone += end - first
        both_from, both_to = max(begin, two), min(end, one)
        if both_to > both_from:
            alone -= both_to - both_from
        one, two = max(one, end), max(two, min(one, end))
    print(alone)


main()
