import sys


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, k, m = data[:3]
    cards = data[3:]
    count = {}
    first = 0
    best = 0
    for last, card in enumerate(cards):
        count[card] = count.get(card, 0) + 1
        while len(count) > k or count[card] > m:
            gone = cards[first]
            first += 1
            count[gone] -= 1
            if count[gone] == 0:
                del count[gone]
        best = max(best, last - first + 1)
    print(best)


main()
