import sys

FAR = 10**9


def distances(rows, start):
    h, w = len(rows), len(rows[0])
    found = {start: 0}
    layer = [start]
    minutes = 0
    while layer:
        minutes += 1
        following = []
        for r, c in layer:
            for place in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
                y, x = place
                if 0 <= y < h and 0 <= x < w and rows[y][x] != "#" and place not in found:
                    found[place] = minutes
                    following.append(place)
        layer = following
    return found


def main():
    rows = sys.stdin.read().split()[2:]
    places = {}
    for r, row in enumerate(rows):
        for c, square in enumerate(row):
            if square in "SG*":
                places.setdefault(square, []).append((r, c))
    flowers = places.get("*", [])
    gate = places["G"][0]
    from_shed = distances(rows, places["S"][0])
    n = len(flowers)
    between = [[FAR] * n for _ in range(n)]
    to_gate = [FAR] * n
    for i, flower in enumerate(flowers):
        found = distances(rows, flower)
        between[i] = [found.get(other, FAR) for other in flowers]
        to_gate[i] = found.get(gate, FAR)
    if n == 0:
        print(from_shed.get(gate, -1))
        return
    # Backwards: the fewest minutes from flower `last` when the flowers of the set are still dry.
    rest = [to_gate]
    for dry in range(1, 1 << n):
        row = [FAR] * n
        members = [i for i in range(n) if dry >> i & 1]
        for last in range(n):
            if not dry >> last & 1:
                way = between[last]
                row[last] = min(way[i] + rest[dry ^ 1 << i][i] for i in members)
        rest.append(row)
    everything = (1 << n) - 1
    answer = min(from_shed.get(flowers[i], FAR) + rest[everything ^ 1 << i][i] for i in range(n))
    print(answer if answer < FAR else -1)


main()
