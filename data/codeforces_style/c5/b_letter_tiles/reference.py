waiting = set()
half = []
for tile in input().strip():
    if tile in waiting:
        waiting.remove(tile)
        half.append(tile)
    else:
        waiting.add(tile)
left = "".join(half)
print(left + (waiting.pop() if waiting else "") + left[::-1])
