import sys


# Of each pair, the lower tower (the left one of two equal) names the other: it is the next tower
# to the right that is not lower, or the next to the left, if that is taller.
def main():
    heights = list(map(int, sys.stdin.buffer.read().split()))[1:]
    pairs = 0
    stack = []
    for height in heights:
        while stack and stack[-1] < height:
            stack.pop()
            pairs += 1
        if stack and stack[-1] == height:
            stack.pop()
            pairs += 1
        stack.append(height)
    stack = []
    for height in heights:
        while stack and stack[-1] < height:
            stack.pop()
        if not stack:
            stack.append(height)
        elif stack[-1] > height:
            pairs += 1
            stack.append(height)
    print(pairs)


main()
