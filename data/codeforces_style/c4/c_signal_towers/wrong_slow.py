n = int(input())
heights = list(map(int, input().split()))
pairs = 0
for i in range(n):
    highest = 0
    for j in range(i + 1, n):
        if heights[j] > highest:
            pairs += 1
            highest = heights[j]
        if highest >= heights[i]:
            break
print(pairs)
