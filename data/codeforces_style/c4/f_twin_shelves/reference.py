import sys


# By left end, from the right: with the next copies of a title at a < b < c, the right ends from b to
# c - 1 have exactly two.
def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, q = data[:2]
    titles = [0] + data[2:2 + n]
    by_left = [[] for _ in range(n + 1)]
    for i in range(q):
        at = 2 + n + 2 * i
        by_left[data[at]].append((data[at + 1], i))
    tree = [0] * (n + 2)

    def add(place, value):
        while place <= n:
            tree[place] += value
            place += place & -place

    places = [[] for _ in range(n + 1)]
    answer = [0] * q
    for left in range(n, 0, -1):
        copies = places[titles[left]]
        if copies:
            add(copies[-1], 1)
        if len(copies) >= 2:
            add(copies[-2], -2)
        if len(copies) >= 3:
            add(copies[-3], 1)
        copies.append(left)
        for right, i in by_left[left]:
            count = 0
            while right:
                count += tree[right]
                right &= right - 1
            answer[i] = count
    print("\n".join(map(str, answer)))


main()
