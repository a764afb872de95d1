import sys


# Each group keeps its members with their sides; the smaller group joins the larger.
def main():
    words = sys.stdin.read().split()
    n, m = int(words[0]), int(words[1])
    group = list(range(n + 1))
    side = [0] * (n + 1)
    members = [[i] for i in range(n + 1)]
    for i in range(m):
        u, v = int(words[2 + 3 * i]), int(words[4 + 3 * i])
        differ = 1 if words[3 + 3 * i] == "!" else 0
        a, b = group[u], group[v]
        if a == b:
            if side[u] ^ side[v] != differ:
                print(i + 1)
                return
            continue
        if len(members[a]) > len(members[b]):
            a, b = b, a
        turn = side[u] ^ side[v] ^ differ
        for singer in members[a]:
            group[singer] = b
            side[singer] ^= turn
        members[b] += members[a]
        members[a] = []
    print(0)


main()
