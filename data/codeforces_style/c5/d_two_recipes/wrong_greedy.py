a = input().strip()
b = input().strip()
i = 0
steps = []
for step in a:
    steps.append(step)
    if i < len(b) and b[i] == step:
        i += 1
print("".join(steps) + b[i:])
