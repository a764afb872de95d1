import sys
from collections import Counter


# An echo is below q when it has a prefix of q, then a 0 where q has a 1: one count for each such
# place.
def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, q = data[:2]
    echo = [0] * (n + 1)
    for hall in range(2, n + 1):
        at = 2 * hall - 2
        echo[hall] = echo[data[at]] ^ data[at + 1]
    halls = echo[1:]
    twice = 0
    for bit in range(21):
        if not q >> bit & 1:
            continue
        wanted = q >> bit ^ 1
        counts = Counter(value >> bit for value in halls)
        for prefix, count in counts.items():
            twice += count * counts.get(prefix ^ wanted, 0)
    # Each hall has echo 0 with itself, which is below q.
    print((twice - n) // 2)


main()
