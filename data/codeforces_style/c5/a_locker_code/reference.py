n = int(input())
print(sum(min((int(a) - int(b)) % 10, (int(b) - int(a)) % 10) for a, b in zip(input(), input())))
