import sys


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    c = data[1]
    total = cost = 0
    # Lower hull of the lines slope * x + height; slopes fall, x grows.
    slopes = [0]
    heights = [0]
    best = 0
    for weight in data[2:]:
        total += weight
        while best + 1 < len(slopes) and (
            slopes[best + 1] * total + heights[best + 1] <= slopes[best] * total + heights[best]
        ):
            best += 1
        cost = slopes[best] * total + heights[best] + total * total + c
        slope, height = -2 * total, cost + total * total
        while len(slopes) - best >= 2 and (
            (height - heights[-2]) * (slopes[-2] - slopes[-1])
            <= (heights[-1] - heights[-2]) * (slopes[-2] - slope)
        ):
            slopes.pop()
            heights.pop()
        slopes.append(slope)
        heights.append(height)
    print(cost)


main()
