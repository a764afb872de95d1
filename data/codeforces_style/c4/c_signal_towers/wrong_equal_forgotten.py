n = int(input())
pairs = 0
stack = []
for height in map(int, input().split()):
    while stack and stack[-1] < height:
        stack.pop()
        pairs += 1
    if stack:
        pairs += 1
    if not stack or stack[-1] != height:
        stack.append(height)
    else:
        stack.pop()
print(pairs)
