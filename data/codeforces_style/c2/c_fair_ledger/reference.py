import sys


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    m = data[1]
    seen = {0: 1}
    total = fair = 0
    for gain in data[2:]:
        total = (total + gain) % m
        before = seen.get(total, 0)
        fair += before
        seen[total] = before + 1
    print(fair)


main()
