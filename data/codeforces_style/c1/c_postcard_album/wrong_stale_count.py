from collections import Counter

n, k, m = map(int, input().split())
cards = list(map(int, input().split()))
count = Counter()
first = best = 0
for last, card in enumerate(cards):
    count[card] += 1
    while first <= last and (len(count) > k or count[card] > m):
        count[cards[first]] -= 1
        first += 1
    best = max(best, last - first + 1)
print(best)
