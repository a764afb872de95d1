n, a, k, b = map(int, input().split())
print(min(n * a, -(-n // k) * b))
