n = int(input())
prices = sorted(map(int, input().split()))
print(sum(prices[n // 3:]))
