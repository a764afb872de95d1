import sys
from itertools import accumulate


# The points (i, sum of the first i): the steepest line between two of them at least k apart. The
# left ends that matter form a lower convex hull, and the best of them only moves right.
def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, k = data[:2]
    total = [0] + list(accumulate(data[2:]))
    hull = []
    best = 0
    top, bottom = 0, 1
    for end in range(k, n + 1):
        i = end - k
        while len(hull) - best >= 2:
            p, q = hull[-2], hull[-1]
            if (total[q] - total[p]) * (i - q) >= (total[i] - total[q]) * (q - p):
                hull.pop()
            else:
                break
        hull.append(i)
        best = min(best, len(hull) - 1)
        while best + 1 < len(hull):
            p, q = hull[best], hull[best + 1]
            if (total[end] - total[q]) * (end - p) >= (total[end] - total[p]) * (end - q):
                best += 1
            else:
                break
        p = hull[best]
        if (total[end] - total[p]) * bottom > top * (end - p):
            top, bottom = total[end] - total[p], end - p
    print("%.10f" % (top / bottom))


main()
