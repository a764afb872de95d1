n, c = map(int, input().split())
cost = load = 0
for weight in map(int, input().split()):
    if load > 0 and (load + weight) ** 2 - load**2 <= weight**2 + c:
        cost += (load + weight) ** 2 - load**2
        load += weight
    else:
        cost += weight**2 + c
        load = weight
print(cost)
