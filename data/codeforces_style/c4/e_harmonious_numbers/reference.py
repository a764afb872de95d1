l, r, m = map(int, input().split())

# tails[k][i][j]: how many strings of k digits are worth i modulo m and have the digit sum j.
tails = [[[0] * m for _ in range(m)]]
tails[0][0][0] = 1
power = 1
for k in range(19):
    table = [[0] * m for _ in range(m)]
    for digit in range(10):
        shift = digit % m
        for i in range(m):
            source = tails[k][i]
            target = table[(i + digit * power) % m]
            for j in range(m):
                target[(j + shift) % m] += source[j]
    tails.append(table)
    power = power * 10 % m


def count_below(limit):
    digits = str(limit)
    total = 0
    prefix = digit_sum = 0
    for place, c in enumerate(digits):
        k = len(digits) - place - 1
        for digit in range(int(c)):
            value = (prefix * 10 + digit) * 10**k
            total += tails[k][-value % m][-(digit_sum + digit) % m]
        prefix = prefix * 10 + int(c)
        digit_sum += int(c)
    return total


print(count_below(r + 1) - count_below(l))
