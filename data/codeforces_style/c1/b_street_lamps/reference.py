n = int(input())
lamps = input().strip()


def blocks(kind, other):
    return sum(1 for block in lamps.split(other) if block)


print(min(blocks("0", "1"), blocks("1", "0")))
