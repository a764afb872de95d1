import sys
from itertools import permutations


def join(left, right):
    """The shortest text that begins with `left` and contains `right` no earlier than it can."""
    if right in left:
        return left
    # The prefix function of `right`, run over the end of `left`.
    border = [0] * len(right)
    length = 0
    for i in range(1, len(right)):
        while length and right[i] != right[length]:
            length = border[length - 1]
        if right[i] == right[length]:
            length += 1
        border[i] = length
    length = 0
    for c in left[-len(right):]:
        while length and (length == len(right) or c != right[length]):
            length = border[length - 1]
        if c == right[length]:
            length += 1
    return left + right[length:]


def main():
    slogans = sys.stdin.read().split()
    joined = {}
    best = sum(map(len, slogans))
    for order in permutations(range(3)):
        first = joined.get(order[:2])
        if first is None:
            first = joined[order[:2]] = join(slogans[order[0]], slogans[order[1]])
        best = min(best, len(join(first, slogans[order[2]])))
    print(best)


main()
