n = int(input())
print(sum(abs(int(a) - int(b)) for a, b in zip(input(), input())))
